// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;

/**
 * Writes the shortest decimal that reads back as the same float or double, in the form of {@link Double#toString} of
 * JDK 19 and later: {@code 1.0}, {@code 0.001}, {@code 1.0E10}. All are JSON numbers.
 *
 * <p>After Giulietti, "The Schubfach way to render doubles" (2020). A float v = c·2^q owns the interval of reals that
 * round to it. With 10^k no larger than that interval is wide, but 10^(k+1) larger, the interval holds a multiple of 10^k
 * and at most one of 10^(k+1): that one if it is there, else the nearer of the two multiples of 10^k around v. Four times
 * v and the interval's ends, in units of 10^k, are all that is computed: each a product with a 126-bit power of ten,
 * rounded to odd (section 9.9), which keeps the comparisons exact.
 */
final class DecimalWriter {
    /** The longest number written, {@code -2.2250738585072014E-308}, and room for a comma. */
    static final int MAX_LENGTH = 26;

    private static final int MIN_POWER = -292;
    private static final int MAX_POWER = 324;
    private static final int POWER_BITS = 126;
    private static final long LOW_63 = -1L >>> 1;
    private static final long LOW_32 = -1L >>> 32;
    /** {@code ⌊10^p / 2^r⌋ + 1} with 126 bits, as upper 63 and lower 63 bits. */
    private static final long[] TENS = new long[2 * (MAX_POWER - MIN_POWER + 1)];

    private static final long[] LONG_TENS = new long[19];
    /** The two digits of 0 to 99, the tens in the lower byte. */
    private static final short[] PAIRS = new short[100];

    private static final VarHandle PAIR = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    static {
        BigInteger power = BigInteger.ONE;
        for (int p = 0; p <= MAX_POWER; p++) {
            put(p, power.shiftLeft(POWER_BITS).shiftRight(power.bitLength()));
            if (p > 0 && -p >= MIN_POWER) {
                put(
                        -p,
                        BigInteger.ONE
                                .shiftLeft(power.bitLength() + POWER_BITS - 1)
                                .divide(power));
            }
            power = power.multiply(BigInteger.TEN);
        }
        long ten = 1;
        for (int i = 0; i < LONG_TENS.length; i++) {
            LONG_TENS[i] = ten;
            ten *= 10;
        }
        for (int i = 0; i < PAIRS.length; i++) {
            PAIRS[i] = (short) ('0' + i / 10 | '0' + i % 10 << 8);
        }
    }

    private DecimalWriter() {}

    private static void put(int p, BigInteger cut) {
        BigInteger above = cut.add(BigInteger.ONE);
        TENS[2 * (p - MIN_POWER)] = above.shiftRight(63).longValue();
        TENS[2 * (p - MIN_POWER) + 1] = above.longValue() & LOW_63;
    }

    /** Writes a finite double. @return where it ends */
    static int write(double value, byte[] out, int at) {
        long bits = Double.doubleToRawLongBits(value);
        int to = at;
        if (bits < 0) {
            out[to++] = '-';
        }
        int stored = (int) (bits >>> 52) & 0x7ff;
        long fraction = bits & (1L << 52) - 1;
        if (stored == 0 && fraction == 0) {
            return writeZero(out, to);
        }
        if (stored == 0) {
            // Tiny ones are taken ten times, so that they get their two digits too.
            return fraction < 3
                    ? shortest(fraction * 10, -1074, false, -1, out, to)
                    : shortest(fraction, -1074, false, 0, out, to);
        }
        long significand = fraction | 1L << 52;
        int exponent = stored - 1075;
        if (exponent < 0 && exponent > -53 && (significand & (1L << -exponent) - 1) == 0) {
            return layOut(significand >> -exponent, 0, out, to); // a whole number
        }
        return shortest(significand, exponent, fraction == 0 && stored > 1, 0, out, to);
    }

