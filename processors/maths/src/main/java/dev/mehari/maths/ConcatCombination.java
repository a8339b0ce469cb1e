// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;

import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;

final class ConcatCombination implements Combination {
    @Override
    public boolean isWeighted() {
        return false;
    }

    @Override
    public TensorType type(List<TensorType> branches, boolean batch) {
        return Join.type(branches, batch, "concat");
    }

    @Override
    public Tensor combine(List<Tensor> branches, double[] weights, boolean batch) {
        return Join.sideBySide(batch).read(branches.toArray(Tensor[]::new)).toTensor();
    }
}
