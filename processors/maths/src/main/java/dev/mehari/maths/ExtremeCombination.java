// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;

import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;

/** The smallest or the largest, exact in every datatype; NaN in one branch gives NaN, and −0 is below 0. */
final class ExtremeCombination implements Combination {
    private final boolean largest;

    ExtremeCombination(boolean largest) {
        this.largest = largest;
    }

    private String word() {
        return largest ? "max" : "min";
    }

    @Override
    public boolean isWeighted() {
        return false;
    }

    @Override
    public TensorType type(List<TensorType> branches, boolean batch) {
        return Agreement.numeric(word(), branches);
    }

    @Override
    public Tensor combine(List<Tensor> branches, double[] weights, boolean batch) {
        Agreement.require(word(), branches);
        Cells extreme = Cells.of(branches.get(0));
        for (int b = 1; b < branches.size(); b++) {
            Cells other = Cells.of(branches.get(b));
            switch (Storage.of(extreme.datatype)) {
                case FLOATS -> merge(extreme.floats, other.floats);
                case DOUBLES -> merge(extreme.doubles, other.doubles);
                default -> merge(extreme.longs, other.longs, Unsigned.flip(extreme.datatype));
            }
        }
        return extreme.toTensor();
    }

    private void merge(float[] extreme, float[] other) {
        for (int i = 0; i < extreme.length; i++) {
            extreme[i] = largest ? Math.max(extreme[i], other[i]) : Math.min(extreme[i], other[i]);
        }
    }

    private void merge(double[] extreme, double[] other) {
        for (int i = 0; i < extreme.length; i++) {
            extreme[i] = largest ? Math.max(extreme[i], other[i]) : Math.min(extreme[i], other[i]);
        }
    }

    /** @param order see {@link Unsigned} */
    private void merge(long[] extreme, long[] other, long order) {
        for (int i = 0; i < extreme.length; i++) {
            boolean above = (other[i] ^ order) > (extreme[i] ^ order);
            extreme[i] = above == largest ? other[i] : extreme[i];
        }
    }
}
