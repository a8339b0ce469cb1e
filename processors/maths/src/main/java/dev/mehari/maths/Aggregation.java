// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** One way to make one value per row of the row's items; the cases of {@link Aggregator} say what each promises. Stateless. */
interface Aggregation {
    /** @param items {@code [N, …]} */
    TensorType type(TensorType items, long most);

    /**
     * @param items {@code [N, …]}, the items of all rows in order
     * @param lengths how many of them belong to each row
     * @param empty for a row without items, in the datatype of the answer; null where there is none
     */
    Tensor aggregate(Tensor items, int[] lengths, int most, @Nullable Filling empty);
}
