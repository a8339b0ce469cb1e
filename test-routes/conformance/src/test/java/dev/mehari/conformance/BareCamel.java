// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.nio.file.Path;
import java.util.Map;

import dev.mehari.nodes.ProcessorPlugin;
import dev.mehari.tensor.NamedTensors;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;

/** Camel's own main with Mehari's jars on the class path, and nothing of Mehari's server. */
final class BareCamel implements AutoCloseable {
    private final Main main = new Main();
    private final ProducerTemplate template;

    /**
     * Starts with one file of routes.
     *
     * @param ownProcessors whether our processors stand under Camel's EIPs
     */
    BareCamel(Path routes, boolean ownProcessors) {
        main.configure().withJmxEnabled(false).withRoutesIncludePattern("file:" + routes);
        main.addInitialProperty(ProcessorPlugin.ENABLED, String.valueOf(ownProcessors));
        main.start();
        template = main.getCamelContext().createProducerTemplate();
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    NamedTensors ask(String graph, Object body) {
        return ask(graph, body, Map.of());
    }

    NamedTensors ask(String graph, Object body, Map<String, Object> headers) {
        return template.requestBodyAndHeaders("graph:" + graph, body, headers, NamedTensors.class);
    }

    @Override
    public void close() {
        main.stop();
    }
}
