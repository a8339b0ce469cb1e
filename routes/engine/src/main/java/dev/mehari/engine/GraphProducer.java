// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.List;
import java.util.Map;

import dev.mehari.nodes.Bodies;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** {@code to: graph:credit} in any route: the body as request, the answer's outputs as body. */
final class GraphProducer extends DefaultAsyncProducer {
    private final GraphEndpoint endpoint;
    private final GraphEntries entries;
    private final @Nullable String version;

    GraphProducer(GraphEndpoint endpoint, GraphEntries entries) {
        super(endpoint);
        this.endpoint = endpoint;
        this.entries = entries;
        this.version = endpoint.version();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            GraphEntry entry = endpoint.entry(entries);
            entry.infer(version, request(exchange, entry), new Answered(exchange, callback));
            return false;
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    @SuppressWarnings("unchecked") // documented as a map by text
    private Request request(Exchange exchange, GraphEntry entry) {
        if (exchange.getIn().getBody() instanceof Request request) {
            return request;
        }
        String id = exchange.getIn().getHeader(GraphConstants.PREDICTION_ID, String.class);
        Map<String, Object> parameters = exchange.getIn().getHeader(GraphConstants.PARAMETERS, Map.class);
        return new Request(
                id == null || id.isEmpty() ? exchange.getExchangeId() : id,
                "",
                Bodies.tensors(exchange, entry.inputs(version)),
                parameters == null ? Map.of() : parameters,
                new ExchangeHeaders(exchange),
                List.of(),
                Request.NO_DEADLINE);
    }

    private record Answered(Exchange exchange, AsyncCallback callback) implements ServedGraph.Answer {
        @Override
        public void succeeded(Prediction prediction) {
            exchange.getMessage().setBody(prediction.outputs());
            exchange.getMessage().setHeader(GraphConstants.PREDICTION_ID, prediction.id());
            exchange.getMessage().setHeader(GraphConstants.GRAPH, prediction.graph());
            exchange.getMessage().setHeader(GraphConstants.REVISION, prediction.revision());
            if (!prediction.path().isEmpty()) {
                exchange.getMessage().setHeader(GraphConstants.PATH, prediction.path());
            }
            callback.done(false);
        }

        @Override
        public void failed(Throwable error) {
            exchange.setException(error);
            callback.done(false);
        }
    }
}
