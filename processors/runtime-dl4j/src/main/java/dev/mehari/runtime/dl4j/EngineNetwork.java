// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.mehari.model.InvalidModelException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/**
 * Any network, as Deeplearning4j's own classes understand its configuration. They do so without natives; only
 * {@link #instantiate} needs those.
 */
abstract class EngineNetwork {
    /** A network that answers; confined to one thread at a time. */
    @FunctionalInterface
    interface Instance {
        /** The outputs, in the given workspace, in inference mode. */
        INDArray[] output(INDArray[] inputs, MemoryWorkspace workspace);
    }

    /** The outputs' types for certain inputs, and whether what is flattened on the way has the lengths that it must have. */
    record Trial(List<InputType> outputs, boolean heightsFit, boolean widthsFit) {}

    abstract List<String> inputNames();

    abstract List<String> outputNames();

    /** One per input; null where the network doesn't say. */
    abstract List<@Nullable InputForm> inputForms();

    /** Whether some lengths of an image are written into the network, because it is flattened on the way. */
    abstract boolean flattens();

    /** Follows types through the network. @throws RuntimeException if a layer can't take what it gets */
    abstract Trial trial(InputType... inputs);

    /** The layers that give the outputs; null for other vertices. */
    abstract List<@Nullable Layer> outputLayers();

    abstract long countParameters();

    /** @throws InvalidModelException if they can't be counted */
    final long parameters() {
        try {
            return countParameters();
        } catch (RuntimeException e) {
            throw new InvalidModelException("the network's parameters can't be counted: " + reason(e), e);
        }
    }

    /** A new network over parameters that it shares and never changes; null if it has none. Needs natives. */
    abstract Instance instantiate(@Nullable INDArray parameters);

    /** @throws InvalidModelException if Deeplearning4j can't make sense of it */
    static EngineNetwork parse(Configuration configuration) {
        String text = configuration.text();
        return configuration.isMultiLayer()
                ? new MultiLayer(text, reading(() -> MultiLayerConfiguration.fromJson(text)))
                : new Graph(text, reading(() -> ComputationGraphConfiguration.fromJson(text)));
    }

    private static <T> T reading(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new InvalidModelException("Deeplearning4j can't read configuration.json: " + reason(e), e);
        }
    }

    /** The innermost message's first line, without the piece of JSON that Jackson adds. */
    static String reason(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause instanceof JsonProcessingException json ? json.getOriginalMessage() : cause.getMessage();
        String line = message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }

    private static boolean hasLengths(InputPreProcessor preprocessor) {
        return Lengths.of(preprocessor) != null;
    }

    /** Layers one after the other. */
    private static final class MultiLayer extends EngineNetwork {
        private final String text;
        private final MultiLayerConfiguration configuration;
        private final List<Layer> layers = new ArrayList<>();

        MultiLayer(String text, MultiLayerConfiguration configuration) {
            this.text = text;
            this.configuration = configuration;
            for (NeuralNetConfiguration conf : configuration.getConfs()) {
                if (conf == null || conf.getLayer() == null) {
                    throw new InvalidModelException("layer " + layers.size() + " of the network is missing");
                }
                layers.add(conf.getLayer());
            }
            if (layers.isEmpty()) {
                throw new InvalidModelException("the network has no layers");
            }
        }

        @Override
        List<String> inputNames() {
            return List.of("input");
        }

        @Override
        List<String> outputNames() {
            return List.of("output");
        }

        @Override
        List<@Nullable InputForm> inputForms() {
            List<@Nullable InputForm> forms = new ArrayList<>();
            int first = 0;
            while (first < layers.size() - 1
                    && configuration.getInputPreProcess(first) == null
                    && InputForm.passesOn(layers.get(first))) {
                first++;
            }
            forms.add(InputForm.of(configuration.getInputPreProcess(first), layers.get(first)));
            return forms;
        }

        @Override
        boolean flattens() {
            return configuration.getInputPreProcessors().values().stream().anyMatch(EngineNetwork::hasLengths);
        }

        @Override
        Trial trial(InputType... inputs) {
            InputType type = inputs[0];
            boolean heightsFit = true;
            boolean widthsFit = true;
            for (int i = 0; i < layers.size(); i++) {
                InputPreProcessor preprocessor = configuration.getInputPreProcess(i);
                if (preprocessor != null) {
                    Lengths lengths = Lengths.of(preprocessor);
                    heightsFit &= lengths == null || lengths.fitsHeightOf(type);
                    widthsFit &= lengths == null || lengths.fitsWidthOf(type);
                    type = preprocessor.getOutputType(type);
                }
                type = layers.get(i).getOutputType(i, type);
            }
            return new Trial(List.of(type), heightsFit, widthsFit);
        }

        @Override
        List<@Nullable Layer> outputLayers() {
            List<@Nullable Layer> last = new ArrayList<>();
            last.add(layers.get(layers.size() - 1));
            return last;
        }

        @Override
        long countParameters() {
            long count = 0;
            for (NeuralNetConfiguration conf : configuration.getConfs()) {
                count = Math.addExact(count, conf.getLayer().initializer().numParams(conf));
            }
            return count;
        }

        @Override
        Instance instantiate(@Nullable INDArray parameters) {
            // A configuration of its own: some layers write into theirs when they see an input.
            MultiLayerConfiguration own = MultiLayerConfiguration.fromJson(text);
            own.setInferenceWorkspaceMode(WorkspaceMode.ENABLED);
            MultiLayerNetwork network = new MultiLayerNetwork(own);
            network.init(parameters, false);
            return (inputs, workspace) -> new INDArray[] {network.output(inputs[0], false, null, null, workspace)};
        }
    }

    /** Vertices, each reading inputs or others. */
    private static final class Graph extends EngineNetwork {
        private final String text;
        private final ComputationGraphConfiguration configuration;

        Graph(String text, ComputationGraphConfiguration configuration) {
            this.text = text;
            this.configuration = configuration;
            try {
                configuration.validate(true, false);
            } catch (RuntimeException e) {
                throw new InvalidModelException("the network isn't whole: " + reason(e), e);
            }
            for (String name : configuration.getVertices().keySet()) {
                if (!configuration.getVertexInputs().containsKey(name)) {
                    throw new InvalidModelException("vertex '" + name + "' of the network has no inputs");
                }
                if (configuration.getVertices().get(name) == null
                        || configuration.getVertices().get(name) instanceof LayerVertex vertex
                                && (vertex.getLayerConf() == null
                                        || vertex.getLayerConf().getLayer() == null)) {
                    throw new InvalidModelException("vertex '" + name + "' of the network is missing");
                }
            }
        }

        @Override
        List<String> inputNames() {
            return configuration.getNetworkInputs();
        }

        @Override
        List<String> outputNames() {
            return configuration.getNetworkOutputs();
        }

        @Override
        List<@Nullable InputForm> inputForms() {
            List<@Nullable InputForm> forms = new ArrayList<>();
            for (String input : inputNames()) {
                forms.add(formOf(input, 0));
            }
            return forms;
        }

        /** What the vertices that read {@code name} take: the first that says so. */
        private @Nullable InputForm formOf(String name, int depth) {
            for (Map.Entry<String, List<String>> entry :
                    configuration.getVertexInputs().entrySet()) {
                if (entry.getValue().size() != 1
                        || !entry.getValue().get(0).equals(name)
                        || !(configuration.getVertices().get(entry.getKey()) instanceof LayerVertex vertex)) {
                    continue;
                }
                Layer layer = vertex.getLayerConf().getLayer();
                InputForm form = vertex.getPreProcessor() == null && InputForm.passesOn(layer) && depth < 100
                        ? formOf(entry.getKey(), depth + 1)
                        : InputForm.of(vertex.getPreProcessor(), layer);
                if (form != null) {
                    return form;
                }
            }
            return null;
        }

        @Override
        boolean flattens() {
            return configuration.getVertices().values().stream().anyMatch(vertex -> {
                InputPreProcessor preprocessor = preprocessorOf(vertex);
                return preprocessor != null && hasLengths(preprocessor);
            });
        }

        private static @Nullable InputPreProcessor preprocessorOf(@Nullable GraphVertex vertex) {
            return vertex instanceof LayerVertex layer ? layer.getPreProcessor() : null;
        }

        @Override
        Trial trial(InputType... inputs) {
            Map<String, InputType> types =
                    new LinkedHashMap<>(configuration.getLayerActivationTypes(true, false, inputs));
            boolean heightsFit = true;
            boolean widthsFit = true;
            for (Map.Entry<String, List<String>> entry :
                    configuration.getVertexInputs().entrySet()) {
                InputPreProcessor preprocessor =
                        preprocessorOf(configuration.getVertices().get(entry.getKey()));
                InputType type = types.get(entry.getValue().get(0));
                Lengths lengths = preprocessor == null || type == null ? null : Lengths.of(preprocessor);
                heightsFit &= lengths == null || lengths.fitsHeightOf(type);
                widthsFit &= lengths == null || lengths.fitsWidthOf(type);
            }
            List<InputType> outputs = new ArrayList<>();
            for (String name : outputNames()) {
                InputType type = types.get(name);
                if (type == null) {
                    throw new IllegalStateException("nothing is known of output " + name);
                }
                outputs.add(type);
            }
            return new Trial(outputs, heightsFit, widthsFit);
        }

        @Override
        List<@Nullable Layer> outputLayers() {
            List<@Nullable Layer> layers = new ArrayList<>();
            for (String name : outputNames()) {
                layers.add(
                        configuration.getVertices().get(name) instanceof LayerVertex vertex
                                ? vertex.getLayerConf().getLayer()
                                : null);
            }
            return layers;
        }

        @Override
        long countParameters() {
            long count = 0;
            for (GraphVertex vertex : configuration.getVertices().values()) {
                count = Math.addExact(count, vertex.numParams(false));
            }
            return count;
        }

        @Override
        Instance instantiate(@Nullable INDArray parameters) {
            ComputationGraphConfiguration own = ComputationGraphConfiguration.fromJson(text);
            own.setInferenceWorkspaceMode(WorkspaceMode.ENABLED);
            ComputationGraph network = new ComputationGraph(own);
            network.init(parameters, false);
            return (inputs, workspace) -> network.output(false, inputs, null, null, workspace);
        }
    }
}