    /** Writes a finite float. @return where it ends */
    static int write(float value, byte[] out, int at) {
        int bits = Float.floatToRawIntBits(value);
        int to = at;
        if (bits < 0) {
            out[to++] = '-';
        }
        int stored = bits >>> 23 & 0xff;
        int fraction = bits & (1 << 23) - 1;
        if (stored == 0 && fraction == 0) {
            return writeZero(out, to);
        }
        if (stored == 0) {
            return fraction < 8
                    ? shortestFloat(fraction * 10, -149, false, -1, out, to)
                    : shortestFloat(fraction, -149, false, 0, out, to);
        }
        int significand = fraction | 1 << 23;
        int exponent = stored - 150;
        if (exponent < 0 && exponent > -24 && (significand & (1 << -exponent) - 1) == 0) {
            return layOut(significand >> -exponent, 0, out, to);
        }
        return shortestFloat(significand, exponent, fraction == 0 && stored > 1, 0, out, to);
    }

    private static int writeZero(byte[] out, int at) {
        out[at] = '0';
        out[at + 1] = '.';
        out[at + 2] = '0';
        return at + 3;
    }

    // ---------------------------------------------------------------------------------------------- which decimal

    /**
     * @param narrow whether v is a power of two, so that the interval below it is half as wide as the one above
     * @param scale added to the decimal exponent
     */
    private static int shortest(long c, int q, boolean narrow, int scale, byte[] out, int at) {
        int k = narrow ? floorLog10ThreeQuartersOf2(q) : floorLog10Of2(q);
        int h = q + floorLog2Of10(-k) + 2;
        long upper = TENS[2 * (-k - MIN_POWER)];
        long lower = TENS[2 * (-k - MIN_POWER) + 1];
        long four = c << 2;
        long value = roundedToOdd(upper, lower, four << h);
        long left = roundedToOdd(upper, lower, (narrow ? four - 1 : four - 2) << h);
        long right = roundedToOdd(upper, lower, four + 2 << h);
        return choose(value, left, right, (int) c & 1, k + scale, out, at);
    }

    private static int shortestFloat(int c, int q, boolean narrow, int scale, byte[] out, int at) {
        int k = narrow ? floorLog10ThreeQuartersOf2(q) : floorLog10Of2(q);
        int h = q + floorLog2Of10(-k) + 33;
        long power = TENS[2 * (-k - MIN_POWER)] + 1;
        long four = (long) c << 2;
        long value = roundedToOdd(power, four << h);
        long left = roundedToOdd(power, (narrow ? four - 1 : four - 2) << h);
        long right = roundedToOdd(power, four + 2 << h);
        return choose(value, left, right, c & 1, k + scale, out, at);
    }

    /** Four times v, and the ends of its interval, in units of 10^k; an odd c doesn't own the ends. */
    private static int choose(long value, long left, long right, int odd, int k, byte[] out, int at) {
        long below = value >> 2;
        if (below >= 100) { // else the nearest of two digits, as 4.9E-324
            long tensBelow = below / 10 * 10;
            long tensAbove = tensBelow + 10;
            boolean belowFits = left + odd <= tensBelow << 2;
            boolean aboveFits = (tensAbove << 2) + odd <= right;
            if (belowFits != aboveFits) {
                return layOut(belowFits ? tensBelow : tensAbove, k, out, at);
            }
        }
        long above = below + 1;
        boolean belowFits = left + odd <= below << 2;
        boolean aboveFits = (above << 2) + odd <= right;
        if (belowFits != aboveFits) {
            return layOut(belowFits ? below : above, k, out, at);
        }
        long fromMiddle = value - (below + above << 1);
        return layOut(fromMiddle < 0 || fromMiddle == 0 && (below & 1) == 0 ? below : above, k, out, at);
    }

    /** The upper bits of a product with a 126-bit power, the last one set if anything was cut off. */
    private static long roundedToOdd(long upper, long lower, long factor) {
        long carried = Math.multiplyHigh(lower, factor);
        long middle = upper * factor;
        long high = Math.multiplyHigh(upper, factor);
        long rest = (middle >>> 1) + carried;
        return high + (rest >>> 63) | (rest & LOW_63) + LOW_63 >>> 63;
    }

    private static long roundedToOdd(long power, long factor) {
        long high = Math.multiplyHigh(power, factor);
        return high >>> 31 | (high & LOW_32) + LOW_32 >>> 32;
    }

    // The factors are log10 2 and log2 10 as fixed-point numbers; exact for the exponents of doubles (section 6).

    private static int floorLog10Of2(int e) {
        return (int) (e * 661_971_961_083L >> 41);
    }

    private static int floorLog10ThreeQuartersOf2(int e) {
        return (int) (e * 661_971_961_083L - 274_743_187_321L >> 41);
    }

