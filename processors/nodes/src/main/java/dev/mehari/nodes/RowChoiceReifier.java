// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.reifier.ChoiceReifier;
import org.apache.camel.support.AsyncProcessorConverterHelper;

/** Builds a {@link RowChoiceProcessor}; the steps inside are made by Camel. */
final class RowChoiceReifier extends ChoiceReifier {
    RowChoiceReifier(Route route, ChoiceDefinition definition) {
        super(route, definition);
    }

    /** Whether a choice is all that a {@code split} by rows has inside, one branch for each that the split may give. */
    static boolean isPartOfSplit(ChoiceDefinition choice) {
        NamedNode parent = choice.getParent();
        if (!(parent instanceof SplitDefinition split)
                || split.getOutputs().size() != 1
                || choice.getOtherwise() == null) {
            return false;
        }
        String own = choice.getId();
        return own != null
                && own.equals(split.getId() + ".choice")
                && choice.getWhenClauses().stream().allMatch(when -> isOurs(when.getExpression()));
    }

    private static boolean isOurs(ExpressionDefinition condition) {
        return "cel".equals(condition.getLanguage()) || "rows".equals(condition.getLanguage());
    }

    @Override
    public Processor createProcessor() throws Exception {
        List<AsyncProcessor> branches = new ArrayList<>();
        for (WhenDefinition when : definition.getWhenClauses()) {
            branches.add(AsyncProcessorConverterHelper.convert(createOutputsProcessor(when.getOutputs())));
        }
        branches.add(AsyncProcessorConverterHelper.convert(
                createOutputsProcessor(definition.getOtherwise().getOutputs())));
        return new RowChoiceProcessor(branches);
    }
}
