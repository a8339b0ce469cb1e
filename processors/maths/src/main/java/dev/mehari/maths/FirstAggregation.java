// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** The first item's value, of any datatype and shape. */
final class FirstAggregation implements Aggregation {
    @Override
    public TensorType type(TensorType items, long most) {
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
                ItemTypes.require("first", row, empty).fill(rows, row * size, (row + 1) * size);
            } else {
                System.arraycopy(cells.array(), item * size, rows.array(), row * size, size);
            }
            item += lengths[row];
        }
        return rows.toTensor();
    }
}
