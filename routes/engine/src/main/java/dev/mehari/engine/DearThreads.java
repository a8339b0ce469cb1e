// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.mehari.nodes.Request;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import dev.mehari.tensor.Tensor;

/**
 * Threads of one revision for requests that cost too much for a door's event loop. What is dear was measured in warm-up, as a
 * fixed cost and a cost per row, and stays as measured. Bounded: a request that finds the queue full is refused (429).
 */
final class DearThreads implements AutoCloseable {
    /** What may run on an event loop. */
    static final long CHEAP_NANOS = 200_000;

    private static final int QUEUE = 1024;

    private final Cost cost;
    private final String graph;
    private final ThreadPoolExecutor threads;

    /**
     * What a request costs.
     *
     * @param fixedNanos whatever the number of rows
     * @param rowNanos for each row
     */
    record Cost(double fixedNanos, double rowNanos) {
        boolean isDear(int rows) {
            return fixedNanos + rowNanos * rows > CHEAP_NANOS;
        }
    }

    DearThreads(String graph, Cost cost) {
        this.graph = graph;
        this.cost = cost;
        int size = Runtime.getRuntime().availableProcessors();
        threads = new ThreadPoolExecutor(size, size, 60, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), work -> {
            Thread thread = new Thread(work, "mehari-graph-" + graph);
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Whether that request costs so much that it belongs here. */
    boolean areFor(Request request) {
        return cost.isDear(rows(request));
    }

    /** @param refused hears why if the work isn't taken */
    void execute(Runnable work, Consumer<InferenceException> refused) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException full) {
            refused.accept(InferenceException.of(
                    Kind.TOO_MANY, "graph '" + graph + "' has " + QUEUE + " requests waiting; ask again later"));
        }
    }

    private static int rows(Request request) {
        int most = 1;
        for (int i = 0; i < request.inputs().size(); i++) {
            Tensor tensor = request.inputs().tensor(i);
            most = Math.max(most, tensor.rows());
        }
        return most;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
