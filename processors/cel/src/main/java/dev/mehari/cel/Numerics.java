// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.HalfFloats;

/** Comparing numbers of any two datatypes by value, and rounding to a float datatype. */
final class Numerics {
    /** The result of a comparison with NaN. */
    static final int UNORDERED = 2;

    private Numerics() {}

    /** −1, 0 or 1, or {@link #UNORDERED}. */
    static int compare(double a, double b) {
        return a < b ? -1 : a > b ? 1 : a == b ? 0 : UNORDERED;
    }

    /** An integer, unsigned or signed, with another. */
    static int compare(long a, boolean aUnsigned, long b, boolean bUnsigned) {
        if (aUnsigned == bUnsigned) {
            return aUnsigned ? Long.compareUnsigned(a, b) : Long.compare(a, b);
        }
        if (aUnsigned) {
            return a < 0 || b < 0 ? 1 : Long.compare(a, b);
        }
        return a < 0 || b < 0 ? -1 : Long.compare(a, b);
    }

    /** An integer, unsigned or signed, with a float: exact, as neither is rounded. */
    static int compare(long a, boolean unsigned, double b) {
        if (Double.isNaN(b)) {
            return UNORDERED;
        }
        if (unsigned && a < 0) { // 2^63 or more
            if (b < 0x1p63) {
                return 1;
            }
            return b >= 0x1p64 ? -1 : Long.compareUnsigned(a, (long) (b - 0x1p63) + Long.MIN_VALUE);
        }
        if (b >= 0x1p63) {
            return -1;
        }
        if (b < -0x1p63) {
            return 1;
        }
        long whole = (long) b;
        return a != whole ? Long.compare(a, whole) : Double.compare(0, b - whole + 0.0);
    }

    static int reversed(int comparison) {
        return comparison == UNORDERED ? UNORDERED : -comparison;
    }

    /** The value of a float datatype that is nearest, ties to even. */
    static double round(Datatype datatype, double value) {
        return switch (datatype) {
            case FP32 -> (float) value;
            case FP16 -> HalfFloats.fromFp16(HalfFloats.toFp16(value));
            case BF16 -> HalfFloats.fromBf16(HalfFloats.toBf16(stickyFloat(value)));
            default -> value;
        };
    }

    /** A float that rounds on to BF16 as {@code value} would: where inexact, its last bit is set (rounding to odd). */
    private static float stickyFloat(double value) {
        float near = (float) value;
        if (near == value || Float.isNaN(near) || Float.isInfinite(near)) {
            return near;
        }
        int bits = Float.floatToRawIntBits(near);
        boolean tooFar = Math.abs((double) near) > Math.abs(value);
        return Float.intBitsToFloat((tooFar ? bits - 1 : bits) | 1);
    }

    /** Text by code points, as CEL orders it (UTF-16 would put U+FF5E before U+1F600). */
    static int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xHigh = Character.isSurrogate(x);
                boolean yHigh = Character.isSurrogate(y);
                return xHigh == yHigh ? Integer.signum(Character.compare(x, y)) : xHigh ? 1 : -1;
            }
        }
        return Integer.signum(a.length() - b.length());
    }
}
