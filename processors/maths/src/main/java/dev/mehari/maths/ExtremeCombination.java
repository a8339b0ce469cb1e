// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
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
        Tensor first = branches.get(0);
        TensorBuilder builder = new TensorBuilder(first.datatype(), first.shape());
        boolean floats = first.datatype().isFloat();
        for (int i = 0; i < first.size(); i++) {
            if (floats) {
                builder.setDouble(i, ofFloats(branches, i));
            } else {
                builder.setLong(i, ofIntegers(branches, i, first.datatype()));
            }
        }
        return builder.build();
    }

    private double ofFloats(List<Tensor> branches, int index) {
        double extreme = branches.get(0).doubleAt(index);
        for (int b = 1; b < branches.size(); b++) {
            double value = branches.get(b).doubleAt(index);
            extreme = largest ? Math.max(extreme, value) : Math.min(extreme, value);
        }
        return extreme;
    }

    private long ofIntegers(List<Tensor> branches, int index, Datatype datatype) {
        long order = Unsigned.flip(datatype);
        long extreme = branches.get(0).longAt(index) ^ order;
        for (int b = 1; b < branches.size(); b++) {
            long value = branches.get(b).longAt(index) ^ order;
            extreme = largest ? Math.max(extreme, value) : Math.min(extreme, value);
        }
        return extreme ^ order;
    }
}
