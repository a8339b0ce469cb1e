// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.mehari.engine.DearThreads.Cost;
import dev.mehari.nodes.Bodies;
import dev.mehari.nodes.Declaration;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A JVM is slow until it has run: the first requests of a revision cost a hundred times what later ones do. So a revision
 * answers made requests before it is live, through its whole route, until the cost settles: when the cheapest of a window of
 * requests has not fallen by more than a twentieth for a few windows, or when the time is up.
 *
 * Blocks take their branches in turn for these requests, so every branch of every block is warmed. The costs seen also tell
 * whether requests may run on an event loop.
 */
/** Warms one revision and measures what a request costs. Confined to the thread that deploys. */
final class Warmup {
    private static final Logger LOG = LoggerFactory.getLogger(Warmup.class);
    private static final int WINDOW = 200;
    private static final int SETTLED_WINDOWS = 4;
    private static final double SETTLED = 0.95;
    private static final int MANY_ROWS = 32;
    private static final int MANY_RUNS = 20;
    private static final double FOR_ONE_ROW = 0.8;
    /** Native libraries may be unpacked and models compiled while the first request waits. */
    private static final long FIRST_MILLIS = 60_000;

    private final GraphConsumer consumer;
    private final Declaration declaration;
    private long round;
    /** Whether any request was answered. */
    private boolean passed;

    /** Whether made requests fail, and may. */
    private boolean excused;

    private @Nullable InferenceException late;

    private Warmup(GraphConsumer consumer) {
        this.consumer = consumer;
        this.declaration = consumer.declaration();
    }

    /**
     * @return what a request costs once warm
     * @throws InferenceException if a request that the graph file gives for warming fails, or one that was made for a graph
     *     whose inputs leave no doubt what a right request is; if none is answered in time
     */
    static Cost run(GraphConsumer consumer) throws InterruptedException {
        return new Warmup(consumer).run();
    }

    private Cost run() throws InterruptedException {
        long start = System.nanoTime();
        long limit = declaration.warmupLimit().toNanos();
        List<NamedTensors> requests = requests(1);
        long best = Long.MAX_VALUE;
        int settled = 0;
        // What is left of the time is for requests of many rows.
        while (round == 0
                || (settled < SETTLED_WINDOWS && System.nanoTime() - start < limit * FOR_ONE_ROW && !excused)) {
            long window = cheapest(requests, WINDOW, start + (long) (limit * FOR_ONE_ROW));
            settled = window > best * SETTLED ? settled + 1 : 0;
            best = Math.min(best, window);
        }
        if (excused) {
            return new Cost(0, 0);
        }
        if (best == Long.MAX_VALUE) {
            throw InferenceException.of(
                    InferenceException.Kind.TIMEOUT,
                    "no request of the warm-up was answered within spec.warmup.limit ("
                            + declaration.warmupLimit().toMillis() + " ms)"
                            + (late == null ? "" : ": " + late.getMessage()));
        }
        double perRow = 0;
        if (declaration.isBatch() && declaration.warmupRequests().isEmpty()) {
            perRow = rowNanos(best, start + limit);
        }
        LOG.debug("graph {} is warm after {} requests; one costs {} us", declaration.id(), round, best / 1000);
        return new Cost(Math.max(0, best - perRow), perRow);
    }

    /** What one more row costs. Where there is no time to find out, as much as the first. */
    private double rowNanos(long one, long end) throws InterruptedException {
        if (System.nanoTime() + one * MANY_ROWS >= end) {
            return one;
        }
        long many = cheapest(requests(MANY_ROWS), MANY_RUNS, end);
        return many == Long.MAX_VALUE ? one : Math.max(0, (double) (many - one) / (MANY_ROWS - 1));
    }

