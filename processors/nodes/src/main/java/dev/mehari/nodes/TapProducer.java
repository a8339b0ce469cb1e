// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.concurrent.TimeUnit;

import dev.mehari.tensor.NamedTensors;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind Camel's own {@code wireTap}, where our {@link TapProcessor} doesn't, and {@code to: tap:} in a route of
 * one's own after {@code graph:}, whose answer it shows.
 */
final class TapProducer extends DefaultAsyncProducer {
    private final TapEndpoint endpoint;
    private volatile @Nullable Tap tap;

    TapProducer(TapEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        tap = endpoint.tap();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Tap queue = tap;
        Object body = exchange.getIn().getBody();
        if (queue != null && body instanceof Snapshot snapshot) {
            queue.offer(snapshot.at(endpoint.getNode()));
        } else if (queue != null && body instanceof Inference frame) {
            queue.offer(Snapshot.of(frame, endpoint.getNode(), exchange));
        } else if (queue != null) {
            try {
                queue.offer(answer(exchange));
            } catch (RuntimeException e) {
                exchange.setException(e);
            }
        }
        callback.done(true);
        return true;
    }

    /** What {@code graph:} has answered: its outputs are the body, the headers tell the rest. */
    private Snapshot answer(Exchange exchange) {
        Message message = exchange.getIn();
        String graph = message.getHeader(PredictionHeaders.GRAPH, String.class);
        Long revision = message.getHeader(PredictionHeaders.REVISION, Long.class);
        NamedTensors outputs = graph == null ? null : message.getBody(NamedTensors.class);
        if (graph == null || revision == null || outputs == null) {
            throw new IllegalArgumentException("tap:" + endpoint.getName()
                    + " shows predictions, and this message is none; put it right after 'to: graph:NAME'");
        }
        String id = message.getHeader(PredictionHeaders.ID, exchange.getExchangeId(), String.class);
        return new Snapshot(
                Declarations.find(exchange.getContext(), graph + "@" + revision),
                endpoint.getNode(),
                Request.of(id, NamedTensors.NONE),
                NamedTensors.NONE,
                outputs,
                message.getHeader(PredictionHeaders.PATH, "", String.class),
                null,
                TimeUnit.MILLISECONDS.toNanos(exchange.getClock().elapsed()),
                false);
    }
}
