// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** How many items a row has, INT32 {@code [n]}, whatever the items are. */
final class CountAggregation implements Aggregation {
    @Override
    public TensorType type(TensorType items, long most) {
        return new TensorType(Datatype.INT32, Shape.of(Shape.DYNAMIC));
    }

    @Override
    public Tensor aggregate(Tensor items, int[] lengths, int most, @Nullable Filling empty) {
        return Tensor.of(Shape.of(lengths.length), lengths);
    }
}
