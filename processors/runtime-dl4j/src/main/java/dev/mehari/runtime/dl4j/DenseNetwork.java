// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.runtime.dl4j.DensePart.ElementWise.Fold;
import dev.mehari.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A network of nothing but dense layers and what goes with them, understood from its configuration alone.
 *
 * <p>Such networks answer in Java: a call of the engine costs a hundred microseconds and more however small the network is,
 * and its natives half a second and 400 MB at the first start; this takes a microsecond and neither. Sums are taken in
 * FP64, so that an answer is nearer to the true one than the engine's own FP32.
 *
 * <p>Whatever isn't understood to the letter is left to {@link EngineNetwork}: another layer, a preprocessor, an activation
 * that the engine computes in its own way. So are networks of more than {@value #MAX_PARAMETERS} parameters, where the
 * engine's matrix kernels earn their cost.
 */
final class DenseNetwork {
    static final int MAX_PARAMETERS = 100_000;

    private final Precision precision;
    private final Signature signature;
    private final List<DensePart> parts;
    private final int[] widths;
    private final int[] inputs;
    private final int[] outputs;

    private DenseNetwork(
            Reading reading, Precision precision, List<String> inputNames, List<String> outputNames, int[] outputs) {
        this.precision = precision;
        this.parts = List.copyOf(reading.parts);
        this.widths = reading.widths.stream().mapToInt(Integer::intValue).toArray();
        this.inputs = new int[inputNames.size()];
        this.outputs = outputs;
        List<TensorSpec> takes = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = i;
            takes.add(spec(inputNames.get(i), widths[i]));
        }
        List<TensorSpec> gives = new ArrayList<>();
        for (int i = 0; i < outputs.length; i++) {
            gives.add(spec(outputNames.get(i), widths[outputs[i]]));
        }
        this.signature = new Signature(takes, gives);
    }

    private TensorSpec spec(String name, int width) {
        return new TensorSpec(name, precision.datatype(), Shape.of(Shape.DYNAMIC, width));
    }

    /** The network if it is of this kind. */
    static Optional<DenseNetwork> parse(Configuration configuration) {
        Precision precision = Precision.of(configuration);
        Optional<DenseNetwork> network = configuration.isMultiLayer()
                ? multiLayer(configuration.root(), precision)
                : graph(configuration.root(), precision);
        return network.filter(n -> n.parameters() <= MAX_PARAMETERS);
    }

    Signature signature() {
        return signature;
    }

    long parameters() {
        long count = 0;
        for (DensePart part : parts) {
            count += part.parameters();
        }
        return count;
    }

    DenseModel withParameters(double[] parameters) {
        List<DensePart.Kernel> kernels = new ArrayList<>();
        int offset = 0;
        for (DensePart part : parts) {
            kernels.add(part.bind(parameters, offset));
            offset += part.parameters();
        }
        if (offset != parameters.length) {
            throw new InvalidModelException(
                    "the network has " + offset + " parameters, " + parameters.length + " are given");
        }
        return new DenseModel(signature, kernels.toArray(DensePart.Kernel[]::new), widths, inputs, outputs);
    }

    // -------------------------------------------------------------------------------------------- MultiLayerNetwork

    private static Optional<DenseNetwork> multiLayer(Map<String, Object> root, Precision precision) {
        Object preprocessors = root.get("inputPreProcessors");
        if (preprocessors != null && !(preprocessors instanceof Map<?, ?> map && map.isEmpty())) {
            return Optional.empty();
        }
        List<Map<String, Object>> layers = new ArrayList<>();
        for (Object conf : (List<?>) root.getOrDefault("confs", List.of())) {
            Map<String, Object> layer = layerOf(Configuration.object(conf));
            if (layer == null) {
                return Optional.empty();
            }
            layers.add(layer);
        }
        Optional<Integer> width = layers.isEmpty() ? Optional.empty() : size(layers.get(0), "nin");
        if (width.isEmpty()) {
            return Optional.empty();
        }
        Reading reading = new Reading();
        int slot = reading.slot(width.get());
        for (Map<String, Object> layer : layers) {
            slot = reading.layer(layer, slot);
            if (slot < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new DenseNetwork(reading, precision, List.of("input"), List.of("output"), new int[] {slot}));
    }

    // -------------------------------------------------------------------------------------------- ComputationGraph

    private static Optional<DenseNetwork> graph(Map<String, Object> root, Precision precision) {
        Optional<List<String>> inputs = names(root.get("networkInputs"));
        Optional<List<String>> outputs = names(root.get("networkOutputs"));
        // Also the order of the parameters. The engine has its own where the file states none: then it shall do the
        // rest.
        Optional<List<String>> order = names(root.get("topologicalOrderStr"));
        Map<String, Object> vertices = Configuration.object(root.get("vertices"));
        Map<String, Object> sources = Configuration.object(root.get("vertexInputs"));
        if (inputs.isEmpty()
                || outputs.isEmpty()
                || order.isEmpty()
                || vertices == null
                || sources == null
                || order.get().size() != inputs.get().size() + vertices.size()) {
            return Optional.empty();
        }
        Reading reading = new Reading();
        Map<String, Integer> slots = new HashMap<>();
        for (String input : inputs.get()) {
            Optional<Integer> width = widthOfInput(input, vertices, sources);
            if (width.isEmpty() || slots.put(input, reading.slot(width.get())) != null) {
                return Optional.empty();
            }
        }
        for (String name : order.get()) {
            if (inputs.get().contains(name)) {
                continue;
            }
            Map<String, Object> vertex = Configuration.object(vertices.get(name));
            Optional<List<String>> from = names(sources.get(name));
            if (vertex == null
                    || from.isEmpty()
                    || !slots.keySet().containsAll(from.get())
                    || slots.containsKey(name)) {
                return Optional.empty();
            }
            int slot = reading.vertex(
                    vertex, from.get().stream().mapToInt(slots::get).toArray());
            if (slot < 0) {
                return Optional.empty();
            }
            slots.put(name, slot);
        }
        if (outputs.get().isEmpty() || !slots.keySet().containsAll(outputs.get())) {
            return Optional.empty();
        }
        return Optional.of(new DenseNetwork(
                reading,
                precision,
                inputs.get(),
                outputs.get(),
                outputs.get().stream().mapToInt(slots::get).toArray()));
    }

    /** What the first layer that takes it says. */
    private static Optional<Integer> widthOfInput(
            String input, Map<String, Object> vertices, Map<String, Object> sources) {
        for (Map.Entry<String, Object> entry : sources.entrySet()) {
            Map<String, Object> vertex = Configuration.object(vertices.get(entry.getKey()));
            if (entry.getValue() instanceof List<?> from
                    && from.size() == 1
                    && input.equals(from.get(0))
                    && vertex != null) {
                Map<String, Object> layer = layerOf(Configuration.object(vertex.get("layerConf")));
                Optional<Integer> width = layer == null ? Optional.empty() : size(layer, "nin");
                if (width.isPresent()) {
                    return width;
                }
            }
        }
        return Optional.empty();
    }

    // -------------------------------------------------------------------------------------------- parts

    private static final String VERTICES = "org.deeplearning4j.nn.conf.graph.";
    private static final String LAYERS = "org.deeplearning4j.nn.conf.layers.";

    /** The parts found so far; a method returns −1 for one that isn't understood. */
    private static final class Reading {
        final List<DensePart> parts = new ArrayList<>();
        final List<Integer> widths = new ArrayList<>();

        int slot(int width) {
            widths.add(width);
            return widths.size() - 1;
        }

        int add(int slot, DensePart part) {
            parts.add(part);
            return slot;
        }

        int vertex(Map<String, Object> vertex, int[] from) {
            String kind = kind(vertex, VERTICES);
            if (kind.equals("LayerVertex")) {
                Map<String, Object> layer = layerOf(Configuration.object(vertex.get("layerConf")));
                return layer == null || from.length != 1 || vertex.get("preProcessor") != null
                        ? -1
                        : layer(layer, from[0]);
            }
            if (kind.equals("MergeVertex") && isOne(vertex.getOrDefault("mergeAxis", 1L))) {
                int to = slot(IntStream.of(from).map(widths::get).sum());
                return add(to, new DensePart.Merge(from, to));
            }
            if (kind.equals("ElementWiseVertex") && vertex.get("op") instanceof String op) {
                int width = widths.get(from[0]);
                for (int slot : from) {
                    if (widths.get(slot) != width) {
                        return -1; // the engine would broadcast
                    }
                }
                Fold fold =
                        switch (op.toUpperCase(Locale.ROOT)) {
                            case "ADD" -> Fold.ADD;
                            case "AVERAGE" -> Fold.AVERAGE;
                            case "PRODUCT" -> Fold.PRODUCT;
                            case "MAX" -> Fold.MAX;
                            default -> null;
                        };
                if (fold == null) {
                    return -1;
                }
                int to = slot(width);
                return add(to, new DensePart.ElementWise(fold, from, to));
            }
            return -1;
        }

        int layer(Map<String, Object> layer, int from) {
            int width = widths.get(from);
            switch (kind(layer, LAYERS)) {
                case "DenseLayer", "OutputLayer":
                    return affine(layer, from, width);
                case "BatchNormalization":
                    return normalize(layer, from, width);
                case "ActivationLayer", "LossLayer":
                    return activate(activation(layer), from, width);
                case "DropoutLayer":
                    return activate(Optional.of(Activation.IDENTITY), from, width);
                default:
                    return -1;
            }
        }

        private int affine(Map<String, Object> layer, int from, int width) {
            Optional<Integer> inputs = size(layer, "nin");
            Optional<Integer> outputs = size(layer, "nout");
            Optional<Activation> activation = activation(layer);
            if (inputs.isEmpty()
                    || outputs.isEmpty()
                    || activation.isEmpty()
                    || inputs.get() != width
                    || (long) inputs.get() * outputs.get() > MAX_PARAMETERS
                    || isTrue(layer, "hasLayerNorm", false)
                    || layer.get("weightNoise") != null) {
                return -1;
            }
            int to = slot(outputs.get());
            return add(
                    to,
                    new DensePart.Affine(
                            from, to, width, outputs.get(), isTrue(layer, "hasBias", true), activation.get()));
        }

        private int normalize(Map<String, Object> layer, int from, int width) {
            Optional<Integer> outputs = size(layer, "nout");
            boolean fixed = isTrue(layer, "lockGammaBeta", false);
            boolean asUsual = isOne(layer.getOrDefault("gamma", 1L)) && isZero(layer.getOrDefault("beta", 0L));
            if (outputs.isEmpty()
                    || outputs.get() != width
                    || fixed && !asUsual
                    || !(layer.get("eps") instanceof Number epsilon)) {
                return -1;
            }
            int to = slot(width);
            return add(
                    to,
                    new DensePart.Normalize(
                            from, to, width, epsilon.doubleValue(), fixed, isTrue(layer, "useLogStd", false)));
        }

        private int activate(Optional<Activation> activation, int from, int width) {
            if (activation.isEmpty()) {
                return -1;
            }
            int to = slot(width);
            return add(to, new DensePart.Activate(from, to, width, activation.get()));
        }
    }

    private static Optional<Activation> activation(Map<String, Object> layer) {
        Map<String, Object> description = Configuration.object(layer.get("activationFn"));
        return description == null ? Optional.empty() : Activation.parse(description);
    }

    /** The layer of a layer's configuration, without the wrapper that froze it while others were trained. */
    private static @Nullable Map<String, Object> layerOf(@Nullable Map<String, Object> conf) {
        Map<String, Object> layer = conf == null ? null : Configuration.object(conf.get("layer"));
        if (layer == null) {
            return null;
        }
        return switch (kind(layer, LAYERS)) {
            case "misc.FrozenLayer" -> Configuration.object(layer.get("layer"));
            case "misc.FrozenLayerWithBackprop" -> Configuration.object(layer.get("underlying"));
            default -> layer;
        };
    }

    /** The class without its package; empty if it is of another package, or the configuration of an older form. */
    private static String kind(Map<String, Object> part, String inPackage) {
        return part.get("@class") instanceof String name && name.startsWith(inPackage)
                ? name.substring(inPackage.length())
                : "";
    }

    private static Optional<Integer> size(Map<String, Object> layer, String key) {
        return layer.get(key) instanceof Long n && n > 0 && n <= MAX_PARAMETERS
                ? Optional.of(n.intValue())
                : Optional.empty();
    }

    private static boolean isTrue(Map<String, Object> layer, String key, boolean otherwise) {
        return layer.get(key) instanceof Boolean b ? b : otherwise;
    }

    private static boolean isOne(@Nullable Object value) {
        return value instanceof Number n && n.doubleValue() == 1;
    }

    private static boolean isZero(@Nullable Object value) {
        return value instanceof Number n && n.doubleValue() == 0;
    }

    private static Optional<List<String>> names(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof String name)) {
                return Optional.empty();
            }
            names.add(name);
        }
        return Optional.of(names);
    }
}
