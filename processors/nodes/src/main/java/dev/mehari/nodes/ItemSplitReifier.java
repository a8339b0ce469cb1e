// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.reifier.SplitReifier;
import org.apache.camel.support.AsyncProcessorConverterHelper;

/** Builds an {@link ItemSplitProcessor}; the steps inside are made by Camel. */
final class ItemSplitReifier extends SplitReifier {
    private final SplitMerge merge;

    ItemSplitReifier(Route route, SplitDefinition definition, SplitMerge merge) {
        super(route, definition);
        this.merge = merge;
    }

    @Override
    public Processor createProcessor() throws Exception {
        Processor steps = createChildProcessor(true);
        return new ItemSplitProcessor(camelContext, AsyncProcessorConverterHelper.convert(steps), merge);
    }
}