    private static int floorLog2Of10(int e) {
        return (int) (e * 913_124_641_741L >> 38);
    }

    // ---------------------------------------------------------------------------------------------- how it is written

    /** Writes {@code digits·10^k}. */
    private static int layOut(long digits, int k, byte[] out, int at) {
        long significant = digits;
        int exponent = k;
        while (significant >= 10 && significant % 10 == 0) {
            significant /= 10;
            exponent++;
        }
        int count = length(significant);
        int leading = exponent + count - 1;
        if (leading >= 7 || leading < -3) {
            return writeScientific(significant, count, leading, out, at);
        }
        if (leading < 0) {
            return writeSmall(significant, count, leading, out, at);
        }
        return writePlain(significant, count, leading, out, at);
    }

    /** {@code d.dddE±x} */
    private static int writeScientific(long significant, int count, int leading, byte[] out, int at) {
        // The digits behind the point first; the first digit then moves before it.
        int to = count == 1
                ? writeDigits(significant * 10, 2, out, at + 1)
                : writeDigits(significant, count, out, at + 1);
        out[at] = out[at + 1];
        out[at + 1] = '.';
        out[to++] = 'E';
        if (leading < 0) {
            out[to++] = '-';
        }
        int exponent = Math.abs(leading);
        return writeDigits(exponent, length(exponent), out, to);
    }

    /** {@code 0.00ddd} */
    private static int writeSmall(long significant, int count, int leading, byte[] out, int at) {
        out[at] = '0';
        out[at + 1] = '.';
        int to = at + 2;
        for (int i = leading; i < -1; i++) {
            out[to++] = '0';
        }
        return writeDigits(significant, count, out, to);
    }

    /** {@code ddd.ddd} */
    private static int writePlain(long significant, int count, int leading, byte[] out, int at) {
        int decimals = count - 1 - leading;
        if (decimals <= 0) {
            int to = writeDigits(significant * LONG_TENS[-decimals], leading + 1, out, at);
            out[to] = '.';
            out[to + 1] = '0';
            return to + 2;
        }
        // All digits one place to the right; those of the whole part then move back before the point.
        int to = writeDigits(significant, count, out, at + 1);
        for (int i = at; i <= at + leading; i++) {
            out[i] = out[i + 1];
        }
        out[at + leading + 1] = '.';
        return to;
    }

    /** Writes a whole number; {@code Long.MIN_VALUE} as well. @return where it ends */
    static int writeLong(long value, byte[] out, int at) {
        if (value >= 0) {
            return writeDigits(value, length(value), out, at);
        }
        out[at] = '-';
        return writeUnsigned(-value, out, at + 1);
    }

    /** Writes a whole number of 0 to 2^64−1. @return where it ends */
    static int writeUnsigned(long value, byte[] out, int at) {
        if (value >= 0) {
            return writeDigits(value, length(value), out, at);
        }
        long tenth = Long.divideUnsigned(value, 10);
        int to = writeDigits(tenth, length(tenth), out, at);
        out[to] = (byte) ('0' + (value - tenth * 10));
        return to + 1;
    }

    /** The number of digits of {@code value}, 0 or more. */
    private static int length(long value) {
        // ⌊log10⌋ from ⌊log2⌋ is right or one too small (Warren, Hacker's Delight, section 11-4).
        int guess = (Long.SIZE - Long.numberOfLeadingZeros(value)) * 1233 >>> 12;
        return guess == LONG_TENS.length ? guess : guess + (value >= LONG_TENS[guess] ? 1 : 0) + (value == 0 ? 1 : 0);
    }

    private static int writeDigits(long value, int count, byte[] out, int at) {
        long rest = value;
        int to = at + count;
        while (rest > Integer.MAX_VALUE) {
            long hundredth = rest / 100;
            to -= 2;
            PAIR.set(out, to, PAIRS[(int) (rest - hundredth * 100)]);
            rest = hundredth;
        }
        int small = (int) rest;
        while (to - at >= 2) {
            int hundredth = small / 100;
            to -= 2;
            PAIR.set(out, to, PAIRS[small - hundredth * 100]);
            small = hundredth;
        }
        if (to > at) {
            out[at] = (byte) ('0' + small);
        }
        return at + count;
    }
}
