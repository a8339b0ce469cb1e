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

    private final GraphConsumer consumer;
    private final Declaration declaration;
    private long round;

    private Warmup(GraphConsumer consumer) {
        this.consumer = consumer;
        this.declaration = consumer.declaration();
    }

    /**
     * @return what a request costs once warm
     * @throws InferenceException if a request that the graph file gives for warming fails, or one that was made for a graph
     *     whose inputs leave no doubt what a right request is
     */
    static Cost run(GraphConsumer consumer) throws InterruptedException {
        return new Warmup(consumer).run();
    }

    private Cost run() throws InterruptedException {
        long end = System.nanoTime() + declaration.warmupLimit().toNanos();
        List<NamedTensors> requests = requests(1);
        long best = Long.MAX_VALUE;
        int settled = 0;
        while (settled < SETTLED_WINDOWS && System.nanoTime() < end) {
            long window = cheapest(requests, WINDOW, end);
            settled = window > best * SETTLED ? settled + 1 : 0;
            best = Math.min(best, window);
        }
        if (best == Long.MAX_VALUE) {
            return new Cost(0, 0);
        }
        double perRow = 0;
        if (declaration.isBatch() && declaration.warmupRequests().isEmpty()) {
            long many = cheapest(requests(MANY_ROWS), MANY_RUNS, Long.MAX_VALUE);
            perRow = many == Long.MAX_VALUE ? 0 : Math.max(0, (double) (many - best) / (MANY_ROWS - 1));
        }
        LOG.debug("graph {} is warm after {} requests; one costs {} us", declaration.id(), round, best / 1000);
        return new Cost(Math.max(0, best - perRow), perRow);
    }

    /** The cheapest of so many requests in nanoseconds; {@link Long#MAX_VALUE} if none could be answered. */
    private long cheapest(List<NamedTensors> requests, int count, long end) throws InterruptedException {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < count && System.nanoTime() < end; i++) {
            long start = System.nanoTime();
            Throwable failure = answer(requests.get((int) (round % requests.size())));
            if (failure == null) {
                best = Math.min(best, System.nanoTime() - start);
            } else if (failure instanceof InferenceException late && late.kind() == InferenceException.Kind.TIMEOUT) {
                LOG.debug("graph {}: a cold request was late: {}", declaration.id(), late.getMessage());
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
                return Long.MAX_VALUE;
            }
        }
        return best;
    }

    private @Nullable Throwable answer(NamedTensors inputs) throws InterruptedException {
        Waiting waiting = new Waiting();
        consumer.infer(Request.of("warmup-" + round, inputs), round++, waiting);
        long limit = Math.max(1000, declaration.warmupLimit().toMillis());
        if (!waiting.done.await(limit, TimeUnit.MILLISECONDS)) {
            return new IllegalStateException("a request of the warm-up took longer than spec.warmup.limit");
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
