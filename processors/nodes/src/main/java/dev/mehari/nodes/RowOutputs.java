// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import org.jspecify.annotations.Nullable;

/** What a block that parted rows gives outward: its branches' answers in the order of the rows, and the path. Immutable. */
final class RowOutputs {
    /** In {@link #numbers}: the branch was told by a block further in, under the same name. */
    private static final int TOLD_INSIDE = -1;

    private final Declaration declaration;
    private final String block;
    private final int[] given;
    /** By output, then by branch: the slot that the branch gives for it. */
    private final int[][] from;
    /** By branch: the number that {@code branch} tells. */
    private final int[] numbers;
    /** Whether the block tells which branch answered. */
    private final boolean tellsBranch;

    private final int branchSlot;
    private final int pathSlot;
    private final PathSlots nested;

    private RowOutputs(Declaration declaration, JsonNode json, int branches) {
        this.declaration = declaration;
        this.block = json.path("block").asText();
        JsonNode gives = json.path("gives");
        this.given = new int[gives.size()];
        this.from = new int[gives.size()][];
        List<String> names = new ArrayList<>();
        gives.fieldNames().forEachRemaining(names::add);
        for (int i = 0; i < given.length; i++) {
            given[i] = declaration.slot(block + "." + names.get(i));
            from[i] = Json.list(gives.path(names.get(i))).stream()
                    .mapToInt(declaration::slot)
                    .toArray();
        }
        this.numbers = new int[branches];
        for (int i = 0; i < branches; i++) {
            numbers[i] = json.has("numbers") ? json.path("numbers").path(i).asInt(TOLD_INSIDE) : i;
        }
        this.tellsBranch = json.path("tellsBranch").asBoolean(true);
        this.branchSlot = tellsBranch ? declaration.slot(block + ".branch") : -1;
        this.pathSlot = tellsBranch ? declaration.pathSlot(block) : -1;
        this.nested = PathSlots.of(json, declaration);
    }

    /**
     * Reads {@code "gives": {name: [reference by branch]}}, {@code "nested": [blocks inside]}, {@code "numbers"}: by branch
     * what {@code branch} tells, null where a block further in did (without: counted from 0), and {@code "tellsBranch":
     * false} where there is no such output.
     */
    static RowOutputs of(JsonNode json, Declaration declaration, int branches) {
        return new RowOutputs(declaration, json, branches);
    }

    /** Writes into {@code frame} what its parts, all answered, give for the block. */
    void merge(Inference frame, List<Inference> parts) {
        if (parts.size() == 1) {
            mergeOne(frame, parts.get(0));
            return;
        }
        int[] order = order(parts, frame.rowCount());
        for (int i = 0; i < given.length; i++) {
            frame.put(given[i], mergeOutput(i, parts).gather(order));
        }
        if (tellsBranch) {
            putBranches(frame, mergeBranches(frame, parts));
        }
        nested.merge(frame, parts);
    }

    private void mergeOne(Inference frame, Inference all) {
        int branch = branchOf(all);
        for (int i = 0; i < given.length; i++) {
            frame.put(given[i], all.get(from[i][branch]));
        }
        if (tellsBranch) {
            int number = numbers[branch];
            putBranches(
                    frame,
                    number == TOLD_INSIDE ? all.get(branchSlot) : Inference.constantRows(frame.rowCount(), number));
        }
        nested.copy(frame, all);
    }

    private void putBranches(Inference frame, Tensor branches) {
        frame.put(branchSlot, branches);
        frame.put(pathSlot, branches);
    }

    private Tensor mergeBranches(Inference frame, List<Inference> parts) {
        TensorBuilder builder = new TensorBuilder(Datatype.INT32, Shape.of(frame.rowCount()));
        for (Inference part : parts) {
            int number = numbers[branchOf(part)];
            Tensor told = number == TOLD_INSIDE ? part.get(branchSlot) : null;
            int[] rows = rowsIn(part);
            for (int i = 0; i < rows.length; i++) {
                builder.setLong(rows[i], told == null ? number : told.longAt(i));
            }
        }
        return builder.build();
    }

    /** Tells a trace which way the rows of a part go, unless a block further in will. */
    void tell(Trace trace, Inference part, String condition) {
        int number = numbers[branchOf(part)];
        if (tellsBranch && number != TOLD_INSIDE) {
            trace.add(new Trace.Went(declaration.id(), block, number, condition, part.rowNames()));
        }
    }

    static int branchOf(Inference part) {
        @Nullable Partition partition = part.partition();
        if (partition == null) {
            throw new IllegalStateException("a frame without partition came out of a block");
        }
        return partition.branch();
    }

    static int[] rowsIn(Inference part) {
        int[] rows = part.rows();
        if (rows == null) {
            throw new IllegalStateException("a part of several sees only some rows");
        }
        return rows;
    }

    /** Where each row stands in the parts put one after another. */
    private static int[] order(List<Inference> parts, int rowCount) {
        int[] order = new int[rowCount];
        int at = 0;
        for (Inference part : parts) {
            for (int row : rowsIn(part)) {
                order[row] = at++;
            }
        }
        return order;
    }

    private Tensor mergeOutput(int output, List<Inference> parts) {
        List<Tensor> tensors = new ArrayList<>(parts.size());
        for (Inference part : parts) {
            Tensor tensor = part.get(from[output][branchOf(part)]);
            Tensor first = tensors.isEmpty() ? tensor : tensors.get(0);
            if (tensor.datatype() != first.datatype()
                    || !Arrays.equals(
                            tensor.shape().ofRow().toArray(),
                            first.shape().ofRow().toArray())) {
                throw InferenceException.of(
                        InferenceException.Kind.FAILED,
                        "block '" + block + "': its branches gave " + first + " and " + tensor + " for '"
                                + declaration.slotName(given[output]) + "'; they must agree after dimension 0");
            }
            tensors.add(tensor);
        }
        return Tensor.ofRows(tensors);
    }
}
