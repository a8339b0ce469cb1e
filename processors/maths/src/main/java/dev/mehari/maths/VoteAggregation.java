// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** The value that most items of a row have; of equals, that of the earliest item. */
final class VoteAggregation implements Aggregation {
    @Override
    public TensorType type(TensorType items, long most) {
        if (items.datatype().isFloat()) {
            throw new InvalidOpException(
                    "",
                    "vote takes integers, BOOL and BYTES, it gets " + items,
                    "Use mean, or let the steps end in labels, threshold or argmax.");
        }
        if (items.shape() != null && items.shape().rank() != 1) {
            throw new InvalidOpException(
                    "", "vote takes [N], it gets " + items, "Let the steps give one value per item.");
        }
        return ItemTypes.rows(items, items.datatype());
    }

    @Override
    public Tensor aggregate(Tensor items, int[] lengths, int most, @Nullable Filling empty) {
        if (items.shape().rank() != 1) {
            throw InferenceException.of(InferenceException.Kind.FAILED, "vote takes [N], it got " + items);
        }
        Cells rows = ItemTypes.rows(items, items.datatype(), lengths.length);
        Cells cells = Cells.of(items);
        int item = 0;
        for (int row = 0; row < lengths.length; row++) {
            if (lengths[row] == 0) {
                ItemTypes.require("vote", row, empty).fill(rows, row, row + 1);
                continue;
            }
            System.arraycopy(cells.array(), winner(cells, item, item + lengths[row]), rows.array(), row, 1);
            item += lengths[row];
        }
        return rows.toTensor();
    }

    /** The position of the first item that has the value elected: of few values or of many, in one pass and a look back. */
    private static int winner(Cells items, int from, int to) {
        Map<Object, Integer> votes = new HashMap<>();
        int most = 0;
        for (int i = from; i < to; i++) {
            most = Math.max(most, votes.merge(value(items, i), 1, Integer::sum));
        }
        for (int i = from; i < to; i++) {
            if (votes.getOrDefault(value(items, i), 0) == most) {
                return i;
            }
        }
        throw new IllegalStateException("nobody has " + most + " votes");
    }

    private static Object value(Cells items, int index) {
        return items.datatype == Datatype.BYTES ? ByteBuffer.wrap(items.texts[index]) : (Object) items.longs[index];
    }
}
