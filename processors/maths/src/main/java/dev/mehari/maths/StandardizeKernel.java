// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Datatype;

/** (x − mean) / std, computed in FP64 and rounded once to the tensor's datatype. */
final class StandardizeKernel {
    private StandardizeKernel() {}

    static Bound bind(Op.Standardize op, Intake in) {
        in.requireFloats("Put a cast before it, such as {cast: FP32}.");
        Touched mean = Touched.by(op.mean(), in, "standardize.mean");
        Touched std = Touched.by(op.std(), in, "standardize.std");
        if (!mean.sameColumnsAs(std)) {
            throw new InvalidOpException(
                    "standardize", "mean and std are for different columns", "Give both for the same columns.");
        }
        mean.requireFit(Datatype.FP64);
        std.requireFit(Datatype.FP64);
        for (int i = 0; i < std.numbers().size(); i++) {
            if (std.numbers().get(i).doubleValue() <= 0) {
                throw new InvalidOpException(
                        std.paths().get(i),
                        "std is " + Figures.shown(std.numbers().get(i)) + ", a standard deviation is above 0",
                        "Write 1 for a column that is only centred, or leave a constant column out.");
            }
        }
        Touched means = mean.like(std);
        Touched stds = std.like(mean);
        Datatype datatype = in.type().datatype();
        Step step = Storage.of(datatype) == Storage.FLOATS
                ? new Floats(means, means.doubles(Datatype.FP64), stds.doubles(Datatype.FP64))
                : new Doubles(means, means.doubles(Datatype.FP64), stds.doubles(Datatype.FP64), Rounding.of(datatype));
        return new Bound(step, in.type());
    }

    private record Floats(Touched touched, double[] mean, double[] std) implements Step {
        @Override
        public void apply(Cells cells) {
            float[] x = cells.floats;
            if (touched.uniform()) {
                double m = mean[0];
                double s = std[0];
                for (int i = 0; i < x.length; i++) {
                    x[i] = (float) ((x[i] - m) / s);
                }
                return;
            }
            int[] columns = touched.columns();
            for (int row = 0; row < x.length; row += touched.width()) {
                for (int c = 0; c < columns.length; c++) {
                    int i = row + columns[c];
                    x[i] = (float) ((x[i] - mean[c]) / std[c]);
                }
            }
        }
    }

    private record Doubles(Touched touched, double[] mean, double[] std, Rounding rounding) implements Step {
        @Override
        public void apply(Cells cells) {
            double[] x = cells.doubles;
            int[] columns = touched.columns();
            for (int row = 0; row < x.length; row += touched.width()) {
                for (int c = 0; c < columns.length; c++) {
                    int i = row + columns[c];
                    x[i] = rounding.round((x[i] - mean[c]) / std[c]);
                }
            }
        }
    }
}
