// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import dev.mehari.nodes.Bodies;
import dev.mehari.nodes.GraphStep;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import dev.mehari.tensor.NamedTensors;
import org.apache.camel.Category;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

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

    @UriParam(label = "advanced", description = "As a step of a compiled graph: that graph, such as credit@1")
    private String graph = "";

    @UriParam(label = "advanced", description = "As a step: its id")
    private String node = "";

    @UriParam(label = "advanced", description = "As a step: JSON object, by this graph's input the value to read")
    private String inputs = "{}";

    @UriParam(label = "advanced", description = "As a step: JSON array, the outputs that are wanted")
    private String outputs = "[]";

    @UriParam(label = "advanced", description = "As a step: JSON object, its timeout and what answers instead of it")
    private String guard = "";

    @UriParam(
            label = "advanced",
            description = "As a step: how many rounds of the warm-up pass before it comes by again")
    private long warmupStride = 1;

    /** The parts of the name. */
    private String target = "";

    private @Nullable String version;

    public GraphEndpoint(String endpointUri, Component component) {
        super(endpointUri, component);
    }

    @Override
    public Producer createProducer() {
        GraphEntries entries = GraphEntries.of(getCamelContext());
        return graph.isEmpty()
                ? new GraphProducer(this, entries)
                : new GraphStepProducer(
                        this, entries, new GraphStep.Text(graph, node, name, inputs, outputs, guard, warmupStride));
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

    /**
     * The exchange's body as the graph takes it, not yet checked: what {@code to:} would send.
     *
     * @throws InferenceException of kind NOT_FOUND if the graph isn't loaded, of kind INVALID if the body is nothing that can
     *     be sent
     */
    public NamedTensors tensors(Exchange exchange) {
        return Bodies.tensors(
                exchange, entry(GraphEntries.of(getCamelContext())).inputs(version));
    }

    /** The graph meant. @throws InferenceException of kind NOT_FOUND if it isn't loaded */
    GraphEntry entry(GraphEntries entries) {
        GraphEntry entry = entries.find(target);
        if (entry == null) {
            throw InferenceException.of(
                    Kind.NOT_FOUND,
                    "there is no graph '" + target + "' in this CamelContext; load its file or its export");
        }
        return entry;
    }

    /** The revision meant; null for the live one. */
    @Nullable
    String version() {
        return version;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        int at = name.indexOf('@');
        this.name = name;
        this.target = at < 0 ? name : name.substring(0, at);
        this.version = at < 0 ? null : name.substring(at + 1);
    }

    public String getGraph() {
        return graph;
    }

    public void setGraph(String graph) {
        this.graph = graph;
    }

    public String getNode() {
        return node;
    }

    public void setNode(String node) {
        this.node = node;
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

    public long getWarmupStride() {
        return warmupStride;
    }

    public void setWarmupStride(long warmupStride) {
        this.warmupStride = warmupStride;
    }
}
