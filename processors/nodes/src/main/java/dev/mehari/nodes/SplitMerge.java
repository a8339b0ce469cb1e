// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * The bean behind a split (rule 23): it takes rows apart for the language {@code items}, and makes rows of the items' answers.
 * Its text is JSON: {@code {"graph": "credit@1", "block": "photos", "input": reference, "lengths": reference, "as": name,
 * "outputs": {name: {"aggregate": word, "from": reference, "empty": value}}, "nested": [blocks inside]}}; without {@code
 * lengths} all items count, {@code empty} of null is NaN.
 *
 * <p>Two faces: our own processor asks for {@link #rules}; Camel's splitter calls the strategy.
 */
public final class SplitMerge implements AggregationStrategy, CamelContextAware {
    private static final String FAILED = "MehariFailed";

    private @Nullable CamelContext context;
    private String text = "";
    private volatile @Nullable SplitRules rules;

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
    SplitRules rules() {
        SplitRules known = rules;
        if (known == null) {
            if (context == null) {
                throw new IllegalStateException("the split's bean has no CamelContext");
            }
            JsonNode json = Json.parse(text, "the text of a split's bean");
            known = SplitRules.of(
                    json,
                    Declarations.find(context, json.path("graph").asText()),
                    NodeServices.of(context).settings().splitBytes());
            rules = known;
        }
        return known;
    }

    @Override
    public Exchange aggregate(@Nullable Exchange none, Exchange items) {
        Exchange answer = new DefaultExchange(items.getContext());
        answer.getIn().setBody(items.getIn().getBody());
        if (items.getException() != null) {
            answer.setProperty(FAILED, items.getException());
        }
        return answer;
    }

    @Override
    public void onCompletion(@Nullable Exchange answer, Exchange input) {
        Exchange told = answer == null ? input : answer; // where no row has items, the steps didn't run
        Exception failure = told.getProperty(FAILED, Exception.class);
        Inference frame = Exchanges.inference(input);
        try {
            if (failure != null) {
                told.setException(failure);
            } else {
                rules().merge(frame, answer == null ? rules().open(frame) : Exchanges.inference(answer));
            }
        } catch (RuntimeException e) {
            told.setException(e);
        }
        told.getIn().setBody(frame);
    }
}
