// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.apache.camel.Category;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Copies what a graph knows at that place to a listener, through a bounded queue that never makes a request wait. */
@UriEndpoint(
        scheme = "tap",
        title = "Mehari Tap",
        syntax = "tap:name",
        firstVersion = "0.1.0",
        category = {Category.AI, Category.MONITORING},
        producerOnly = true,
        remote = false)
@SuppressWarnings("NullAway.Init") // Camel sets what a URI gives
public class TapEndpoint extends DefaultEndpoint {
    @UriPath(
            description =
                    "Who listens: a name from the settings; 'log' always exists, 'uri' stands for the option 'to'")
    @Metadata(required = true)
    private String name;

    @UriParam(
            description =
                    "JSON text: the endpoint that gets each snapshot as JSON, for the name 'uri'; its scheme must be allowed"
                            + " by the setting mehari.taps.schemes")
    private String to = "";

    @UriParam(description = "The graph that the tap stands in, such as credit@1")
    private String graph = "";

    @UriParam(description = "The step's id in its graph; empty for a tap that sees the whole prediction")
    private String node = "";

    public TapEndpoint(String endpointUri, Component component) {
        super(endpointUri, component);
    }

    @Override
    public Producer createProducer() {
        return new TapProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("tap: listens and sends nothing by itself; use it in 'wireTap'");
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

    public String getTo() {
        return to;
    }

    public void setTo(String to) {
        this.to = to;
    }

    public String getNode() {
        return node;
    }

    public void setNode(String node) {
        this.node = node;
    }

    public String getGraph() {
        return graph;
    }

    public void setGraph(String graph) {
        this.graph = graph;
    }

    /** The queue that this endpoint's snapshots go to. */
    Tap tap() {
        return NodeServices.of(getCamelContext())
                .taps()
                .find(name, to.isEmpty() ? "" : Json.parse(to, "the tap's 'to'").asText());
    }
}