    /** The cheapest of so many requests in nanoseconds; {@link Long#MAX_VALUE} if none could be answered. */
    private long cheapest(List<NamedTensors> requests, int count, long end) throws InterruptedException {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < count && (System.nanoTime() < end || round == 0); i++) {
            long start = System.nanoTime();
            Throwable failure = answer(requests.get((int) (round % requests.size())), end);
            if (failure == null) {
                best = Math.min(best, System.nanoTime() - start);
                passed = true;
            } else if (failure instanceof InferenceException known && known.kind() == InferenceException.Kind.TIMEOUT) {
                late = known;
                LOG.debug("graph {}: a request of the warm-up was late: {}", declaration.id(), known.getMessage());
            } else if (!isExcused()) {
                throw failure instanceof InferenceException known
                        ? known
                        : InferenceException.failed(
                                "a request of the warm-up failed: " + failure.getMessage(), failure);
            } else {
                LOG.warn(
                        "graph {} isn't warmed: made requests fail ({}). Give it some in spec.warmup.requests",
                        declaration.id(),
                        failure.getMessage());
                excused = true;
                return Long.MAX_VALUE;
            }
        }
        return best;
    }

    /** What a request failed with, or null. The first, which a cold start makes dear, has more time than the others. */
    private @Nullable Throwable answer(NamedTensors inputs, long end) throws InterruptedException {
        Waiting waiting = new Waiting();
        consumer.warm(Request.of("warmup-" + round, inputs), round++, waiting);
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (!waiting.done.await(passed ? Math.max(0, left) : Math.max(FIRST_MILLIS, left), TimeUnit.MILLISECONDS)) {
            return InferenceException.of(InferenceException.Kind.TIMEOUT, "it was still under way");
        }
        return waiting.failure;
    }

    /** Whether a made request may fail: its values or lengths were guessed where any guess may be wrong. */
    private boolean isExcused() {
        if (!declaration.warmupRequests().isEmpty()) {
            return false;
        }
        for (Declaration.Input input : declaration.inputs()) {
            Shape shape = input.type().shape();
            if (input.type().datatype() == Datatype.BYTES || shape == null) {
                return true;
            }
            for (int i = declaration.isBatch() ? 1 : 0; i < shape.rank(); i++) {
                if (shape.dim(i) == Shape.DYNAMIC) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<NamedTensors> requests(int rows) {
        List<NamedTensors> requests = new ArrayList<>();
        for (Map<String, @Nullable Object> given : declaration.warmupRequests()) {
            requests.add(Bodies.ofMap(given, declaration.inputs()));
        }
        if (requests.isEmpty()) {
            List<String> names = new ArrayList<>();
            List<Tensor> tensors = new ArrayList<>();
            for (Declaration.Input input : declaration.inputs()) {
                names.add(input.name());
                tensors.add(made(input, rows));
            }
            requests.add(NamedTensors.of(names, tensors));
        }
        return requests;
    }

    /** Zeros, which are the first category too; one for a length that may be any. */
    private Tensor made(Declaration.Input input, int rows) {
        Shape shape = input.type().shape();
        if (shape == null) {
            return Tensor.filled(input.type().datatype(), Shape.of(rows), 0);
        }
        for (int i = 0; i < shape.rank(); i++) {
            if (shape.dim(i) == Shape.DYNAMIC) {
                shape = shape.with(i, i == 0 && declaration.isBatch() ? rows : 1);
            }
        }
        if (input.type().datatype() == Datatype.BYTES) {
            String[] texts = new String[Math.toIntExact(shape.elements())];
            java.util.Arrays.fill(texts, "");
            return Tensor.of(shape, texts);
        }
        return Tensor.filled(input.type().datatype(), shape, 0);
    }

    /** Hands the outcome from whatever thread it comes on to the deploying one. */
    private static final class Waiting implements ServedGraph.Answer {
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable Throwable failure;

        @Override
        public void succeeded(Prediction prediction) {
            done.countDown();
        }

        @Override
        public void failed(Throwable error) {
            failure = error;
            done.countDown();
        }
    }
}
