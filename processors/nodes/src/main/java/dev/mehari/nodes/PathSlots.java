// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import org.jspecify.annotations.Nullable;

/** The path slots of what stands inside a block, which the block hands outward. Immutable. */
final class PathSlots {
    private final int[] slots;

    private PathSlots(int[] slots) {
        this.slots = slots;
    }

    /** Reads {@code "nested": [blocks inside]}. */
    static PathSlots of(JsonNode json, Declaration declaration) {
        return new PathSlots(declaration.pathSlots(Json.list(json.path("nested"))));
    }

    /** From a frame that saw the same rows. */
    void copy(Inference frame, Inference inner) {
        for (int slot : slots) {
            Tensor path = inner.find(slot);
            if (path != null) {
                frame.put(slot, path);
            }
        }
    }

    /** From frames that saw some rows each. */
    void merge(Inference frame, List<Inference> parts) {
        for (int slot : slots) {
            merge(frame, parts, slot);
        }
    }

    private static void merge(Inference frame, List<Inference> parts, int slot) {
        TensorBuilder builder = null;
        for (Inference part : parts) {
            Tensor path = part.find(slot);
            if (path == null) {
                continue;
            }
            if (builder == null) {
                builder = filled(frame.rowCount());
            }
            int[] rows = RowOutputs.rowsIn(part);
            for (int i = 0; i < rows.length; i++) {
                builder.setLong(rows[i], path.longAt(i));
            }
        }
        if (builder != null) {
            frame.put(slot, builder.build());
        }
    }

    /**
     * From a frame of items: a row's path is that of its items where all of them went the same way.
     *
     * @param counts how many items each row has
     */
    void gather(Inference frame, Inference items, int[] counts) {
        for (int slot : slots) {
            Tensor path = items.find(slot);
            if (path == null) {
                continue;
            }
            TensorBuilder builder = filled(counts.length);
            int item = 0;
            for (int row = 0; row < counts.length; row++) {
                for (int i = 0; i < counts[row]; i++) {
                    long branch = path.longAt(item++);
                    boolean differs = i > 0 && branch != path.longAt(item - 2);
                    builder.setLong(row, branch);
                    if (differs) {
                        builder.setLong(row, Inference.MIXED);
                        item += counts[row] - i - 1;
                        break;
                    }
                }
            }
            frame.put(slot, builder.build());
        }
    }

    private static TensorBuilder filled(int rows) {
        TensorBuilder builder = new TensorBuilder(Datatype.INT32, Shape.of(rows));
        for (int row = 0; row < rows; row++) {
            builder.setLong(row, Inference.NOT_HERE);
        }
        return builder;
    }

    /** From the first of several frames that has one: a nested block stands in one branch only. */
    void first(Inference frame, @Nullable Inference[] branches) {
        for (int slot : slots) {
            for (Inference branch : branches) {
                Tensor path = branch == null ? null : branch.find(slot);
                if (path != null) {
                    frame.put(slot, path);
                    break;
                }
            }
        }
    }
}
