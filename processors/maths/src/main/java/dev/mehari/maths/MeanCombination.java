// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;

/** Σ wᵢxᵢ / Σ wᵢ, summed in FP64 in the order of the branches. */
final class MeanCombination implements Combination {
    @Override
    public boolean isWeighted() {
        return true;
    }

    @Override
    public TensorType type(List<TensorType> branches, boolean batch) {
        return Agreement.averaged(Agreement.numeric("mean", branches));
    }

    @Override
    public Tensor combine(List<Tensor> branches, double[] weights, boolean batch) {
        Agreement.require("mean", branches);
        Tensor first = branches.get(0);
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double[] sums = new double[first.size()];
        if (first.datatype() == Datatype.FP32) {
            return ofFloats(branches, weights, sums, total);
        }
        for (int b = 0; b < weights.length; b++) {
            double[] values = branches.get(b).toDoubles();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += weights[b] * values[i];
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= total;
        }
        return Tensor.of(first.shape(), sums);
    }

    private static Tensor ofFloats(List<Tensor> branches, double[] weights, double[] sums, double total) {
        float[] values = new float[sums.length];
        for (int b = 0; b < weights.length; b++) {
            branches.get(b).copyTo(values, 0, values.length);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += weights[b] * values[i];
            }
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (sums[i] / total);
        }
        return Tensor.of(branches.get(0).shape(), values);
    }
}
