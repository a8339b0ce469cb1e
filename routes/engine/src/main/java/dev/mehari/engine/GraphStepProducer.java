// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import dev.mehari.nodes.GraphStep;
import dev.mehari.nodes.Request;
import dev.mehari.nodes.Trace;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * {@code to: graph:other@2} inside a compiled graph. Which consumer answers is found when somebody asks: routes of one file start
 * in their order, but their producers before any consumer.
 */
final class GraphStepProducer extends DefaultAsyncProducer implements GraphStep.Child {
    private final GraphEntries entries;
    private final GraphStep.Text text;
    private final String name;
    private final long revision;
    private volatile @Nullable GraphStep step;

    GraphStepProducer(GraphEndpoint endpoint, GraphEntries entries, GraphStep.Text text) {
        super(endpoint);
        this.entries = entries;
        this.text = text;
        int at = text.child().indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("graph:" + text.child() + " is a step of " + text.graph()
                    + ", so it must say which revision is meant: graph:name@1");
        }
        this.name = text.child().substring(0, at);
        this.revision = Long.parseLong(text.child().substring(at + 1));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        step = GraphStep.of(text, this, getEndpoint().getCamelContext());
    }

    @Override
    protected void doStop() throws Exception {
        step = null;
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        GraphStep now = step;
        if (now == null) {
            throw new IllegalStateException("graph:" + text.child() + " isn't started");
        }
        return now.process(exchange, callback);
    }

    @Override
    public void infer(Request request, long warmupRound, @Nullable Trace trace, Answer answer) {
        GraphEntry entry = entries.find(name);
        if (entry == null) {
            throw InferenceException.of(
                    Kind.UNAVAILABLE,
                    "graph " + text.child() + " isn't there; keep its route in the export, before that of "
                            + text.graph());
        }
        entry.running(revision).inferNested(request, warmupRound, trace, answer);
    }
}
