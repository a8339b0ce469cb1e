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

/**
 * Runs a machine-learning model on this JVM; in a compiled graph also one on another server.
 *
 * <p>In a route of one's own: {@code infer:iris?uri=file:models/iris.onnx} takes arrays, maps, lists of maps or named
 * tensors as body, and gives the model's outputs. Inside a compiled graph it names the graph and the values it reads.
 */
@UriEndpoint(
        scheme = "infer",
        title = "Mehari Infer",
        syntax = "infer:name",
        firstVersion = "0.1.0",
        category = {Category.AI},
        producerOnly = true,
        remote = false)
@SuppressWarnings("NullAway.Init") // Camel sets what a URI gives
public class InferEndpoint extends DefaultEndpoint {
    @UriPath(description = "The step's id in its graph, or any name in a route of one's own")
    @Metadata(required = true)
    private String name;

    @UriParam(
            description =
                    "Where the model's file lies, such as file:models/iris.onnx or classpath:iris.onnx; in a compiled graph"
                            + " the model to call on another server, such as grpc://host:9000/iris")
    private String uri = "";

    @UriParam(
            description =
                    "The runtime that reads the file, such as onnx; told by the file's name or content if not given")
    private String runtime = "";

    @UriParam(description = "The SHA-256 that the file must have, 64 hexadecimal digits")
    private String sha256 = "";

    @UriParam(label = "advanced", description = "The graph that the step stands in, such as credit@1")
    private String graph = "";

    @UriParam(label = "advanced", description = "The model's key in the graph")
    private String use = "";

    @UriParam(label = "advanced", description = "JSON object: the value to read by the model's own input name")
    private String inputs = "";

    @UriParam(
            label = "advanced",
            description =
                    "JSON object: by the name that the graph gives it, the model's own output and the column of it")
    private String outputs = "";

    @UriParam(
            label = "advanced",
            description = "JSON object: the timeout, what answers instead, and which rounds of the warm-up are whose")
    private String guard = "";

    @UriParam(label = "advanced", description = "How often a call of another server is tried again", defaultValue = "0")
    private int retries;

    public InferEndpoint(String endpointUri, Component component) {
        super(endpointUri, component);
    }

    @Override
    public Producer createProducer() {
        if (graph.isEmpty()) {
            return new ModelProducer(this);
        }
        return uri.isEmpty() ? new InferProducer(this) : new CallProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("infer: gives answers and sends nothing by itself; use it in 'to'");
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

    public String getUri() {
        return uri;
    }

    public void setUri(String uri) {
        this.uri = uri;
    }

    public String getRuntime() {
        return runtime;
    }

    public void setRuntime(String runtime) {
        this.runtime = runtime;
    }

    public String getSha256() {
        return sha256;
    }

    public void setSha256(String sha256) {
        this.sha256 = sha256;
    }

    public String getGraph() {
        return graph;
    }

    public void setGraph(String graph) {
        this.graph = graph;
    }

    public String getUse() {
        return use;
    }

    public void setUse(String use) {
        this.use = use;
    }

    public String getInputs() {
        return inputs;
    }

    public void setInputs(String inputs) {
        this.inputs = inputs;
    }

    public String getOutputs() {
        return outputs;
    }

    public void setOutputs(String outputs) {
        this.outputs = outputs;
    }

    public String getGuard() {
        return guard;
    }

    public void setGuard(String guard) {
        this.guard = guard;
    }

    public int getRetries() {
        return retries;
    }

    public void setRetries(int retries) {
        this.retries = retries;
    }
}
