// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.mehari.model.InvalidModelException;

/*
 * scikit-learn's converters end a classifier with ZipMap, which turns the tensor of probabilities, FP32 [n, classes], into
 * a sequence of n maps from class to probability. A graph here knows only tensors (rule 16), so what it wants is what went
 * into ZipMap. It isn't an output of the model, so ONNX Runtime can't be asked for it: the node is replaced by Identity
 * before the engine reads the model, and the type of its output corrected. The maps are never made (they cost three times
 * the rest of a small model), and the names of outputs stay.
 *
 * Followed through Identity nodes of the main graph. Refused: maps made inside an If, Loop or Scan, maps that a node other
 * than Identity takes, and a ZipMap without its class list.
 */
final class ZipMaps {
    private static final int NODE = 1;
    private static final int OUTPUT = 12;
    private static final int VALUE_INFO = 13;

    private record Node(
            int start,
            int end,
            String operator,
            String domain,
            List<String> inputs,
            List<String> outputs,
            int classes) {
        boolean isIdentity() {
            return operator.equals("Identity") && inputs.size() == 1 && outputs.size() == 1;
        }

        boolean isZipMap() {
            return operator.equals("ZipMap")
                    && domain.equals("ai.onnx.ml")
                    && inputs.size() == 1
                    && outputs.size() == 1;
        }
    }

    private final ModelReader model;
    private final Map<String, Node> producers = new HashMap<>();
    /** By name of a value, the names that Identity nodes give it. */
    private final Map<String, List<String>> copies = new HashMap<>();
    /** Names that a node other than Identity takes, or that an inner graph mentions. */
    private final Set<String> taken = new HashSet<>();

    private final Set<String> unzipped = new LinkedHashSet<>();
    private final Set<Integer> replaced = new HashSet<>();

    ZipMaps(ModelReader model) {
        this.model = model;
        WireReader graph = model.graph();
        while (graph.next()) {
            if (graph.field() == NODE) {
                Node node = node(graph.start(), graph.end(), graph.message("a node"));
                node.outputs().forEach(output -> producers.put(output, node));
                if (node.isIdentity()) {
                    copies.computeIfAbsent(node.inputs().get(0), name -> new ArrayList<>())
                            .add(node.outputs().get(0));
                } else {
                    taken.addAll(node.inputs());
                }
            }
        }
    }

    /**
     * Plans to give the output as a tensor.
     *
     * @return the number of classes
     * @throws InvalidModelException if it can't be
     */
    int unzip(String output, GraphEdit edit) {
        Node zipMap = origin(output)
                .orElseThrow(
                        () -> new InvalidModelException(
                                "output '" + output + "' is a sequence of maps that no ZipMap "
                                        + "of the main graph makes, so its classes aren't known. Convert the model with zipmap=False"));
        if (zipMap.classes() == 0) {
            throw new InvalidModelException("output '" + output
                    + "' comes from a ZipMap with no class list, or with two. Convert the model with zipmap=False");
        }
        if (!replaced.add(zipMap.start())) {
            return zipMap.classes();
        }
        for (String name : reachedFrom(zipMap)) {
            if (taken.contains(name)) {
                throw new InvalidModelException(
                        "output '" + output + "' is a sequence of maps that the model also uses " + "itself ('" + name
                                + "'), so it can't be given as a tensor. Convert the model with zipmap=False");
            }
            unzipped.add(name);
        }
        WireWriter identity = new WireWriter()
                .text(1, zipMap.inputs().get(0)) // input
                .text(2, zipMap.outputs().get(0)) // output
                .text(4, "Identity"); // op_type
        edit.replace(zipMap.start(), zipMap.end(), new WireWriter().message(NODE, identity));
        return zipMap.classes();
    }

    /** Plans the change of the types that the graph states of the values unzipped so far. */
    void retype(GraphEdit edit) {
        WireReader graph = model.graph();
        while (graph.next()) {
            if (graph.field() == OUTPUT || graph.field() == VALUE_INFO) {
                String name = nameOf(graph.message("a value"));
                if (unzipped.contains(name)) {
                    edit.replace(
                            graph.start(),
                            graph.end(),
                            graph.field() == VALUE_INFO
                                    ? new WireWriter()
                                    : new WireWriter().message(OUTPUT, TypedValue.of(name, ElementType.FLOAT, null)));
                }
            }
        }
    }

    private Optional<Node> origin(String output) {
        Set<String> seen = new HashSet<>();
        String name = output;
        while (seen.add(name)) {
            Node producer = producers.get(name);
            if (producer == null) {
                break;
            }
            if (producer.isZipMap()) {
                return Optional.of(producer);
            }
            if (!producer.isIdentity()) {
                break;
            }
            name = producer.inputs().get(0);
        }
        return Optional.empty();
    }

    private Set<String> reachedFrom(Node zipMap) {
        Set<String> reached = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>(zipMap.outputs());
        while (!next.isEmpty()) {
            String name = next.pop();
            if (reached.add(name)) {
                next.addAll(copies.getOrDefault(name, List.of()));
            }
        }
        return reached;
    }

    private Node node(int start, int end, WireReader node) {
        String operator = "";
        String domain = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Classes classes = new Classes();
        while (node.next()) {
            switch (node.field()) {
                case 1 -> inputs.add(node.text()); // input
                case 2 -> outputs.add(node.text()); // output
                case 4 -> operator = node.text(); // op_type
                case 5 -> attribute(node.message("an attribute"), classes); // attribute
                case 7 -> domain = node.text(); // domain
                default -> {}
            }
        }
        return new Node(start, end, operator, domain, inputs, outputs, classes.count());
    }

    private void attribute(WireReader attribute, Classes classes) {
        String name = "";
        int[] entries = new int[1];
        while (attribute.next()) {
            switch (attribute.field()) {
                case 1 -> name = attribute.text(); // name
                case 8 -> attribute.numbers(number -> entries[0]++); // ints
                case 9 -> entries[0]++; // strings
                case 6, 11 -> innerGraph(attribute.message("an inner graph")); // g, graphs
                default -> {}
            }
        }
        classes.add(name, entries[0]);
    }

    /** Notes what an inner graph may take from the main one. */
    private void innerGraph(WireReader graph) {
        while (graph.next()) {
            switch (graph.field()) {
                case NODE -> {
                    Node node = node(graph.start(), graph.end(), graph.message("a node"));
                    taken.addAll(node.inputs());
                }
                case OUTPUT -> taken.add(nameOf(graph.message("a value")));
                default -> {}
            }
        }
    }

    private static String nameOf(WireReader value) {
        String name = "";
        while (value.next()) {
            if (value.field() == 1) {
                name = value.text();
            }
        }
        return name;
    }

    /** Counts the class list of a ZipMap; both kinds at once are none. */
    private static final class Classes {
        private int numbers;
        private int texts;

        void add(String attribute, int entries) {
            switch (attribute) {
                case "classlabels_int64s" -> numbers += entries;
                case "classlabels_strings" -> texts += entries;
                default -> {}
            }
        }

        int count() {
            return numbers > 0 && texts > 0 ? 0 : numbers + texts;
        }
    }
}
