// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.net.URI;
import java.util.random.RandomGenerator;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** A step {@code call} of a graph: holds a way to the other server from start to stop. */
final class CallProducer extends DefaultAsyncProducer {
    private final InferEndpoint endpoint;
    private @Nullable RemoteModel model;
    private volatile @Nullable GuardedRun run;

    CallProducer(InferEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        NodeServices services = NodeServices.of(endpoint.getCamelContext());
        Declaration declaration = Declarations.find(endpoint.getCamelContext(), endpoint.getGraph());
        String node = endpoint.getName();
        RemoteModel opened = services.openRemote(URI.create(endpoint.getUri()));
        model = opened;
        GraphObserver.NodeMeter meter =
                services.observer().node(declaration.graph(), declaration.revision(), node, "call");
        CallStep step = new CallStep(
                new CallStep.Text(
                        node, endpoint.getUri(), endpoint.getInputs(), endpoint.getOutputs(), endpoint.getRetries()),
                declaration,
                opened,
                services.settings().callTimeout().toNanos(),
                services.branchThreads(),
                meter,
                RandomGenerator.getDefault());
        run = new GuardedRun(
                step,
                node,
                "call",
                StepGuard.of(endpoint.getGuard(), declaration, node),
                services.newBreaker(),
                meter,
                services.branchThreads());
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
        GuardedRun now = run;
        if (now == null) {
            throw new IllegalStateException("infer:" + endpoint.getName() + " isn't started");
        }
        return now.process(exchange, callback);
    }
}
