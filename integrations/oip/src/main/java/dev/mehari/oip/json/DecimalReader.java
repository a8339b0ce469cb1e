// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

/**
 * The float nearest to {@code w·10^q}, ties to even: what {@link Double#parseDouble} and {@link Float#parseFloat} give,
 * without their garbage.
 *
 * <p>Two ways. Where w and the power of ten are both exact in the format, one multiplication or division rounds once
 * (Clinger, "How to read floating point numbers accurately", 1990). Else the product of w and a 128-bit power of five is
 * cut, and nearly always its bits decide (Eisel and Lemire; Lemire, "Number parsing at a gigabyte per second", Software:
 * Practice and Experience 51, 2021, algorithm 1). Where they don't, the answer is {@link #UNDECIDED} and the caller asks
 * Java's own parser.
 */
final class DecimalReader {
    static final long UNDECIDED = -1;

    private static final int EXACT_DOUBLE_POWER = 22;
    private static final double[] DOUBLE_TENS = new double[EXACT_DOUBLE_POWER + 1];

    static {
        double ten = 1;
        for (int i = 0; i <= EXACT_DOUBLE_POWER; i++) {
            DOUBLE_TENS[i] = ten;
            ten *= 10;
        }
    }

    private DecimalReader() {}

    /** The bits of the double nearest to {@code w·10^q}, w unsigned; infinity where it is too large. */
    static long doubleBits(long w, int q) {
        if (w >>> 53 == 0 && q >= -EXACT_DOUBLE_POWER && q <= EXACT_DOUBLE_POWER) {
            return Double.doubleToRawLongBits(q < 0 ? w / DOUBLE_TENS[-q] : w * DOUBLE_TENS[q]);
        }
        return nearest(w, q, 52, -1023, 0x7ff, -4, 23);
    }

    /** The bits of the float nearest to {@code w·10^q}, w unsigned; infinity where it is too large. */
    static long floatBits(long w, int q) {
        if (w >>> 53 == 0 && q >= -EXACT_DOUBLE_POWER && q <= EXACT_DOUBLE_POWER) {
            double near = q < 0 ? w / DOUBLE_TENS[-q] : w * DOUBLE_TENS[q];
            // Rounding twice is wrong only where the first result lies half way between two floats.
            boolean halfWay = (Double.doubleToRawLongBits(near) & 0x1fff_ffff) == 0x1000_0000;
            if (!halfWay && (near >= Float.MIN_NORMAL || w == 0)) {
                return Float.floatToRawIntBits((float) near);
            }
        }
        return nearest(w, q, 23, -127, 0xff, -17, 10);
    }

    /**
     * @param fraction bits of the fraction as stored
     * @param bias the exponent of a subnormal, as stored exponents count
     * @param infinity the stored exponent of infinity
     * @param tieFrom the smallest q for which a product can lie exactly half way
     * @param tieTo the largest
     */
    private static long nearest(long w, int q, int fraction, int bias, int infinity, int tieFrom, int tieTo) {
        if (w == 0 || q < FivePowers.MIN) {
            return 0;
        }
        if (q > FivePowers.MAX) {
            return (long) infinity << fraction;
        }
        int leading = Long.numberOfLeadingZeros(w);
        long shifted = w << leading;
        long five = FivePowers.high(q);
        long high = FivePowers.multiplyHigh(shifted, five);
        long low = shifted * five;
        long undecidedBits = -1L >>> fraction + 3;
        if ((high & undecidedBits) == undecidedBits) {
            // A carry from the lower half of the power could still reach the bits that count.
            long carry = FivePowers.multiplyHigh(shifted, FivePowers.low(q));
            low += carry;
            if (Long.compareUnsigned(low, carry) < 0) {
                high++;
            }
        }
        if (low == -1 && (q < -27 || q > 55)) {
            return UNDECIDED;
        }
        int upper = (int) (high >>> 63);
        int spare = upper + 64 - fraction - 3;
        long significand = high >>> spare;
        int exponent = (int) (217_706L * q >> 16) + 63 + upper - leading - bias;
        if (exponent <= 0) {
            return subnormal(significand, exponent, fraction);
        }
        if (Long.compareUnsigned(low, 1) <= 0
                && q >= tieFrom
                && q <= tieTo
                && (significand & 3) == 1
                && significand << spare == high) {
            significand &= ~1L; // exactly half way: down to the even one
        }
        significand = significand + (significand & 1) >>> 1;
        if (significand >>> fraction + 1 != 0) {
            significand >>>= 1;
            exponent++;
        }
        return exponent >= infinity
                ? (long) infinity << fraction
                : (long) exponent << fraction | significand & ~(1L << fraction);
    }

    private static long subnormal(long significand, int exponent, int fraction) {
        int shift = 1 - exponent;
        if (shift >= Long.SIZE) {
            return 0;
        }
        long cut = significand >>> shift;
        // May carry into the smallest normal, whose bits are just the next ones.
        return cut + (cut & 1) >>> 1;
    }
}
