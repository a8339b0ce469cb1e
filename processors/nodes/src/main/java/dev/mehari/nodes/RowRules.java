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

/**
 * How a block with exclusive branches sends rows different ways and brings them together again (rule 8). Immutable.
 *
 * <p>Each row takes the first branch whose condition holds for it. Rows of one branch go together, in their order, as one
 * frame; {@link #merge} puts what the branches give back into row order. Where all rows agree nothing is copied.
 */
final class RowRules {
    private final Declaration declaration;
    private final String block;
    private final List<String> texts;
    private final BoundCondition[] conditions;
    private final boolean readRows;
    private final int[] given;
    /** By output, then by branch: the slot that the branch gives for it. */
    private final int[][] from;

    private final int branchSlot;
    private final int pathSlot;
    private final int[] nestedPaths;
    private final long warmupStride;

    private RowRules(Declaration declaration, JsonNode json) {
        this.declaration = declaration;
        this.block = json.path("block").asText();
        this.texts = Json.list(json.path("when"));
        this.conditions = new BoundCondition[texts.size()];
        boolean anyReadsRows = false;
        for (int i = 0; i < conditions.length; i++) {
            conditions[i] = BoundCondition.bind(texts.get(i), declaration, block + ".when[" + i + "]");
            anyReadsRows |= conditions[i].readsRows();
        }
        this.readRows = anyReadsRows;
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
        this.branchSlot = declaration.slot(block + ".branch");
        this.pathSlot = declaration.pathSlot(block);
        this.nestedPaths = declaration.pathSlots(Json.list(json.path("nested")));
        this.warmupStride = json.path("warmupStride").asLong(1);
    }

    /** From the text of the {@code rows} language, once its graph is known. */
    static RowRules of(JsonNode json, Declaration declaration) {
        return new RowRules(declaration, json);
    }

    /** The condition of a branch as it stands in the route; null for {@code otherwise}. */
    @Nullable
    String text(int branch) {
        return branch < texts.size() ? texts.get(branch) : null;
    }

    /** The frames of the branches that have rows, in file order. */
    List<Inference> partition(Inference frame) {
        int count = frame.rowCount();
        if (frame.call().isWarmup()) {
            return List.of(frame.part(null, new Partition(this, warmupBranch(frame))));
        }
        if (count == 1 || !readRows) {
            return List.of(frame.part(null, new Partition(this, branchOf(frame, rowsOf(frame), 0))));
        }
        CelRow[] rows = rowsOf(frame);
        int[] branches = new int[count];
        int[] sizes = new int[conditions.length + 1];
        for (int row = 0; row < count; row++) {
            branches[row] = branchOf(frame, rows, row);
            sizes[branches[row]]++;
        }
        if (sizes[branches[0]] == count) {
            return List.of(frame.part(null, new Partition(this, branches[0])));
        }
        List<Inference> parts = new ArrayList<>(sizes.length);
        for (int branch = 0; branch < sizes.length; branch++) {
            if (sizes[branch] > 0) {
                parts.add(frame.part(rowsOf(branches, branch, sizes[branch]), new Partition(this, branch)));
            }
        }
        return parts;
    }

    /**
     * In warm-up every branch gets its turn, whatever the conditions say of made rows: the round counts through the branches
     * of this block as often as the blocks around it let it run.
     */
    private int warmupBranch(Inference frame) {
        CelRow[] rows = rowsOf(frame);
        for (int i = 0; i < conditions.length; i++) {
            conditions[i].warm(rows[i]);
        }
        int branch = (int) (frame.call().warmupRound() / warmupStride % (conditions.length + 1));
        // Of two branches with one condition only the first can ever be taken.
        return branch < conditions.length ? texts.indexOf(texts.get(branch)) : branch;
    }

    private CelRow[] rowsOf(Inference frame) {
        CelRow[] rows = new CelRow[conditions.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = conditions[i].rowOf(frame);
        }
        return rows;
    }

    private int branchOf(Inference frame, CelRow[] rows, int row) {
        for (int i = 0; i < conditions.length; i++) {
            if (conditions[i].test(rows[i], row)) {
                return i;
            }
        }
        return conditions.length;
    }

    private static int[] rowsOf(int[] branches, int branch, int size) {
        int[] rows = new int[size];
        int at = 0;
        for (int row = 0; row < branches.length; row++) {
            if (branches[row] == branch) {
                rows[at++] = row;
            }
        }
        return rows;
    }

    /** Writes into {@code frame} what its parts, all answered, give for the block. */
    void merge(Inference frame, List<Inference> parts) {
        if (parts.size() == 1) {
            Inference all = parts.get(0);
            int branch = branchOf(all);
            for (int i = 0; i < given.length; i++) {
                frame.put(given[i], all.get(from[i][branch]));
            }
            Tensor branches = Inference.constantRows(frame.rowCount(), branch);
            frame.put(branchSlot, branches);
            frame.put(pathSlot, branches);
            for (int path : nestedPaths) {
                Tensor nested = all.find(path);
                if (nested != null) {
                    frame.put(path, nested);
                }
            }
            return;
        }
        int[] order = order(parts, frame.rowCount());
        for (int i = 0; i < given.length; i++) {
            frame.put(given[i], mergeOutput(i, parts).gather(order));
        }
        TensorBuilder builder = new TensorBuilder(Datatype.INT32, Shape.of(frame.rowCount()));
        for (Inference part : parts) {
            int branch = branchOf(part);
            for (int row : rowsIn(part)) {
                builder.setLong(row, branch);
            }
        }
        Tensor branches = builder.build();
        frame.put(branchSlot, branches);
        frame.put(pathSlot, branches);
        for (int path : nestedPaths) {
            mergePath(frame, parts, path);
        }
    }

    private static int branchOf(Inference part) {
        Partition partition = part.partition();
        if (partition == null) {
            throw new IllegalStateException("a frame without partition came out of a block");
        }
        return partition.branch();
    }

    private static int[] rowsIn(Inference part) {
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

    private static void mergePath(Inference frame, List<Inference> parts, int path) {
        TensorBuilder builder = null;
        for (Inference part : parts) {
            Tensor nested = part.find(path);
            if (nested == null) {
                continue;
            }
            if (builder == null) {
                builder = new TensorBuilder(Datatype.INT32, Shape.of(frame.rowCount()));
                for (int row = 0; row < frame.rowCount(); row++) {
                    builder.setLong(row, -1);
                }
            }
            int[] rows = rowsIn(part);
            for (int i = 0; i < rows.length; i++) {
                builder.setLong(rows[i], nested.longAt(i));
            }
        }
        if (builder != null) {
            frame.put(path, builder.build());
        }
    }
}
