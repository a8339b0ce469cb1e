// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.Arrays;
import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;

/** The middle value, or the mean of the middle two; NaN in one branch gives NaN. */
final class MedianCombination implements Combination {
    @Override
    public boolean isWeighted() {
        return false;
    }

    @Override
    public TensorType type(List<TensorType> branches, boolean batch) {
        return Agreement.averaged(Agreement.numeric("median", branches));
    }

    @Override
    public Tensor combine(List<Tensor> branches, double[] weights, boolean batch) {
        Agreement.require("median", branches);
        Tensor first = branches.get(0);
        double[] medians = new double[first.size()];
        double[] values = new double[branches.size()];
        for (int i = 0; i < medians.length; i++) {
            for (int b = 0; b < values.length; b++) {
                values[b] = branches.get(b).doubleAt(i);
            }
            medians[i] = median(values);
        }
        if (first.datatype() != Datatype.FP32) {
            return Tensor.of(first.shape(), medians);
        }
        float[] narrow = new float[medians.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) medians[i];
        }
        return Tensor.of(first.shape(), narrow);
    }

    private static double median(double[] values) {
        Arrays.sort(values); // NaN comes last
        int count = values.length;
        double upper = values[count / 2];
        if (Double.isNaN(values[count - 1])) {
            return Double.NaN;
        }
        if (count % 2 == 1) {
            return upper;
        }
        double lower = values[count / 2 - 1];
        double sum = lower + upper;
        // Two huge values have a mean though they have no sum.
        return Double.isInfinite(sum) ? lower / 2 + upper / 2 : sum / 2;
    }
}
