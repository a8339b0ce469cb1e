// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;
import java.util.stream.IntStream;

import dev.mehari.tensor.Datatype;
import org.jspecify.annotations.Nullable;

/** Limits from below and above. NaN is neither below nor above, so it stays. */
final class ClipKernel {
    private ClipKernel() {}

    static Bound bind(Op.Clip op, Intake in) {
        in.requireNumeric();
        Touched min = op.min() == null ? null : Touched.by(op.min(), in, "clip.min");
        Touched max = op.max() == null ? null : Touched.by(op.max(), in, "clip.max");
        Datatype datatype = in.type().datatype();
        if (min != null) {
            min.requireFit(datatype);
        }
        if (max != null) {
            max.requireFit(datatype);
        }
        Touched both = union(min, max);
        requireOrder(both, min, max);
        return new Bound(step(datatype, both, min, max), in.type());
    }

    private static Step step(Datatype datatype, Touched both, @Nullable Touched min, @Nullable Touched max) {
        int count = both.columns().length;
        switch (Storage.of(datatype)) {
            case FLOATS -> {
                float[] low = new float[count];
                float[] high = new float[count];
                for (int c = 0; c < count; c++) {
                    Number least = limit(min, both, c);
                    Number most = limit(max, both, c);
                    low[c] = least == null ? Float.NEGATIVE_INFINITY : (float) Figures.rounded(datatype, least);
                    high[c] = most == null ? Float.POSITIVE_INFINITY : (float) Figures.rounded(datatype, most);
                }
                return both.uniform() ? new UniformFloats(low[0], high[0]) : new Floats(both, low, high);
            }
            case DOUBLES -> {
                double[] low = new double[count];
                double[] high = new double[count];
                for (int c = 0; c < count; c++) {
                    Number least = limit(min, both, c);
                    Number most = limit(max, both, c);
                    low[c] = least == null ? Double.NEGATIVE_INFINITY : Figures.rounded(datatype, least);
                    high[c] = most == null ? Double.POSITIVE_INFINITY : Figures.rounded(datatype, most);
                }
                return new Doubles(both, low, high);
            }
            default -> {
                long order = Unsigned.flip(datatype);
                long[] low = new long[count];
                long[] high = new long[count];
                for (int c = 0; c < count; c++) {
                    Number least = limit(min, both, c);
                    Number most = limit(max, both, c);
                    low[c] = least == null ? Long.MIN_VALUE : Figures.toLong(least) ^ order;
                    high[c] = most == null ? Long.MAX_VALUE : Figures.toLong(most) ^ order;
                }
                return new Longs(both, low, high, order);
            }
        }
    }

    /** All columns that either limit touches, without numbers. */
    private static Touched union(@Nullable Touched min, @Nullable Touched max) {
        if (min == null || max == null) {
            Touched only = min == null ? max : min;
            if (only == null) {
                throw new IllegalStateException("clip has neither min nor max");
            }
            return only;
        }
        if (min.uniform() && max.uniform()) {
            return min;
        }
        int width = Math.max(min.width(), max.width());
        int[] columns = IntStream.range(0, width)
                .filter(column -> min.touches(column) || max.touches(column))
                .toArray();
        return new Touched(false, width, columns, List.of(), List.of());
    }

    private static @Nullable Number limit(@Nullable Touched limits, Touched both, int position) {
        return limits == null ? null : limits.numberOf(both.columns()[position]);
    }

    private static void requireOrder(Touched both, @Nullable Touched min, @Nullable Touched max) {
        for (int c = 0; c < both.columns().length; c++) {
            Number least = limit(min, both, c);
            Number most = limit(max, both, c);
            if (least != null && most != null && max != null && Figures.compare(least, most) > 0) {
                throw new InvalidOpException(
                        max.pathOf(both.columns()[c]),
                        "max " + Figures.shown(most) + " is below min " + Figures.shown(least),
                        "Write a max that is not below min.");
            }
        }
    }

    private record UniformFloats(float min, float max) implements Step {
        @Override
        public void apply(Cells cells) {
            float[] x = cells.floats;
            for (int i = 0; i < x.length; i++) {
                x[i] = x[i] < min ? min : x[i] > max ? max : x[i];
            }
        }
    }

    private record Floats(Touched touched, float[] min, float[] max) implements Step {
        @Override
        public void apply(Cells cells) {
            float[] x = cells.floats;
            int[] columns = touched.columns();
            for (int row = 0; row < x.length; row += touched.width()) {
                for (int c = 0; c < columns.length; c++) {
                    int i = row + columns[c];
                    x[i] = x[i] < min[c] ? min[c] : x[i] > max[c] ? max[c] : x[i];
                }
            }
        }
    }

    private record Doubles(Touched touched, double[] min, double[] max) implements Step {
        @Override
        public void apply(Cells cells) {
            double[] x = cells.doubles;
            int[] columns = touched.columns();
            for (int row = 0; row < x.length; row += touched.width()) {
                for (int c = 0; c < columns.length; c++) {
                    int i = row + columns[c];
                    x[i] = x[i] < min[c] ? min[c] : x[i] > max[c] ? max[c] : x[i];
                }
            }
        }
    }

    /** @param order makes signed comparison right for the datatype, see {@link Unsigned}; the limits have it in them */
    private record Longs(Touched touched, long[] min, long[] max, long order) implements Step {
        @Override
        public void apply(Cells cells) {
            long[] x = cells.longs;
            int[] columns = touched.columns();
            for (int row = 0; row < x.length; row += touched.width()) {
                for (int c = 0; c < columns.length; c++) {
                    int i = row + columns[c];
                    x[i] = Math.min(Math.max(x[i] ^ order, min[c]), max[c]) ^ order;
                }
            }
        }
    }
}
