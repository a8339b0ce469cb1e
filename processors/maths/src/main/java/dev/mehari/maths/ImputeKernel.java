// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

/** A constant in place of each NaN. */
final class ImputeKernel {
    private ImputeKernel() {}

    static Bound bind(Op.Impute op, Intake in) {
        in.requireFloats("Remove it: only floats have NaN.");
        Touched touched = Touched.by(op.value(), in, "impute");
        touched.requireFit(in.type().datatype());
        Step step = Storage.of(in.type().datatype()) == Storage.FLOATS
                ? new Floats(touched, touched.floats())
                : new Doubles(touched, touched.doubles(in.type().datatype()));
        return new Bound(step, in.type());
    }

    private record Floats(Touched touched, float[] values) implements Step {
        @Override
        public void apply(Cells cells) {
            float[] x = cells.floats;
            int[] columns = touched.columns();
            for (int row = 0; row < x.length; row += touched.width()) {
                for (int c = 0; c < columns.length; c++) {
                    int i = row + columns[c];
                    if (Float.isNaN(x[i])) {
                        x[i] = values[c];
                    }
                }
            }
        }
    }

    private record Doubles(Touched touched, double[] values) implements Step {
        @Override
        public void apply(Cells cells) {
            double[] x = cells.doubles;
            int[] columns = touched.columns();
            for (int row = 0; row < x.length; row += touched.width()) {
                for (int c = 0; c < columns.length; c++) {
                    int i = row + columns[c];
                    if (Double.isNaN(x[i])) {
                        x[i] = values[c];
                    }
                }
            }
        }
    }
}
