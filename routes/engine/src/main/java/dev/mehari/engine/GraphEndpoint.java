// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import org.apache.camel.Category;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Answers by an inference graph.
 *
 * <p>{@code to: graph:credit} sends the body to the live revision of the graph {@code credit} and gives its outputs as body;
 * {@code graph:credit@3} means revision 3. {@code from: graph:credit@3} is how a compiled graph begins.
 */
@UriEndpoint(
        scheme = "graph",
        title = "Mehari Graph",
        syntax = "graph:name",
        firstVersion = "0.1.0",
        category = {Category.AI},
        remote = false,
        headersClass = GraphConstants.class)
@SuppressWarnings("NullAway.Init") // Camel sets what a URI gives
public class GraphEndpoint extends DefaultEndpoint {
    @UriPath(description = "The graph's name, with @ and a revision's number where that one is meant")
    @Metadata(required = true)
    private String name;

    public GraphEndpoint(String endpointUri, Component component) {
        super(endpointUri, component);
    }

    @Override
    public Producer createProducer() {
        return new GraphProducer(this, GraphEntries.of(getCamelContext()));
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        GraphConsumer consumer = new GraphConsumer(this, processor, GraphEntries.of(getCamelContext()));
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }
}
