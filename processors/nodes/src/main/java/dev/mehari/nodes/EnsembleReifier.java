// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.reifier.MulticastReifier;
import org.apache.camel.support.AsyncProcessorConverterHelper;

/** Builds an {@link EnsembleProcessor}; the branches are made by Camel, with channels, ids and interceptors. */
final class EnsembleReifier extends MulticastReifier {
    private final EnsembleMerge merge;

    EnsembleReifier(Route route, MulticastDefinition definition, EnsembleMerge merge) {
        super(route, definition);
        this.merge = merge;
    }

    @Override
    public Processor createProcessor() throws Exception {
        List<AsyncProcessor> branches = new ArrayList<>();
        for (ProcessorDefinition<?> output : definition.getOutputs()) {
            if (!isDisabled(camelContext, output)) {
                branches.add(AsyncProcessorConverterHelper.convert(createOutputsProcessor(List.of(output))));
            }
        }
        return new EnsembleProcessor(camelContext, branches, merge);
    }
}
