// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** The smallest or the largest, element by element, exact in every datatype; a NaN gives NaN, and −0 is below 0. */
final class ExtremeAggregation implements Aggregation {
    private final boolean largest;

    ExtremeAggregation(boolean largest) {
        this.largest = largest;
    }

    private String word() {
        return largest ? "max" : "min";
    }

    @Override
    public TensorType type(TensorType items, long most) {
        ItemTypes.requireNumeric(word(), items);
        return ItemTypes.rows(items, items.datatype());
    }

    @Override
    public Tensor aggregate(Tensor items, int[] lengths, int most, @Nullable Filling empty) {
        Cells rows = ItemTypes.rows(items, items.datatype(), lengths.length);
        Cells cells = Cells.of(items);
        int size = items.rowSize();
        int item = 0;
        for (int row = 0; row < lengths.length; row++) {
            if (lengths[row] == 0) {
                ItemTypes.require(word(), row, empty).fill(rows, row * size, (row + 1) * size);
                continue;
            }
            System.arraycopy(cells.array(), item * size, rows.array(), row * size, size);
            for (int i = 1; i < lengths[row]; i++) {
                merge(rows, row * size, cells, (item + i) * size, size);
            }
            item += lengths[row];
        }
        return rows.toTensor();
    }

    private void merge(Cells rows, int at, Cells items, int from, int size) {
        long order = Unsigned.flip(rows.datatype);
        for (int e = 0; e < size; e++) {
            int to = at + e;
            switch (Storage.of(rows.datatype)) {
                case FLOATS ->
                    rows.floats[to] = largest
                            ? Math.max(rows.floats[to], items.floats[from + e])
                            : Math.min(rows.floats[to], items.floats[from + e]);
                case DOUBLES ->
                    rows.doubles[to] = largest
                            ? Math.max(rows.doubles[to], items.doubles[from + e])
                            : Math.min(rows.doubles[to], items.doubles[from + e]);
                default -> {
                    long other = items.longs[from + e];
                    boolean above = (other ^ order) > (rows.longs[to] ^ order);
                    rows.longs[to] = above == largest ? other : rows.longs[to];
                }
            }
        }
    }
}
