// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

/** Which numbers a datatype can hold, and how doubles become one of them. */
public final class Numbers {
    private Numbers() {}

    /**
     * Whether a number can be written as {@code datatype} without losing more than rounding: any number for floats that
     * is in range (NaN and infinities are, a finite number that would become infinite is not), whole numbers in range for
     * integers, 0 and 1 for BOOL, none for BYTES.
     */
    public static boolean holds(Datatype datatype, double value) {
        return switch (datatype) {
            case FP64 -> true;
            case FP32 -> Double.isInfinite(value) || !Float.isInfinite((float) value);
            case FP16 -> Double.isInfinite(value) || !Float.isInfinite(HalfFloats.fromFp16(HalfFloats.toFp16(value)));
            case BF16 -> Double.isInfinite(value) || !Float.isInfinite(HalfFloats.fromBf16(toBf16(value)));
            case BOOL -> value == 0 || value == 1;
            case BYTES -> false;
            case INT64 -> value == Math.rint(value) && value >= -0x1p63 && value < 0x1p63;
            case UINT64 -> value == Math.rint(value) && value >= 0 && value < 0x1p64;
            default -> value == Math.rint(value) && value >= datatype.minInteger() && value <= datatype.maxInteger();
        };
    }

    /** BF16 bits of a double, rounded once to nearest, ties to even: to odd as a float first, so that the second rounding can't tip a tie. */
    public static short toBf16(double value) {
        float near = (float) value;
        if (near != value && !Float.isNaN(near) && !Float.isInfinite(near)) {
            int bits = Float.floatToRawIntBits(near);
            boolean tooFar = Math.abs((double) near) > Math.abs(value);
            bits = (tooFar ? bits - 1 : bits) | 1;
            near = Float.intBitsToFloat(bits);
        }
        return HalfFloats.toBf16(near);
    }

    /** BF16 bits of a long, rounded once: a double on the way can't hold all of its digits. */
    public static short toBf16(long value) {
        return toBf16(toOdd(value));
    }

    /** BF16 bits of an unsigned long, rounded once. */
    public static short unsignedToBf16(long bits) {
        return toBf16(bits >= 0 ? toOdd(bits) : toOdd(bits >>> 1 | bits & 1) * 2);
    }

    /** A double near a long whose last bit stands for all that was cut off, so that rounding it sees no false tie. */
    private static double toOdd(long value) {
        if (Math.abs(value) < 1L << 53 && value != Long.MIN_VALUE) {
            return value;
        }
        long cut = value & 0x7ff;
        return (value - cut) | (cut == 0 ? 0 : 0x800);
    }

    /** A whole number of 0 up to 2^64−1 as the bits of an unsigned long. */
    public static long toUnsignedLong(double value) {
        return value < 0x1p63 ? (long) value : (long) (value - 0x1p63) ^ Long.MIN_VALUE;
    }

    /** The double nearest to an unsigned long. */
    public static double unsignedToDouble(long bits) {
        // Halving keeps a sticky last bit, so that rounding happens once.
        return bits >= 0 ? bits : (double) (bits >>> 1 | bits & 1) * 2;
    }

    /** The float nearest to an unsigned long. */
    public static float unsignedToFloat(long bits) {
        return bits >= 0 ? bits : (float) (bits >>> 1 | bits & 1) * 2;
    }
}
