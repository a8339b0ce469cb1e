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

/** Transforms a value of a graph by a chain of kernels: select, cast, impute, standardize, oneHot and others. */
@UriEndpoint(
        scheme = "tensor",
        title = "Mehari Tensor",
        syntax = "tensor:node",
        firstVersion = "0.1.0",
        category = {Category.AI, Category.TRANSFORMATION},
        producerOnly = true,
        remote = false)
@SuppressWarnings("NullAway.Init") // Camel sets what a URI gives
public class TensorEndpoint extends DefaultEndpoint {
    @UriPath(description = "The step's id in its graph")
    @Metadata(required = true)
    private String node;

    @UriParam(description = "The graph that the step stands in, such as credit@1; a step without graph does nothing")
    private String graph = "";

    @UriParam(description = "JSON array: the values to read")
    private String inputs = "[]";

    @UriParam(description = "JSON array: the kernels with their constants, first to last")
    private String ops = "[]";

    @UriParam(description = "JSON text: the name of what it gives")
    private String output = "\"output\"";

    public TensorEndpoint(String endpointUri, Component component) {
        super(endpointUri, component);
    }

    @Override
    public Producer createProducer() {
        return new TensorProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("tensor: transforms and sends nothing by itself; use it in 'to'");
    }

    @Override
    public boolean isRemote() {
        return false;
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

    public String getInputs() {
        return inputs;
    }

    public void setInputs(String inputs) {
        this.inputs = inputs;
    }

    public String getOps() {
        return ops;
    }

    public void setOps(String ops) {
        this.ops = ops;
    }

    public String getOutput() {
        return output;
    }

    public void setOutput(String output) {
        this.output = output;
    }
}
