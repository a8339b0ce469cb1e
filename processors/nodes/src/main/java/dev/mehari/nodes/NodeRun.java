// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import dev.mehari.tensor.InferenceException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The thin Camel shell around a {@link Node}: times it, and puts what it throws on the exchange with the node's name. */
final class NodeRun {
    private final Node node;
    private final String id;
    private final String step;
    private final GraphObserver.NodeMeter meter;

    /** @param step its kind: {@code model}, … */
    NodeRun(Node node, String id, String step, GraphObserver.NodeMeter meter) {
        this.node = node;
        this.id = id;
        this.step = step;
        this.meter = meter;
    }

    boolean process(Exchange exchange, AsyncCallback callback) {
        Throwable error = null;
        Inference frame = null;
        long start = System.nanoTime();
        try {
            frame = Exchanges.inference(exchange);
            requireTime(frame, start);
            node.run(frame);
        } catch (RuntimeException | LinkageError e) {
            error = e;
            exchange.setException(placed(id, e));
        }
        if (frame == null || !frame.call().isWarmup()) {
            meter.ran(System.nanoTime() - start, error);
        }
        if (frame != null && frame.call().trace() != null) {
            frame.call().trace().ran(frame, id, step, node.reads(), start, error);
        }
        callback.done(true);
        return true;
    }

    /** @throws InferenceException TIMEOUT if nobody waits for the request any more */
    static void requireTime(Inference frame, long now) {
        if (now >= frame.call().request().deadlineNanos()) {
            throw over();
        }
    }

    static InferenceException over() {
        return InferenceException.of(InferenceException.Kind.TIMEOUT, "the request's deadline has passed");
    }

    /** What a node failed with, and which it was. */
    static InferenceException placed(String id, Throwable e) {
        return e instanceof InferenceException known
                ? InferenceException.at("node '" + id + "'", known)
                : InferenceException.failed("node '" + id + "' failed", e);
    }

    /** For a step that has no node yet. */
    static NodeRun require(@Nullable NodeRun run, String endpoint) {
        if (run == null) {
            throw new IllegalStateException(endpoint + " isn't started");
        }
        return run;
    }
}
