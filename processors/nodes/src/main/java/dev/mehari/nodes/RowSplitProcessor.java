// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.List;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ReactiveExecutor;

/** A {@code split} by rows: runs the steps once per branch that has rows, one after another, on the caller's thread. */
final class RowSplitProcessor extends OwnProcessor {
    private final ReactiveExecutor reactive;
    private final AsyncProcessor steps;
    private final RowRules rules;

    RowSplitProcessor(CamelContext context, AsyncProcessor steps, RowRules rules) {
        super("split", List.of(steps));
        this.reactive = context.getCamelContextExtension().getReactiveExecutor();
        this.steps = steps;
        this.rules = rules;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Inference frame = Exchanges.inference(exchange);
            new Run(exchange, callback, frame, rules.partition(frame)).next();
            return false;
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    /**
     * One request's way through the parts. What a child's {@code process} returns is never used: a channel may return true
     * and still call back later, so only the callback says that a part is done.
     */
    private final class Run implements AsyncCallback {
        private final Exchange exchange;
        private final AsyncCallback callback;
        private final Inference frame;
        private final List<Inference> parts;
        private Exchange part;
        private int started;

        Run(Exchange exchange, AsyncCallback callback, Inference frame, List<Inference> parts) {
            this.exchange = exchange;
            this.callback = callback;
            this.frame = frame;
            this.parts = parts;
            this.part = exchange;
        }

        void next() {
            part = exchange.copy();
            part.getIn().setBody(parts.get(started++));
            steps.process(part, this);
        }

        @Override
        public void done(boolean sync) {
            Exception failure = part.getException();
            if (failure != null) {
                exchange.setException(failure);
            } else if (started < parts.size()) {
                next();
                return;
            } else {
                try {
                    rules.merge(frame, parts);
                } catch (RuntimeException e) {
                    exchange.setException(e);
                }
            }
            reactive.schedule(callback);
        }
    }
}
