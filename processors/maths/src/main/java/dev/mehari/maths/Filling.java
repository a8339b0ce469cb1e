// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.mehari.tensor.Datatype;

/**
 * One value that many elements of a tensor get.
 *
 * @param real the value where elements are floats
 * @param whole the value where they are integers (UINT64 as its bits) or BOOL
 * @param text the value where they are BYTES
 */
record Filling(Datatype datatype, double real, long whole, byte[] text) {
    private static final byte[] NO_TEXT = {};

    static Filling of(long value) {
        return new Filling(Datatype.INT64, value, value, NO_TEXT);
    }

    /**
     * @param value a number ({@code NaN} too), a text or a boolean
     * @throws InvalidOpException if elements of that datatype can't be it
     */
    static Filling of(Datatype datatype, Object value) {
        if (datatype == Datatype.BYTES) {
            if (value instanceof String text) {
                return new Filling(datatype, 0, 0, text.getBytes(StandardCharsets.UTF_8));
            }
            throw unfit(datatype, value, "Write a text" + (value instanceof Number ? ": quote it." : "."));
        }
        if (datatype == Datatype.BOOL) {
            if (value instanceof Boolean truth) {
                return new Filling(datatype, 0, truth ? 1 : 0, NO_TEXT);
            }
            throw unfit(datatype, value, "Write true or false.");
        }
        String mend = "Write one of the " + Figures.range(datatype) + ".";
        if (!(value instanceof Number number)) {
            throw unfit(datatype, value, mend);
        }
        if (number instanceof Double real && real.isNaN() && datatype.isFloat()) {
            return new Filling(datatype, Double.NaN, 0, NO_TEXT);
        }
        if (number instanceof Double real && !Double.isFinite(real)) {
            throw unfit(datatype, value, mend);
        }
        Number canonical = canonical(datatype, number, mend);
        if (!Figures.fits(datatype, canonical)) {
            throw unfit(datatype, value, mend);
        }
        return datatype.isFloat()
                ? new Filling(datatype, Figures.rounded(datatype, number), 0, NO_TEXT)
                : new Filling(datatype, 0, Figures.toLong(canonical), NO_TEXT);
    }

    private static Number canonical(Datatype datatype, Number number, String mend) {
        try {
            return Figures.canonical(number);
        } catch (IllegalArgumentException beyondDoubles) {
            throw unfit(datatype, number, mend);
        }
    }

    private static InvalidOpException unfit(Datatype datatype, Object value, String mend) {
        String shown = value instanceof BigDecimal decimal && Math.abs((long) decimal.scale()) < 100
                ? decimal.toPlainString()
                : String.valueOf(value);
        String quoted = value instanceof String ? "'" + shown + "'" : shown;
        return new InvalidOpException(
                "",
                datatype + " doesn't hold " + (quoted.length() <= 42 ? quoted : quoted.substring(0, 42) + "…"),
                mend);
    }

    /** Elements {@code from} to {@code to} (excluded) become this value. */
    void fill(Cells cells, int from, int to) {
        switch (Storage.of(cells.datatype)) {
            case FLOATS -> Arrays.fill(cells.floats, from, to, (float) real);
            case DOUBLES -> Arrays.fill(cells.doubles, from, to, real);
            case LONGS -> Arrays.fill(cells.longs, from, to, whole);
            case TEXTS -> Arrays.fill(cells.texts, from, to, text);
        }
    }
}
