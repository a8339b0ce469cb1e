// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Model;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** A step {@code model} of a graph: holds the model from start to stop. */
final class InferProducer extends DefaultAsyncProducer {
    private final InferEndpoint endpoint;
    private @Nullable Model model;
    private volatile @Nullable Run run;

    /** One way to run the node. */
    private interface Run {
        boolean process(Exchange exchange, AsyncCallback callback);
    }

    InferProducer(InferEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        NodeServices services = NodeServices.of(endpoint.getCamelContext());
        Declaration declaration = Declarations.find(endpoint.getCamelContext(), endpoint.getGraph());
        String key = endpoint.getUse();
        Declaration.DeclaredModel declared = declaration.models().get(key);
        if (declared == null) {
            throw new IllegalArgumentException("graph " + declaration.id() + " declares no model '" + key + "'");
        }
        Model loaded;
        try {
            loaded = services.load(declared.uri(), declared.runtime(), declared.sha256(), declaration.modelBase());
        } catch (InvalidModelException e) {
            throw new InvalidModelException(
                    "graph " + declaration.id() + ", model '" + declared.key() + "': " + e.getMessage(), e);
        }
        model = loaded;
        ModelNode node = ModelNode.bind(
                declaration,
                endpoint.getName(),
                loaded,
                Json.texts(endpoint.getInputs(), "inputs of step '" + endpoint.getName() + "'"),
                Json.parse(endpoint.getOutputs(), "outputs of step '" + endpoint.getName() + "'"));
        GraphObserver.NodeMeter meter =
                services.observer().node(declaration.graph(), declaration.revision(), endpoint.getName(), "model");
        if (endpoint.getGuard().isEmpty()) {
            NodeRun plain = new NodeRun(node, endpoint.getName(), "model", meter);
            run = plain::process;
        } else {
            StepGuard guard = StepGuard.of(endpoint.getGuard(), declaration, endpoint.getName());
            GuardedRun guarded = new GuardedRun(
                    node, endpoint.getName(), "model", guard, services.newBreaker(), meter, services.branchThreads());
            run = guarded::process;
        }
    }

    @Override
    protected void doStop() throws Exception {
        run = null;
        if (model != null) {
            model.close();
            model = null;
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Run now = run;
        if (now == null) {
            throw new IllegalStateException("infer:" + endpoint.getName() + " isn't started");
        }
        return now.process(exchange, callback);
    }
}
