// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** A step {@code transform} of a graph. */
final class TensorProducer extends DefaultAsyncProducer {
    private final TensorEndpoint endpoint;
    private volatile @Nullable NodeRun run;

    TensorProducer(TensorEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (endpoint.getGraph().isEmpty()) {
            return; // a branch without steps of its own
        }
        Declaration declaration = Declarations.find(endpoint.getCamelContext(), endpoint.getGraph());
        String node = endpoint.getNode();
        TransformNode transform = TransformNode.bind(
                declaration,
                node,
                Json.list(Json.parse(endpoint.getInputs(), "inputs of step '" + node + "'")),
                Json.parse(endpoint.getOps(), "ops of step '" + node + "'"),
                Json.parse(endpoint.getOutput(), "output of step '" + node + "'")
                        .asText());
        run = new NodeRun(
                transform,
                node,
                "transform",
                NodeServices.of(endpoint.getCamelContext())
                        .observer()
                        .node(declaration.graph(), declaration.revision(), node, "transform"));
    }

    @Override
    protected void doStop() throws Exception {
        run = null;
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (endpoint.getGraph().isEmpty()) {
            callback.done(true);
            return true;
        }
        return NodeRun.require(run, "tensor:" + endpoint.getNode()).process(exchange, callback);
    }
}
