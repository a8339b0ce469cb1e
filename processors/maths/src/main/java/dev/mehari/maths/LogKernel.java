// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Datatype;

/** The natural logarithm: −infinity at 0, NaN below. */
final class LogKernel {
    private LogKernel() {}

    static Bound bind(Intake in) {
        in.requireFloats("Put a cast before it, such as {cast: FP32}.");
        Touched touched = Touched.all(in);
        Datatype datatype = in.type().datatype();
        Step step = Storage.of(datatype) == Storage.FLOATS
                ? new Floats(touched)
                : new Doubles(touched, Rounding.of(datatype));
        return new Bound(step, in.type());
    }

    private record Floats(Touched touched) implements Step {
        @Override
        public void apply(Cells cells) {
            float[] x = cells.floats;
            for (int row = 0; row < x.length; row += touched.width()) {
                for (int column : touched.columns()) {
                    x[row + column] = (float) Math.log(x[row + column]);
                }
            }
        }
    }

    private record Doubles(Touched touched, Rounding rounding) implements Step {
        @Override
        public void apply(Cells cells) {
            double[] x = cells.doubles;
            for (int row = 0; row < x.length; row += touched.width()) {
                for (int column : touched.columns()) {
                    x[row + column] = rounding.round(Math.log(x[row + column]));
                }
            }
        }
    }
}
