// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.spi.ProcessorFactory;

/**
 * Installs {@link OwnProcessors} in every CamelContext that starts with this jar on its class path. The property
 * {@value #ENABLED} set to {@code false} leaves Camel's own processors in place: answers are the same, only slower.
 */
public final class ProcessorPlugin implements ContextServicePlugin {
    /** The Camel property that turns our processors off. */
    public static final String ENABLED = "mehari.processors.own";

    @Override
    public void load(CamelContext context) {
        ProcessorFactory before = context.getCamelContextExtension().getContextPlugin(ProcessorFactory.class);
        context.getCamelContextExtension().addContextPlugin(ProcessorFactory.class, new OwnProcessors(before));
    }
}
