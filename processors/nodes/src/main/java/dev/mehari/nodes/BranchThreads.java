// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;

/**
 * Threads for branches that run at the same time and for steps with a timeout, and the clock for their deadlines. Each kind has
 * a bounded pool of its own, so that steps that hang keep neither branches nor those from going on who gave them up. Threads start
 * when first needed and end after a minute without work.
 */
final class BranchThreads implements AutoCloseable {
    private static final int QUEUE = 1024;
    private static final int MOST_HELD = 256;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor held;
    private final ThreadPoolExecutor resumed;
    private final ScheduledThreadPoolExecutor clock;

    BranchThreads() {
        int processors = Runtime.getRuntime().availableProcessors();
        // Enough for a few branches that wait, not only for those that compute.
        workers = pool("branch", Math.max(4, 2 * processors), new LinkedBlockingQueue<>(QUEUE));
        // Steps with a timeout may hang: waiting behind them would be as bad as hanging, so there are more threads and
        // no queue.
        held = new ThreadPoolExecutor(
                0, MOST_HELD, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> thread("step", work));
        resumed = pool("resumed", Math.max(2, processors), new LinkedBlockingQueue<>(QUEUE));
        clock = new ScheduledThreadPoolExecutor(1, work -> thread("clock", work));
        clock.setKeepAliveTime(60, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        clock.setRemoveOnCancelPolicy(true);
    }

    private static ThreadPoolExecutor pool(String name, int size, BlockingQueue<Runnable> queue) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(size, size, 60, TimeUnit.SECONDS, queue, work -> thread(name, work));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, "mehari-" + name + "-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Runs a branch; on the caller's thread where the queue is full. */
    void run(Runnable branch) {
        runOn(workers, branch);
    }

    private static void runOn(ThreadPoolExecutor pool, Runnable work) {
        try {
            pool.execute(work);
        } catch (RejectedExecutionException full) {
            work.run();
        }
    }

    /** Runs a step or a branch that may hang. @return false, and nothing runs, if all threads for such are busy */
    boolean offer(Runnable step) {
        try {
            held.execute(step);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    /** Calls {@code late} after the delay, on a thread that may go on with the request, unless the task is cancelled before. */
    Future<?> after(long delay, TimeUnit unit, Runnable late) {
        return clock.schedule(() -> runOn(resumed, late), delay, unit);
    }

    /** Goes on with a request whose answer came on a thread that isn't ours to hold. */
    void goOn(Runnable work) {
        runOn(resumed, work);
    }

    /** Calls {@code work} after the delay. */
    void later(long nanos, Runnable work) {
        clock.schedule(() -> runOn(resumed, work), nanos, TimeUnit.NANOSECONDS);
    }

    /** Goes on with an exchange on this thread. */
    void resume(CamelContext context, AsyncCallback callback) {
        context.getCamelContextExtension().getReactiveExecutor().schedule(callback);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
        held.shutdownNow();
        resumed.shutdownNow();
    }
}
