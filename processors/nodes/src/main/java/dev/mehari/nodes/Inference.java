// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The body of the exchange on its whole way through a graph: a frame of named values.
 *
 * <pre>
 * root        applicant | scale.output | score.probability | …      one slot per value of the graph
 *  └ branch   thin.probability                                      its own slots; reads fall through to the parent
 * </pre>
 *
 * <p>A block gives each of its branches a frame of its own ({@link #branch}, or {@link #rows} where only some rows pass),
 * and publishes into the outer frame only what it answers for. So a branch that comes too late can write only where
 * nobody reads any more. A slot is written once.
 *
 * <p><b>Threads.</b> A frame is written by the one thread that runs its steps at that moment, and handed from thread to
 * thread by Camel's executors, which publish safely. Branches that run at the same time only read the frames above, whose
 * slots of interest were written before they started. Sliced values are kept in the frame that asked; two threads that
 * slice the same value at once write equal, immutable tensors.
 */
public final class Inference {
    /** In a path: the row didn't come by this block. */
    static final int NOT_HERE = -1;
    /** In a path: the items of the row went different ways. */
    static final int MIXED = -2;
    /** In a path: the step's fallback answered. */
    static final int FALLBACK = -3;

    private final Declaration declaration;
    private final Call call;
    private final @Nullable Inference parent;
    /** The parent's rows that this frame sees, in order; null where it sees all. */
    private final int @Nullable [] rows;

    private final int rowCount;
    private final @Nullable Tensor[] slots;
    private final @Nullable Origin origin;

    private Inference(
            Declaration declaration,
            Call call,
            @Nullable Inference parent,
            int @Nullable [] rows,
            int rowCount,
            @Nullable Origin origin) {
        this.declaration = declaration;
        this.call = call;
        this.parent = parent;
        this.rows = rows;
        this.rowCount = rowCount;
        this.origin = origin;
        this.slots = new Tensor[declaration.slotCount()];
    }

    /** The outermost frame: the request's inputs in slots 0, 1, …. */
    static Inference root(Declaration declaration, Call call, Tensor[] inputs, int rowCount) {
        Inference root = new Inference(declaration, call, null, null, rowCount, null);
        System.arraycopy(inputs, 0, root.slots, 0, inputs.length);
        return root;
    }

    /** A frame for a branch that sees all rows. */
    Inference branch() {
        return new Inference(declaration, call, this, null, rowCount, null);
    }

    /** A frame for one part of a partition; {@code rows} null if all rows pass. */
    Inference part(int @Nullable [] rows, Partition partition) {
        return new Inference(declaration, call, this, rows, rows == null ? rowCount : rows.length, partition);
    }

    /** A frame for the items of a split; {@code rows} says which row each belongs to. */
    Inference items(int[] rows, Items items) {
        return new Inference(declaration, call, this, rows, rows.length, items);
    }

    public Declaration declaration() {
        return declaration;
    }

    public Call call() {
        return call;
    }

    /** The number of rows that this frame sees; 1 without batch. */
    public int rowCount() {
        return rowCount;
    }

    @Nullable
    Inference parent() {
        return parent;
    }

    int @Nullable [] rows() {
        return rows;
    }

    /** How this frame came to see other rows than its parent; null where it sees the same. */
    @Nullable
    Origin origin() {
        return origin;
    }

    /** What the block decided for this frame's rows; null in frames that no partition made. */
    @Nullable
    Partition partition() {
        return origin instanceof Partition partition ? partition : null;
    }

    /**
     * What the rows are called in a trace: their number in the request, and for items of a split that of the row and of the
     * item, {@code 4.0}.
     */
    List<String> rowNames() {
        List<String> outer = parent == null ? List.of() : parent.rowNames();
        if (parent != null && rows == null) {
            return outer;
        }
        List<String> names = new ArrayList<>(rowCount);
        int item = 0;
        for (int i = 0; i < rowCount; i++) {
            if (rows == null) {
                names.add(Integer.toString(i));
            } else if (origin instanceof Items) {
                item = i > 0 && rows[i] == rows[i - 1] ? item + 1 : 0;
                names.add(outer.get(rows[i]) + "." + item);
            } else {
                names.add(outer.get(rows[i]));
            }
        }
        return names;
    }

    /** The values of some slots by their names, as far as they are there. */
    NamedTensors named(int[] wanted) {
        List<String> names = new ArrayList<>();
        List<Tensor> tensors = new ArrayList<>();
        for (int slot : wanted) {
            Tensor value = find(slot);
            if (value != null && !names.contains(declaration.slotName(slot))) {
                names.add(declaration.slotName(slot));
                tensors.add(value);
            }
        }
        return NamedTensors.of(names, tensors);
    }

    /** What a node has given in this very frame, by its outputs' names. */
    NamedTensors givenBy(String node) {
        List<String> names = new ArrayList<>();
        List<Tensor> tensors = new ArrayList<>();
        String prefix = node + ".";
        for (int slot = 0; slot < declaration.valueCount(); slot++) {
            Tensor value = slots[slot];
            if (value != null && declaration.slotName(slot).startsWith(prefix)) {
                names.add(declaration.slotName(slot).substring(prefix.length()));
                tensors.add(value);
            }
        }
        return NamedTensors.of(names, tensors);
    }

    /** The value of a slot, as this frame's rows see it; null if no step has given it. */
    @Nullable
    Tensor find(int slot) {
        Tensor own = slots[slot];
        if (own != null || parent == null) {
            return own;
        }
        Tensor outer = parent.find(slot);
        if (outer == null || rows == null) {
            return outer;
        }
        if (origin instanceof Items items) {
            items.block().requireRoom(outer, rows.length, slot);
        }
        Tensor sliced = contiguous(rows) ? outer.slice(rows[0], rows[rows.length - 1] + 1) : outer.gather(rows);
        slots[slot] = sliced;
        return sliced;
    }

    /** The value of a slot. @throws IllegalStateException if no step has given it, which a checked graph rules out */
    Tensor get(int slot) {
        Tensor value = find(slot);
        if (value == null) {
            throw new IllegalStateException(
                    "graph " + declaration.id() + ": nothing has given '" + declaration.slotName(slot) + "' yet");
        }
        return value;
    }

    /** Writes a value, once. */
    void put(int slot, Tensor value) {
        if (slots[slot] != null) {
            throw new IllegalStateException(
                    "graph " + declaration.id() + ": '" + declaration.slotName(slot) + "' was given twice");
        }
        slots[slot] = value;
    }

    private static boolean contiguous(int[] rows) {
        for (int i = 1; i < rows.length; i++) {
            if (rows[i] != rows[i - 1] + 1) {
                return false;
            }
        }
        return true;
    }

    /** INT32 {@code [n]} all of one number: the branch of rows that went together. */
    static Tensor constantRows(int rowCount, int value) {
        if (rowCount == 1) {
            return Tensor.of(Shape.of(1), value);
        }
        TensorBuilder builder = new TensorBuilder(Datatype.INT32, Shape.of(rowCount));
        for (int i = 0; i < rowCount; i++) {
            builder.setLong(i, value);
        }
        return builder.build();
    }

    /** The path of the rows through the blocks, as {@link Prediction#path} tells it. */
    public String path() {
        StringBuilder path = new StringBuilder();
        for (String block : declaration.blocks()) {
            Tensor branches = slots[declaration.pathSlot(block)];
            if (branches != null) {
                appendPath(path, block, branches);
            }
        }
        return path.toString();
    }

    private static void appendPath(StringBuilder path, String block, Tensor branches) {
        if (path.length() > 0) {
            path.append(' ');
        }
        path.append(block).append('=');
        boolean same = true;
        for (int i = 1; i < branches.size() && same; i++) {
            same = branches.longAt(i) == branches.longAt(0);
        }
        int told = same ? 1 : branches.size();
        for (int i = 0; i < told; i++) {
            if (i > 0) {
                path.append(',');
            }
            path.append(word((int) branches.longAt(i)));
        }
    }

    private static String word(int branch) {
        return switch (branch) {
            case NOT_HERE -> "-";
            case MIXED -> "*";
            case FALLBACK -> "fallback";
            default -> Integer.toString(branch);
        };
    }
}
