// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

import dev.mehari.model.InvalidModelException;
import org.jspecify.annotations.Nullable;

/*
 * One walk over the whole file, before ONNX Runtime sees any of it. It collects what the signature needs (inputs, outputs,
 * the names of initialisers) and refuses what must never reach the engine.
 *
 * External data. A tensor may say that its bytes lie elsewhere: in a file beside the model, or, by a marker meant for
 * ONNX Runtime itself, at an address in memory, which a hostile file uses to read memory or crash the process (seen with
 * 1.23.2). Tensors hide in many places: initialisers, sparse initialisers, attributes, the graphs inside attributes,
 * functions, training graphs. All are walked; nothing external is let through.
 *
 * Tensors whose raw bytes don't fit their shape, and operators of domains that nobody here implements, are refused too:
 * both would be found by the engine, later and in worse words.
 *
 * The numbers are those of onnx.proto (ONNX IR): a comment names each field.
 */
final class ModelReader {
    /** Domains whose operators come with ONNX Runtime. */
    private static final Set<String> KNOWN_DOMAINS = Set.of(
            "",
            "ai.onnx",
            "ai.onnx.ml",
            "ai.onnx.training",
            "ai.onnx.preview",
            "ai.onnx.preview.training",
            "com.microsoft",
            "com.microsoft.experimental",
            "com.microsoft.nchwc",
            "com.ms.internal.nhwc");

    /** An input or output of the graph, and where its ValueInfoProto lies in the file. */
    record Value(String name, @Nullable ValueType type, int start, int end) {}

    /** A node of the main graph that must not get more or fewer columns in its first input, nor can tell by itself. */
    record Narrow(int start, int end, String where, String input, long columns) {}

    private static final String CLASSIC = "ai.onnx.ml";

    /** It checks its input's width itself. */
    private static final String CAREFUL = "SVMRegressor";

    private final byte[] bytes;

    private boolean hasVersion;
    private boolean hasGraph;
    private int graphStart;
    private int graphContent;
    private int graphEnd;
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final Set<String> initializers = new HashSet<>();
    private final Set<String> functions = new HashSet<>();
    private final Map<String, String> foreignNodes = new LinkedHashMap<>();
    private final List<String> rareTexts = new ArrayList<>(0);
    private final List<Narrow> narrow = new ArrayList<>(0);
    private long opset = Long.MAX_VALUE;

    private ModelReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws InvalidModelException if the file is broken or has what must not reach the engine */
    static ModelReader read(byte[] bytes) {
        ModelReader reader = new ModelReader(bytes);
        reader.model(new WireReader(bytes, "the model"));
        return reader;
    }

    /** The graph's inputs, those with a default value (an initialiser of the same name) left out. */
    List<Value> inputs() {
        return inputs.stream().filter(in -> !initializers.contains(in.name())).toList();
    }

    List<Value> outputs() {
        return outputs;
    }

    /** Texts that may have characters above U+FFFF, from attributes and tensors. */
    List<String> rareTexts() {
        return rareTexts;
    }

    List<Narrow> narrow() {
        return narrow;
    }

    /** The version of the default domain; without one the engine takes its newest. */
    long opset() {
        return opset;
    }

