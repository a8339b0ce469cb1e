// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.TensorType;

/**
 * exp(xᵢ) / Σ exp(xⱼ) over the last dimension, in FP64 and rounded once. The largest value is taken off first, so that
 * nothing overflows (Blanchard, Higham and Higham 2021, algorithm 3.2).
 */
final class SoftmaxKernel {
    private SoftmaxKernel() {}

    static Bound bind(Intake in) {
        in.requireFloats("Put a cast before it, such as {cast: FP32}.");
        in.requireRank(
                in.batch() ? 2 : 1, Integer.MAX_VALUE, "[n, k] or more", "One number per row has nothing beside it.");
        Datatype datatype = in.type().datatype();
        return new Bound(
                Storage.of(datatype) == Storage.FLOATS ? new Floats() : new Doubles(Rounding.of(datatype)),
                new TensorType(datatype, in.type().shape()));
    }

    private record Floats() implements Step {
        @Override
        public void apply(Cells cells) {
            float[] x = cells.floats;
            int width = (int) cells.shape.dim(cells.shape.rank() - 1);
            double[] powers = new double[width];
            for (int from = 0; from < x.length; from += width) {
                double max = Double.NEGATIVE_INFINITY;
                for (int i = 0; i < width; i++) {
                    max = Math.max(max, x[from + i]);
                }
                double sum = 0;
                for (int i = 0; i < width; i++) {
                    powers[i] = Math.exp(x[from + i] - max);
                    sum += powers[i];
                }
                for (int i = 0; i < width; i++) {
                    x[from + i] = (float) (powers[i] / sum);
                }
            }
        }
    }

    private record Doubles(Rounding rounding) implements Step {
        @Override
        public void apply(Cells cells) {
            double[] x = cells.doubles;
            int width = (int) cells.shape.dim(cells.shape.rank() - 1);
            for (int from = 0; from < x.length; from += width) {
                double max = Double.NEGATIVE_INFINITY;
                for (int i = from; i < from + width; i++) {
                    max = Math.max(max, x[i]);
                }
                double sum = 0;
                for (int i = from; i < from + width; i++) {
                    x[i] = Math.exp(x[i] - max);
                    sum += x[i];
                }
                for (int i = from; i < from + width; i++) {
                    x[i] = rounding.round(x[i] / sum);
                }
            }
        }
    }
}
