// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.Arrays;
import java.util.stream.LongStream;

import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** {@code [N, …]} becomes {@code [n, m, …]}: the items of a row one after another, then padding up to m. */
final class ListAggregation implements Aggregation {
    @Override
    public TensorType type(TensorType items, long most) {
        Shape shape = items.shape();
        if (shape == null || !shape.with(0, 1).isConcrete()) {
            throw new InvalidOpException(
                    "",
                    "list takes items of one size, it gets " + items,
                    "Let the steps give a tensor whose dimensions after the first are stated.");
        }
        return new TensorType(items.datatype(), shape(shape, Shape.DYNAMIC, most));
    }

    private static Shape shape(Shape items, long rows, long most) {
        long[] ofItem = Arrays.copyOfRange(items.toArray(), 1, items.rank());
        return Shape.of(LongStream.concat(LongStream.of(rows, most), LongStream.of(ofItem))
                .toArray());
    }

    @Override
    public Tensor aggregate(Tensor items, int[] lengths, int most, @Nullable Filling empty) {
        int rowSize = Columns.size(most, items.rowSize());
        Shape shape = shape(items.shape(), lengths.length, most);
        if (most > 0 && Arrays.stream(lengths).allMatch(length -> length == most)) {
            return items.reshape(shape);
        }
        Cells rows = ItemTypes.cells(items.datatype(), shape, lengths.length, rowSize);
        Cells cells = Cells.of(items);
        int size = items.rowSize();
        int item = 0;
        for (int row = 0; row < lengths.length; row++) {
            int length = lengths[row];
            int from = row * rowSize;
            System.arraycopy(cells.array(), item * size, rows.array(), from, length * size);
            if (length < most || length == 0) {
                pad(rows, from + length * size, from + rowSize, row, empty);
            }
            item += length;
        }
        return rows.toTensor();
    }

    private static void pad(Cells rows, int from, int to, int row, @Nullable Filling empty) {
        if (empty == null) {
            throw InferenceException.invalid("list: row " + row
                    + " has fewer items than others may have, and the graph has no value to pad with; send all items");
        }
        empty.fill(rows, from, to);
    }
}
