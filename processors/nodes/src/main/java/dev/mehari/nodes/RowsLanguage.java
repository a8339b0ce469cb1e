// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.spi.annotations.Language;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.LanguageSupport;
import org.jspecify.annotations.Nullable;

/**
 * The Camel language {@code rows}. As an expression it gives the frames of a block's branches for a {@code split}; its text is
 * JSON, {@code {"graph": "credit@1", "block": "score", "gives": {name: [reference by branch]}, "nested": [blocks inside]}}
 * (see {@link RowOutputs#of}) with what parts the rows:
 *
 * <ul>
 *   <li>{@code "when": [CEL, …]} for a choice; none puts all rows into one frame of their own,
 *   <li>{@code "stage": 0, "accept": CEL, "outputs": {name: reference}} between two stages of a cascade,
 *   <li>{@code "arms": [weight, …], "key": {…}} for traffic (see {@link StickyKey}).
 * </ul>
 *
 * As a condition, {@code {"branch": 2}} holds for the rows of that branch, and {@code {"failed": "slow"}} where that node has
 * marked that its fallback is to answer.
 */
@Language("rows")
public final class RowsLanguage extends LanguageSupport {

    @Override
    public Expression createExpression(String text) {
        return new Rows(Json.parse(text, "the text of a 'rows' expression"));
    }

    @Override
    public Predicate createPredicate(String text) {
        JsonNode json = Json.parse(text, "the text of a 'rows' condition");
        return json.has("failed")
                ? new Failed(json.path("failed").asText())
                : new OfBranch(json.path("branch").asInt());
    }

    static final class Failed extends ExpressionAdapter implements Predicate {
        private final String node;

        Failed(String node) {
            this.node = node;
        }

        @Override
        public boolean matches(Exchange exchange) {
            Inference frame = Exchanges.inference(exchange);
            return frame.find(frame.declaration().pathSlot(node)) != null;
        }

        @Override
        public Object evaluate(Exchange exchange) {
            return matches(exchange);
        }
    }

    static final class OfBranch extends ExpressionAdapter implements Predicate {
        private final int branch;

        OfBranch(int branch) {
            this.branch = branch;
        }

        @Override
        public boolean matches(Exchange exchange) {
            Partition partition = Exchanges.inference(exchange).partition();
            return partition != null && partition.branch() == branch;
        }

        @Override
        public Object evaluate(Exchange exchange) {
            return matches(exchange);
        }
    }

    static final class Rows extends ExpressionAdapter {
        private final JsonNode json;
        private @Nullable RowRules rules;

        Rows(JsonNode json) {
            this.json = json;
        }

        @Override
        public void init(CamelContext context) {
            super.init(context);
            rules = RowRules.of(
                    json, Declarations.find(context, json.path("graph").asText()));
        }

        RowRules rules() {
            if (rules == null) {
                throw new IllegalStateException("the 'rows' expression wasn't initialised");
            }
            return rules;
        }

        @Override
        public Object evaluate(Exchange exchange) {
            return rules().partition(Exchanges.inference(exchange));
        }
    }
}
