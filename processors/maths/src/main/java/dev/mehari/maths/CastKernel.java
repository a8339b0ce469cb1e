// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.LinkedHashSet;
import java.util.Set;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Numbers;
import dev.mehari.tensor.TensorType;

/**
 * Another numeric datatype. Floats become the nearest float (too large is infinity, as IEEE 754 has it); into integers
 * they are truncated toward zero, and what isn't there then is the request's fault.
 */
final class CastKernel {
    private CastKernel() {}

    /** The datatypes that one can cast to. */
    static Set<String> targets() {
        Set<String> targets = new LinkedHashSet<>();
        for (Datatype datatype : Datatype.values()) {
            if (datatype.isNumeric()) {
                targets.add(datatype.name());
            }
        }
        return targets;
    }

    static Bound bind(Op.Cast op, Intake in) {
        Datatype from = in.type().datatype();
        if (from == Datatype.BYTES) {
            throw in.wrong("cast takes numbers and BOOL, it gets " + in.type(), "Texts aren't read as numbers.");
        }
        TensorType output = new TensorType(op.to(), in.type().shape(), in.type().features());
        if (op.to().isInteger()) {
            return new Bound(
                    from.isFloat()
                            ? new Truncate(op.to(), in.place())
                            : new Fit(op.to(), from == Datatype.UINT64, in.place()),
                    output);
        }
        return new Bound(new Round(op.to()), output);
    }

    private static String outOf(Datatype to) {
        return "out of the range of " + to + ", which holds " + Figures.range(to);
    }

    /** To floats. */
    private record Round(Datatype to) implements Step {
        @Override
        public void apply(Cells cells) {
            if (cells.datatype == to) {
                return;
            }
            if (to == Datatype.FP32) {
                cells.become(floats(cells));
            } else {
                cells.become(to, doubles(cells, to));
            }
        }
    }

    private static float[] floats(Cells cells) {
        if (cells.datatype.isFloat()) {
            double[] from = cells.doubles;
            float[] to = new float[from.length];
            for (int i = 0; i < to.length; i++) {
                to[i] = (float) from[i];
            }
            return to;
        }
        boolean unsigned = cells.datatype == Datatype.UINT64;
        long[] from = cells.longs;
        float[] to = new float[from.length];
        for (int i = 0; i < to.length; i++) {
            to[i] = unsigned ? Numbers.unsignedToFloat(from[i]) : from[i];
        }
        return to;
    }

    private static double[] doubles(Cells cells, Datatype to) {
        Rounding rounding = Rounding.of(to);
        switch (Storage.of(cells.datatype)) {
            case FLOATS -> {
                float[] from = cells.floats;
                double[] wide = new double[from.length];
                for (int i = 0; i < wide.length; i++) {
                    wide[i] = from[i];
                }
                rounding.round(wide);
                return wide;
            }
            case DOUBLES -> {
                rounding.round(cells.doubles);
                return cells.doubles;
            }
            default -> {
                boolean unsigned = cells.datatype == Datatype.UINT64;
                long[] from = cells.longs;
                double[] wide = new double[from.length];
                for (int i = 0; i < wide.length; i++) {
                    wide[i] = rounding.round(from[i], unsigned);
                }
                return wide;
            }
        }
    }

    /** From floats to integers. */
    private record Truncate(Datatype to, Place place) implements Step {
        @Override
        public void apply(Cells cells) {
            boolean narrow = Storage.of(cells.datatype) == Storage.FLOATS;
            int size = narrow ? cells.floats.length : cells.doubles.length;
            long[] whole = new long[size];
            for (int i = 0; i < size; i++) {
                double value = narrow ? cells.floats[i] : cells.doubles[i];
                double truncated = value < 0 ? Math.ceil(value) : Math.floor(value);
                if (!Numbers.holds(to, truncated)) {
                    throw place.invalid("cast", cells.shape, i, Double.isNaN(value) ? Place.NAN : outOf(to));
                }
                whole[i] = to == Datatype.UINT64 ? Numbers.toUnsignedLong(truncated) : (long) truncated;
            }
            cells.become(to, whole);
        }
    }

    /** From integers or BOOL to integers. */
    private record Fit(Datatype to, boolean unsigned, Place place) implements Step {
        @Override
        public void apply(Cells cells) {
            long[] x = cells.longs;
            for (int i = 0; i < x.length; i++) {
                if (!fits(x[i])) {
                    throw place.invalid("cast", cells.shape, i, outOf(to));
                }
            }
            cells.become(to, x);
        }

        private boolean fits(long value) {
            if (to == Datatype.UINT64) {
                return unsigned || value >= 0;
            }
            boolean huge = unsigned && value < 0;
            return !huge && value >= to.minInteger() && value <= to.maxInteger();
        }
    }
}
