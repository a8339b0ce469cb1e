// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;

import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;

/** One way to combine branches; the cases of {@link Combiner} say what each promises. Stateless. */
interface Combination {
    boolean isWeighted();

    TensorType type(List<TensorType> branches, boolean batch);

    Tensor combine(List<Tensor> branches, double[] weights, boolean batch);
}
