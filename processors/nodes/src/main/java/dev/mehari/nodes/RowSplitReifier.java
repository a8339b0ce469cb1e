// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.reifier.SplitReifier;
import org.apache.camel.support.AsyncProcessorConverterHelper;

/** Builds a {@link RowSplitProcessor}; the steps inside are made by Camel. */
final class RowSplitReifier extends SplitReifier {
    RowSplitReifier(Route route, SplitDefinition definition) {
        super(route, definition);
    }

    @Override
    public Processor createProcessor() throws Exception {
        Processor steps = createChildProcessor(true);
        Expression expression = createExpression(definition.getExpression());
        expression.init(camelContext);
        if (!(expression instanceof RowsLanguage.Rows rows)) {
            throw new IllegalStateException("the language 'rows' gave an expression of "
                    + expression.getClass().getName());
        }
        return new RowSplitProcessor(camelContext, AsyncProcessorConverterHelper.convert(steps), rows.rules());
    }
}
