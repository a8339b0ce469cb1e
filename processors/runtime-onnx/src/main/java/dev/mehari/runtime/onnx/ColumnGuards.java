// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import dev.mehari.model.InvalidModelException;
import dev.mehari.tensor.Shape;
import org.jspecify.annotations.Nullable;

/*
 * Keeps requests of the wrong width away from linear models and support vector machines, which read past their memory then
 * (see LinearModels). Where the width is fixed by the model's input, which is checked before each run, nothing is to be
 * done. Everywhere else a Split node is put before the model, with one part of just so many columns: it gives what it gets,
 * and refuses any other width. That costs 0.9 µs.
 */
final class ColumnGuards {
    private static final int NODE = 1;
    private static final int INITIALIZER = 5;

    /** Since this version of the default domain Split takes the sizes of its parts as an input. */
    private static final int SPLIT_WITH_INPUT = 13;

    /** Operators whose output is as wide as their first input. */
    private static final Set<String> WIDTH_KEEPING = Set.of(
            ":Identity",
            ":Cast",
            "ai.onnx.ml:Scaler",
            "ai.onnx.ml:Imputer",
            "ai.onnx.ml:Normalizer",
            "ai.onnx.ml:Binarizer");

    private final ModelReader model;
    private final Map<String, String> sources = new HashMap<>();
    private final Map<String, @Nullable Shape> shapes = new HashMap<>();

    ColumnGuards(ModelReader model) {
        this.model = model;
        for (ModelReader.Value input : model.inputs()) {
            if (input.type() instanceof ValueType.OfTensor tensor) {
                shapes.put(input.name(), tensor.shape());
            }
        }
        WireReader graph = model.graph();
        while (graph.next()) {
            if (graph.field() == NODE) {
                source(graph.message("a node"));
            }
        }
    }

    private void source(WireReader node) {
        String operator = "";
        String domain = "";
        String input = "";
        String output = "";
        while (node.next()) {
            switch (node.field()) {
                case 1 -> input = input.isEmpty() ? node.text() : input; // input
                case 2 -> output = output.isEmpty() ? node.text() : output; // output
                case 4 -> operator = node.text(); // op_type
                case 7 -> domain = node.text(); // domain
                default -> {}
            }
        }
        if (WIDTH_KEEPING.contains(domain + ":" + operator)) {
            sources.put(output, input);
        }
    }

    /** Plans a guard for a node if it needs one. */
    void guard(ModelReader.Narrow node, GraphEdit edit) {
        Shape shape = origin(node.input());
        if (shape != null && shape.rank() == 2 && shape.dim(1) != Shape.DYNAMIC) {
            requireWidth(node, shape.dim(1));
            return;
        }
        int axis = shape != null && shape.rank() == 1 ? 0 : 1;
        String checked = "mehari.columns/" + node.start();
        WireWriter split = new WireWriter().text(1, node.input());
        WireWriter axisAttribute =
                new WireWriter().text(1, "axis").number(3, axis).number(20, 2); // name, i, type INT
        if (model.opset() >= SPLIT_WITH_INPUT) {
            String sizes = checked + "/split";
            split.text(1, sizes);
            edit.add(new WireWriter()
                    .message(
                            INITIALIZER,
                            new WireWriter()
                                    .number(1, 1) // dims
                                    .number(2, ElementType.INT64.number()) // data_type
                                    .number(7, node.columns()) // int64_data
                                    .text(8, sizes))); // name
        } else {
            split.message(
                    5,
                    new WireWriter().text(1, "split").number(8, node.columns()).number(20, 7)); // ints, type INTS
        }
        split.text(2, checked).text(4, "Split").message(5, axisAttribute); // output, op_type, attribute
        edit.replace(
                node.start(),
                node.end(),
                new WireWriter().message(NODE, split).message(NODE, withInput(node, checked)));
    }

    private static void requireWidth(ModelReader.Narrow node, long width) {
        if (width != node.columns()) {
            throw new InvalidModelException(node.where() + " takes " + node.columns()
                    + " columns, the model's input has " + width + ". Export the model again");
        }
    }

    private @Nullable Shape origin(String name) {
        Set<String> seen = new HashSet<>();
        String at = name;
        while (sources.containsKey(at) && seen.add(at)) {
            at = sources.get(at);
        }
        return shapes.get(at);
    }

    /** The node with another first input. */
    private WireWriter withInput(ModelReader.Narrow node, String input) {
        WireWriter changed = new WireWriter().text(1, input);
        WireReader graph = WireReader.ofGraph(model.bytes(), node.start(), node.end());
        graph.next();
        WireReader fields = graph.message("a node");
        boolean first = true;
        while (fields.next()) {
            if (fields.field() == 1 && first) {
                first = false;
            } else {
                changed.raw(fields.whole());
            }
        }
        return changed;
    }
}
