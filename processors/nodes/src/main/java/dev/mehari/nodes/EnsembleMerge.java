// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * The bean behind an ensemble's {@code multicast}: it knows the combiners, and brings the branches together. Its text is
 * JSON: {@code {"graph": "credit@1", "block": "committee", "outputs": {name: {"combine": word, "from": [reference by
 * branch]}}, "weights": […], "quorum": n, "deadlineMillis": n, "nested": [blocks inside]}}.
 *
 * <p>Two faces: our own processor asks for {@link #rules}; Camel's multicast calls the strategy, which collects outcomes in
 * an exchange of its own, so that a first branch that failed can't become the answer.
 */
public final class EnsembleMerge implements AggregationStrategy, CamelContextAware {
    private @Nullable CamelContext context;
    private String text = "";
    private volatile @Nullable EnsembleRules rules;

    /** What {@code aggregate} collects: an outcome by branch. */
    private record Outcomes(@Nullable Object[] byBranch) {}

    public void setText(String text) {
        this.text = text;
    }

    public String getText() {
        return text;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    /** The rules, read when first asked for: the declaration bean may be made after this one. */
    EnsembleRules rules() {
        EnsembleRules known = rules;
        if (known == null) {
            if (context == null) {
                throw new IllegalStateException("the ensemble's bean has no CamelContext");
            }
            var json = Json.parse(text, "the text of an ensemble's bean");
            known = EnsembleRules.of(
                    json, Declarations.find(context, json.path("graph").asText()));
            rules = known;
        }
        return known;
    }

    @Override
    public Exchange aggregate(@Nullable Exchange old, Exchange branch) {
        throw new IllegalStateException("a multicast gives its input too");
    }

    @Override
    public Exchange aggregate(@Nullable Exchange collected, Exchange branch, Exchange input) {
        Exchange answer = collected == null ? collector(input) : collected;
        Integer index = branch.getProperty(ExchangePropertyKey.MULTICAST_INDEX, Integer.class);
        Exception failure = branch.getException();
        outcomes(answer).byBranch()[index] = failure != null ? failure : Exchanges.inference(branch);
        return answer;
    }

    private Exchange collector(Exchange input) {
        Exchange collector = new DefaultExchange(input.getContext());
        collector.getIn().setBody(new Outcomes(new Object[rules().branches()]));
        return collector;
    }

    private static Outcomes outcomes(Exchange collector) {
        return (Outcomes) collector.getIn().getBody();
    }

    @Override
    public void timeout(@Nullable Exchange collected, int index, int total, long timeout) {
        // A branch without an outcome is a late one: there is nothing to mark.
    }

    @Override
    public void onCompletion(@Nullable Exchange collected, Exchange input) {
        if (collected == null) {
            // No branch was in time, not even the first: there is no exchange to answer with but the input's own.
            try {
                rules().merge(Exchanges.inference(input), new Object[rules().branches()]);
            } catch (RuntimeException e) {
                input.setException(e);
            }
            return;
        }
        Outcomes outcomes = outcomes(collected);
        Inference frame = Exchanges.inference(input);
        collected.getIn().setBody(frame);
        try {
            rules().merge(frame, outcomes.byBranch());
        } catch (RuntimeException e) {
            collected.setException(e);
        }
    }
}
