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
 * The Camel language {@code rows}: an expression that gives the frames of a block's branches for a {@code split}. Its text
 * is JSON: {@code {"graph": "credit@1", "block": "score", "when": [CEL, …], "gives": {name: [reference by branch]},
 * "nested": [blocks inside]}}.
 */
@Language("rows")
public final class RowsLanguage extends LanguageSupport {

    @Override
    public Expression createExpression(String text) {
        return new Rows(Json.parse(text, "the text of a 'rows' expression"));
    }

    @Override
    public Predicate createPredicate(String text) {
        throw new IllegalArgumentException(
                "'rows' gives parts of a batch and is no condition; use 'cel' for conditions");
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
