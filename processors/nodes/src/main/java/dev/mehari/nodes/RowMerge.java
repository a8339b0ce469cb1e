// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * Brings the parts of a {@code split} by the {@code rows} language together again. Stateless: one bean serves all blocks.
 *
 * <p>Under our own processor only {@link #finish} is used; under Camel's splitter the parts are collected in an exchange of
 * its own, so that a part that failed can't become the answer.
 */
public final class RowMerge implements AggregationStrategy {
    private static final String FAILED = "MehariFailed";

    @Override
    public @Nullable Exchange aggregate(@Nullable Exchange collected, Exchange part) {
        Exchange answer = collected == null ? collector(part) : collected;
        @SuppressWarnings("unchecked")
        List<Inference> parts = (List<Inference>) answer.getIn().getBody();
        Exception failure = part.getException();
        if (failure != null) {
            if (answer.getProperty(FAILED) == null) {
                answer.setProperty(FAILED, failure);
            }
        } else {
            parts.add(Exchanges.inference(part));
        }
        return answer;
    }

    private static Exchange collector(Exchange part) {
        Exchange collector = new DefaultExchange(part.getContext());
        collector.getIn().setBody(new ArrayList<Inference>());
        return collector;
    }

    @Override
    public void onCompletion(@Nullable Exchange collected, Exchange input) {
        if (collected == null) {
            return;
        }
        Exception failure = collected.getProperty(FAILED, Exception.class);
        @SuppressWarnings("unchecked")
        List<Inference> parts = (List<Inference>) collected.getIn().getBody();
        Inference frame = Exchanges.inference(input);
        collected.getIn().setBody(frame);
        if (failure != null) {
            collected.setException(failure);
            return;
        }
        try {
            finish(frame, parts);
        } catch (RuntimeException e) {
            collected.setException(e);
        }
    }

    /** Writes into {@code frame} what its answered parts give. */
    static void finish(Inference frame, List<Inference> parts) {
        Partition partition = parts.get(0).partition();
        if (partition == null) {
            throw new IllegalStateException("these parts come from no block");
        }
        partition.block().merge(frame, parts);
    }
}
