// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.model.Model;
import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/**
 * A step {@code model} (rule 16): gathers the model's inputs from the frame, runs it, and files what it gives. Immutable;
 * as thread-safe as the model.
 *
 * <p>A model with an input whose first dimension is fixed at 1 is run row by row (rule 7).
 */
final class ModelNode implements Node, AskedNode {
    private final Declaration declaration;
    private final Model model;
    private final List<TensorSpec> inputs;
    private final int[] inputSlots;
    private final List<Kept> kept;
    /** Where those that are kept go. */
    private final int[] slots;

    private final boolean rowByRow;

    /** An output that the graph keeps: which, which column of it (−1: all), and where it goes. */
    private record Kept(int output, int column, int slot) {}

    private ModelNode(Declaration declaration, Model model, int[] inputSlots, List<Kept> kept) {
        this.declaration = declaration;
        this.model = model;
        this.inputs = model.signature().inputs();
        this.inputSlots = inputSlots;
        this.kept = List.copyOf(kept);
        this.slots = kept.stream().mapToInt(Kept::slot).toArray();
        boolean single = false;
        for (TensorSpec input : inputs) {
            Shape shape = input.shape();
            single |= declaration.isBatch() && shape != null && shape.rank() > 0 && shape.dim(0) == 1;
        }
        this.rowByRow = single;
    }

    /**
     * @param inputs references by the model's own input name
     * @param outputs by the name that the graph gives it: {@code {"own": name, "column": j}}, without {@code column} for all
     */
    static ModelNode bind(
            Declaration declaration, String node, Model model, Map<String, String> inputs, JsonNode outputs) {
        Signature signature = model.signature();
        int[] slots = new int[signature.inputs().size()];
        for (int i = 0; i < slots.length; i++) {
            String own = signature.inputs().get(i).name();
            String reference = inputs.get(own);
            if (reference == null) {
                throw new IllegalArgumentException(
                        "node '" + node + "' gives the model nothing for its input '" + own + "'");
            }
            slots[i] = declaration.slot(reference);
        }
        List<Kept> kept = new ArrayList<>();
        for (Map.Entry<String, JsonNode> output : (Iterable<Map.Entry<String, JsonNode>>) outputs::fields) {
            kept.add(new Kept(
                    indexOf(signature, output.getValue().path("own").asText()),
                    output.getValue().path("column").asInt(-1),
                    declaration.slot(node + "." + output.getKey())));
        }
        return new ModelNode(declaration, model, slots, kept);
    }

    private static int indexOf(Signature signature, String own) {
        for (int i = 0; i < signature.outputs().size(); i++) {
            if (signature.outputs().get(i).name().equals(own)) {
                return i;
            }
        }
        throw new IllegalArgumentException("the model has no output '" + own + "'");
    }

    @Override
    public void run(Inference frame) {
        give(inputs(frame), frame.rowCount()).write(frame);
    }

    @Override
    public Question read(Inference frame) {
        Tensor[] tensors = inputs(frame);
        int rows = frame.rowCount();
        return (deadlineNanos, reply) -> reply.answered(give(tensors, rows));
    }

    @Override
    public int[] reads() {
        return inputSlots;
    }

    @Override
    public boolean holdsThread() {
        return true;
    }

    private Tensor[] inputs(Inference frame) {
        Tensor[] tensors = new Tensor[inputSlots.length];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = frame.get(inputSlots[i]);
        }
        return tensors;
    }

    private Given give(Tensor[] tensors, int rows) {
        Tensor[] answers = rowByRow && rows != 1 ? runRowByRow(tensors, rows) : runOnce(tensors);
        Tensor[] given = new Tensor[slots.length];
        for (int i = 0; i < given.length; i++) {
            Kept keep = kept.get(i);
            Tensor answer = answers[keep.output()];
            if (declaration.isBatch()
                    && (answer.shape().rank() == 0 || answer.shape().dim(0) != rows)) {
                throw InferenceException.of(
                        Kind.FAILED,
                        "the model gave " + answer + " as '" + name(keep) + "' for " + rows
                                + " rows; dimension 0 must be the batch");
            }
            given[i] = keep.column() < 0 ? answer : column(answer, keep);
        }
        return new Given(slots, given);
    }

    private Tensor[] runOnce(Tensor[] tensors) {
        for (int i = 0; i < tensors.length; i++) {
            TensorSpec input = inputs.get(i);
            if (tensors[i].datatype() != input.datatype()
                    || (input.shape() != null && !input.shape().accepts(tensors[i].shape()))) {
                throw InferenceException.invalid(
                        "the model's input '" + input.name() + "' takes " + input.datatype() + " " + input.shape()
                                + ", it got " + tensors[i] + " from '" + declaration.slotName(inputSlots[i]) + "'");
            }
        }
        return model.infer(tensors);
    }

    private Tensor[] runRowByRow(Tensor[] tensors, int rowCount) {
        List<List<Tensor>> byOutput = new ArrayList<>();
        model.signature().outputs().forEach(output -> byOutput.add(new ArrayList<>(rowCount)));
        Tensor[] row = new Tensor[tensors.length];
        for (int r = 0; r < rowCount; r++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = tensors[i].slice(r, r + 1);
            }
            Tensor[] answers = runOnce(row);
            for (int i = 0; i < answers.length; i++) {
                byOutput.get(i).add(answers[i]);
            }
        }
        Tensor[] joined = new Tensor[byOutput.size()];
        for (Kept keep : kept) {
            joined[keep.output()] = join(byOutput.get(keep.output()), keep);
        }
        return joined;
    }

    private Tensor join(List<Tensor> rows, Kept keep) {
        for (Tensor row : rows) {
            if (!row.shape().equals(rows.get(0).shape())) {
                throw InferenceException.of(
                        Kind.FAILED,
                        "the model gave " + rows.get(0) + " and " + row + " as '" + name(keep)
                                + "' for two rows of one batch; they must agree");
            }
        }
        return Tensor.ofRows(rows);
    }

    private Tensor column(Tensor answer, Kept keep) {
        if (answer.shape().rank() != 2 || keep.column() >= answer.shape().dim(1)) {
            throw InferenceException.of(
                    Kind.FAILED,
                    "the model gave " + answer + " as '" + name(keep) + "', which has no column " + keep.column());
        }
        return answer.column(keep.column());
    }

    private String name(Kept keep) {
        return model.signature().outputs().get(keep.output()).name();
    }
}
