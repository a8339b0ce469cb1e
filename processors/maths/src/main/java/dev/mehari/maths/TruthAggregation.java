// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** Whether any item, or all items, are true, element by element. Of no items none is true, and all are. */
final class TruthAggregation implements Aggregation {
    private final boolean all;

    TruthAggregation(boolean all) {
        this.all = all;
    }

    @Override
    public TensorType type(TensorType items, long most) {
        if (items.datatype() != Datatype.BOOL) {
            throw new InvalidOpException(
                    "",
                    (all ? "all" : "any") + " takes BOOL, it gets " + items,
                    items.datatype().isNumeric()
                            ? "Use " + (all ? "min" : "max") + ", which says of 0 and 1 whether "
                                    + (all ? "all are 1." : "any is 1.")
                            : "Use vote, first or list.");
        }
        return ItemTypes.rows(items, Datatype.BOOL);
    }

    @Override
    public Tensor aggregate(Tensor items, int[] lengths, int most, @Nullable Filling empty) {
        Cells rows = ItemTypes.rows(items, Datatype.BOOL, lengths.length);
        Filling none = empty == null ? Filling.of(all ? 1 : 0) : empty;
        int size = items.rowSize();
        int item = 0;
        for (int row = 0; row < lengths.length; row++) {
            if (lengths[row] == 0) {
                none.fill(rows, row * size, (row + 1) * size);
            }
            for (int e = 0; e < size && lengths[row] > 0; e++) {
                boolean found = false;
                for (int i = 0; i < lengths[row] && !found; i++) {
                    found = items.booleanAt((item + i) * size + e) != all;
                }
                rows.longs[row * size + e] = found == all ? 0 : 1;
            }
            item += lengths[row];
        }
        return rows.toTensor();
    }
}