    /** The main graph, to be walked again. */
    WireReader graph() {
        return WireReader.ofGraph(bytes, graphContent, graphEnd);
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the field that holds the graph begins, its tag included. */
    int graphStart() {
        return graphStart;
    }

    int graphContent() {
        return graphContent;
    }

    int graphEnd() {
        return graphEnd;
    }

    private void model(WireReader model) {
        while (model.next()) {
            switch (model.field()) {
                case 1 -> hasVersion = model.once().number() > 0; // ir_version
                case 7 -> { // graph
                    hasGraph = true;
                    graphStart = model.start();
                    graphContent = model.once().contentStart();
                    graphEnd = model.end();
                    mainGraph(model.message("the graph"));
                }
                case 8 -> opset(model.message("an opset")); // opset_import
                case 20 -> training(model.message("a training graph")); // training_info
                case 25 -> function(model.message("a function")); // functions
                default -> {}
            }
        }
        if (!hasVersion || !hasGraph) {
            throw new InvalidModelException("the file is no ONNX model: it has no "
                    + (hasGraph ? "IR version" : bytes.length == 0 ? "content" : "graph"));
        }
        foreignNodes.forEach((operator, node) -> {
            if (!functions.contains(operator)) {
                throw new InvalidModelException("node '" + node + "' is an operator that ONNX Runtime doesn't have: "
                        + operator + ". Export the model with standard operators");
            }
        });
    }

    private void opset(WireReader imported) {
        String domain = "";
        long version = 0;
        while (imported.next()) {
            switch (imported.field()) {
                case 1 -> domain = imported.once().text(); // domain
                case 2 -> version = imported.once().number(); // version
                default -> {}
            }
        }
        if (domain.isEmpty() || domain.equals("ai.onnx")) {
            opset = version;
        }
    }

    private void mainGraph(WireReader graph) {
        while (graph.next()) {
            switch (graph.field()) {
                case 5 -> initializers.add(tensor(graph.message("an initialiser"))); // initializer
                case 11 -> inputs.add(value(graph, "an input")); // input
                case 12 -> outputs.add(value(graph, "an output")); // output
                case 15 -> initializers.add(sparse(graph.message("a sparse initialiser"))); // sparse_initializer
                case 1 -> node(graph, Place.MAIN); // node
                default -> {}
            }
        }
    }

    private static Value value(WireReader graph, String what) {
        WireReader info = graph.message(what);
        String name = "";
        ValueType type = null;
        while (info.next()) {
            switch (info.field()) {
                case 1 -> name = info.once().text(); // name
                case 2 -> type = ValueType.read(info.once().message("a type")); // type
                default -> {}
            }
        }
        return new Value(name, type, graph.start(), graph.end());
    }

    private void innerGraph(WireReader graph) {
        while (graph.next()) {
            switch (graph.field()) {
                case 1 -> node(graph, Place.INNER); // node
                case 5 -> tensor(graph.message("an initialiser")); // initializer
                case 15 -> sparse(graph.message("a sparse initialiser")); // sparse_initializer
                default -> {}
            }
        }
    }

    private void training(WireReader training) {
        while (training.next()) {
            if (training.field() == 1 || training.field() == 2) { // initialization, algorithm
                innerGraph(training.message("a training graph"));
            }
        }
    }

    private void function(WireReader function) {
        String name = "";
        String domain = "";
        while (function.next()) {
            switch (function.field()) {
                case 1 -> name = function.once().text(); // name
                case 7 -> node(function, Place.INNER); // node
                case 10 -> domain = function.once().text(); // domain
                case 11 -> attribute(function.message("an attribute")); // attribute_proto
                default -> {}
            }
        }
        functions.add(domain + ":" + name);
    }

    private enum Place {
        MAIN,
        /** In a graph inside a node, or in a function. */
        INNER
    }

    /** The node that is the field just read. */
    private void node(WireReader parent, Place place) {
        WireReader node = parent.message("a node");
        String input = "";
        String name = "";
        String operator = "";
        String domain = "";
        while (node.next()) {
            switch (node.field()) {
                case 1 -> input = input.isEmpty() ? node.text() : input; // input
                case 3 -> name = node.once().text(); // name
                case 4 -> operator = node.once().text(); // op_type
                case 5 -> attribute(node.message("an attribute")); // attribute
                case 7 -> domain = node.once().text(); // domain
                default -> {}
            }
        }
        if (!KNOWN_DOMAINS.contains(domain)) {
            foreignNodes.putIfAbsent(domain + ":" + operator, name);
        }
        if (domain.equals(CLASSIC)) {
            classic(parent, place, "node '" + name + "' (" + operator + ")", operator, input);
        }
    }

    private void classic(WireReader parent, Place place, String where, String operator, String input) {
        Attributes lists = Attributes.of(parent.message("a node"));
        Trees.check(operator, where, lists);
        OptionalLong columns = LinearModels.columns(operator, where, lists);
        if (columns.isPresent() && !operator.equals(CAREFUL)) {
            if (place == Place.INNER) {
                throw new InvalidModelException(
                        where + " stands inside another node or a function, where nothing checks the "
                                + "width of its input. Export the model with it in the main graph");
            }
            narrow.add(new Narrow(parent.start(), parent.end(), where, input, columns.getAsLong()));
        }
    }

    private void attribute(WireReader attribute) {
        while (attribute.next()) {
            switch (attribute.field()) {
                case 4, 9 -> attribute.rareText().ifPresent(rareTexts::add); // s, strings
                case 5, 10 -> tensor(attribute.message("a tensor")); // t, tensors
                case 6, 11 -> innerGraph(attribute.message("an inner graph")); // g, graphs
                case 22, 23 -> sparse(attribute.message("a sparse tensor")); // sparse_tensor, sparse_tensors
                default -> {}
            }
        }
    }

    /** The name of its values, which is the tensor's own. */
    private String sparse(WireReader sparse) {
        String name = "";
        while (sparse.next()) {
            switch (sparse.field()) {
                case 1 -> name = tensor(sparse.once().message("the values of a sparse tensor")); // values
                case 2 -> tensor(sparse.once().message("the indices of a sparse tensor")); // indices
                default -> {}
            }
        }
        return name;
    }

    /** Its name. */
    private String tensor(WireReader tensor) {
        TensorSize size = new TensorSize();
        String name = "";
        int rawLength = -1;
        boolean external = false;
        while (tensor.next()) {
            switch (tensor.field()) {
                case 1 -> tensor.numbers(size::dim); // dims
                case 2 -> size.element(tensor.once().number()); // data_type
                case 6 -> tensor.rareText().ifPresent(rareTexts::add); // string_data
                case 8 -> name = tensor.once().text(); // name
                case 9 -> rawLength = tensor.once().length(); // raw_data
                case 13 -> external = true; // external_data
                case 14 -> external |= tensor.number() != 0; // data_location, 1 is EXTERNAL
                default -> {}
            }
        }
        if (external) {
            throw new InvalidModelException(
                    "tensor '" + name + "' keeps its data outside the model file, which is not "
                            + "served. Save the model as one file (onnx.save_model(onnx.load(…), …), or export it with external_data=False)");
        }
        if (rawLength >= 0 && !size.takes(rawLength)) {
            throw new InvalidModelException("the file is no valid ONNX model: tensor '" + name + "' has " + rawLength
                    + " bytes, which its shape doesn't take");
        }
        return name;
    }

    /** How many bytes a tensor's shape and element type want. */
    private static final class TensorSize {
        private long elements = 1;
        private boolean impossible;
        private long element;

        void dim(long dim) {
            impossible |= dim < 0 || dim != 0 && Math.multiplyHigh(elements, dim) != 0 || elements * dim < 0;
            elements *= dim;
        }

        void element(long number) {
            element = number;
        }

        /** Whether so many raw bytes are right, as far as the type is known here. */
        boolean takes(int rawLength) {
            if (impossible) {
                return false;
            }
            int width = ElementType.numbered(element)
                    .flatMap(ElementType::datatype)
                    .map(datatype -> datatype.width())
                    .orElse(0);
            return width == 0 || elements == rawLength / width && rawLength % width == 0;
        }
    }
}
