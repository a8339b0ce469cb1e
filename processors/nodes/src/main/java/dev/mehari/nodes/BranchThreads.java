// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for branches that run at the same time, and the clock for their deadlines. Bounded: what finds no place in the
 * queue runs on the caller's thread. Threads start when first needed and end after a minute without work.
 */
final class BranchThreads implements AutoCloseable {
    private static final int QUEUE = 1024;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor clock;

    BranchThreads() {
        // Enough for a few branches that wait, not only for those that compute.
        int size = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        workers = new ThreadPoolExecutor(
                size, size, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), BranchThreads::thread);
        workers.allowCoreThreadTimeOut(true);
        clock = new ScheduledThreadPoolExecutor(1, BranchThreads::thread);
        clock.setKeepAliveTime(60, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        clock.setRemoveOnCancelPolicy(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mehari-branch-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    void run(Runnable branch) {
        try {
            workers.execute(branch);
        } catch (RejectedExecutionException full) {
            branch.run();
        }
    }

    /** Calls {@code late} after the delay, unless the returned task is cancelled before. */
    java.util.concurrent.ScheduledFuture<?> after(long millis, Runnable late) {
        return clock.schedule(late, millis, TimeUnit.MILLISECONDS);
    }

    ExecutorService executor() {
        return workers;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
    }
}
