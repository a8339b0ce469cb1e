// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.List;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ReactiveExecutor;
import org.jspecify.annotations.Nullable;

/** A {@code split} by items: runs the steps once, on all items of all rows, on the caller's thread. */
final class ItemSplitProcessor extends OwnProcessor {
    private final CamelContext context;
    private final ReactiveExecutor reactive;
    private final AsyncProcessor steps;
    private final SplitMerge merge;
    private @Nullable SplitRules rules;

    ItemSplitProcessor(CamelContext context, AsyncProcessor steps, SplitMerge merge) {
        super("split", List.of(steps));
        this.context = context;
        this.reactive = context.getCamelContextExtension().getReactiveExecutor();
        this.steps = steps;
        this.merge = merge;
    }

    @Override
    protected void doStart() throws Exception {
        merge.setCamelContext(context);
        rules = merge.rules();
        super.doStart();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        SplitRules now = rules;
        try {
            if (now == null) {
                throw new IllegalStateException("split '" + getId() + "' isn't started");
            }
            Inference frame = Exchanges.inference(exchange);
            Inference items = now.open(frame);
            if (items.rowCount() > 0) {
                Exchange inner = exchange.copy();
                inner.getIn().setBody(items);
                steps.process(inner, sync -> {
                    finish(now, exchange, inner, frame, items);
                    reactive.schedule(callback);
                });
                return false;
            }
            now.merge(frame, items);
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private static void finish(SplitRules rules, Exchange exchange, Exchange inner, Inference frame, Inference items) {
        Exception failure = inner.getException();
        try {
            if (failure != null) {
                exchange.setException(failure);
            } else {
                rules.merge(frame, items);
            }
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
    }
}
