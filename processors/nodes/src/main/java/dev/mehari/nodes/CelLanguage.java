// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.spi.annotations.Language;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.LanguageSupport;
import org.jspecify.annotations.Nullable;

/**
 * The Camel language {@code cel}: conditions over the values of a graph (rules 14 and 15). A text is compiled when it first
 * meets a request of its graph, which happens in warm-up, since only then are the types of the names known.
 */
@Language("cel")
public final class CelLanguage extends LanguageSupport {

    @Override
    public Predicate createPredicate(String text) {
        return new Condition(text);
    }

    @Override
    public Expression createExpression(String text) {
        return new Condition(text);
    }

    /** One text in one route. The bound condition is an immutable snapshot, swapped if another graph's request comes. */
    static final class Condition extends ExpressionAdapter implements Predicate {
        private final String text;
        private volatile @Nullable Bound bound;

        private record Bound(Declaration declaration, BoundCondition condition) {}

        Condition(String text) {
            this.text = text;
        }

        @Override
        public boolean matches(Exchange exchange) {
            Inference frame = Exchanges.inference(exchange);
            Partition partition = frame.partition();
            if (partition != null) {
                // The block has asked already, row by row: all rows of this frame agree.
                return text.equals(partition.block().text(partition.branch()));
            }
            BoundCondition condition = condition(frame.declaration());
            return condition.test(condition.rowOf(frame), 0);
        }

        @Override
        public Object evaluate(Exchange exchange) {
            return matches(exchange);
        }

        private BoundCondition condition(Declaration declaration) {
            Bound current = bound;
            if (current == null || current.declaration() != declaration) {
                current = new Bound(declaration, BoundCondition.bind(text, declaration, "'" + text + "'"));
                bound = current;
            }
            return current.condition();
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
