// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** Σ xᵢ / l over the l items of a row, element by element, summed in FP64 in the order of the items. */
final class MeanAggregation implements Aggregation {
    @Override
    public TensorType type(TensorType items, long most) {
        ItemTypes.requireNumeric("mean", items);
        return ItemTypes.numbers(items, datatype(items.datatype()));
    }

    private static Datatype datatype(Datatype items) {
        return items == Datatype.FP32 ? Datatype.FP32 : Datatype.FP64;
    }

    @Override
    public Tensor aggregate(Tensor items, int[] lengths, int most, @Nullable Filling empty) {
        Cells rows = ItemTypes.rows(items, datatype(items.datatype()), lengths.length);
        double[] values = items.toDoubles();
        int size = items.rowSize();
        int item = 0;
        for (int row = 0; row < lengths.length; row++) {
            int length = lengths[row];
            if (length == 0) {
                ItemTypes.require("mean", row, empty).fill(rows, row * size, (row + 1) * size);
            } else {
                for (int e = 0; e < size; e++) {
                    double mean = sum(values, item * size + e, size, length) / length;
                    if (rows.datatype == Datatype.FP32) {
                        rows.floats[row * size + e] = (float) mean;
                    } else {
                        rows.doubles[row * size + e] = mean;
                    }
                }
            }
            item += length;
        }
        return rows.toTensor();
    }

    /** Every {@code step}th value from {@code from} on, {@code count} of them. */
    static double sum(double[] values, int from, int step, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[from + i * step];
        }
        return sum;
    }
}
