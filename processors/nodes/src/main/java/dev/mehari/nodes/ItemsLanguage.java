// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.List;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.spi.annotations.Language;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.LanguageSupport;
import org.jspecify.annotations.Nullable;

/**
 * The Camel language {@code items}: an expression that gives the frame of a split's items, all of them as one batch, or nothing
 * where there are none. Its text is the name of the split's {@link SplitMerge}.
 */
@Language("items")
public final class ItemsLanguage extends LanguageSupport {

    @Override
    public Expression createExpression(String text) {
        return new OfSplit(text);
    }

    @Override
    public Predicate createPredicate(String text) {
        throw new IllegalArgumentException("'items' gives items and is no condition; use 'cel' for conditions");
    }

    private static final class OfSplit extends ExpressionAdapter {
        private final String bean;
        private @Nullable SplitMerge split;

        OfSplit(String bean) {
            this.bean = bean;
        }

        @Override
        public void init(CamelContext context) {
            super.init(context);
            split = context.getRegistry().lookupByNameAndType(bean, SplitMerge.class);
            if (split == null) {
                throw new IllegalArgumentException("there is no bean '" + bean
                        + "' that knows how to split; an exported graph has it, keep it in the file");
            }
        }

        @Override
        public Object evaluate(Exchange exchange) {
            if (split == null) {
                throw new IllegalStateException("the 'items' expression wasn't initialised");
            }
            Inference items = split.rules().open(Exchanges.inference(exchange));
            return items.rowCount() == 0 ? List.of() : List.of(items);
        }
    }
}
