// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * Element by element: floats in FP64 in the order of the items, then rounded to their datatype; integers exactly, to INT64.
 * A sum that INT64 doesn't hold is an error of the request (a wrapped one would look like an answer), whatever the order:
 * only the whole sum must fit.
 */
final class SumAggregation implements Aggregation {
    @Override
    public TensorType type(TensorType items, long most) {
        ItemTypes.requireNumeric("sum", items);
        return ItemTypes.numbers(items, datatype(items.datatype()));
    }

    private static Datatype datatype(Datatype items) {
        return items.isFloat() ? items : Datatype.INT64;
    }

    @Override
    public Tensor aggregate(Tensor items, int[] lengths, int most, @Nullable Filling empty) {
        Cells rows = ItemTypes.rows(items, datatype(items.datatype()), lengths.length);
        int size = items.rowSize();
        Filling none = empty == null ? Filling.of(0) : empty;
        double[] reals = items.datatype().isFloat() ? items.toDoubles() : new double[0];
        long[] wholes = items.datatype().isFloat() ? new long[0] : items.toLongs();
        int item = 0;
        for (int row = 0; row < lengths.length; row++) {
            int length = lengths[row];
            if (length == 0) {
                none.fill(rows, row * size, (row + 1) * size);
            }
            for (int e = 0; e < size && length > 0; e++) {
                int from = item * size + e;
                switch (Storage.of(rows.datatype)) {
                    case FLOATS -> rows.floats[row * size + e] = (float) MeanAggregation.sum(reals, from, size, length);
                    case DOUBLES ->
                        rows.doubles[row * size + e] =
                                Rounding.of(rows.datatype).round(MeanAggregation.sum(reals, from, size, length));
                    default -> rows.longs[row * size + e] = exact(wholes, from, size, length, items.datatype(), row);
                }
            }
            item += length;
        }
        return rows.toTensor();
    }

    /** In 128 bits, as high and low half: no number of items can exceed them. */
    private static long exact(long[] values, int from, int step, int count, Datatype datatype, int row) {
        long low = 0;
        long high = 0;
        for (int i = 0; i < count; i++) {
            long value = values[from + i * step];
            long sum = low + value;
            high += Long.compareUnsigned(sum, value) < 0 ? 1 : 0;
            high += value < 0 && datatype != Datatype.UINT64 ? -1 : 0;
            low = sum;
        }
        if (high != low >> 63) {
            throw InferenceException.invalid(
                    "sum: the items of row " + row + " add up to more than INT64 holds; send smaller numbers");
        }
        return low;
    }
}
