// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.math.BigInteger;

/**
 * Powers of five as 128-bit significands: {@code 5^q ≈ (high·2^64 + low)·2^e} with the top bit set. For q of 0 and more
 * they are cut, for q of −1 to −27 (where the reciprocal's remainder matters) rounded up, below that cut again, as
 * Lemire, "Number parsing at a gigabyte per second" (2021), section 6, asks for.
 */
final class FivePowers {
    static final int MIN = -342;
    static final int MAX = 308;
    private static final int BITS = 128;
    private static final int ROUNDED_UP_FROM = -27;
    private static final long[] WORDS = new long[2 * (MAX - MIN + 1)];

    static {
        BigInteger power = BigInteger.ONE;
        for (int q = 0; q <= Math.max(MAX, -MIN); q++) {
            if (q <= MAX) {
                put(q, cut(power));
            }
            if (q > 0 && -q >= MIN) {
                // 2^(bits+127) / 5^q lies between 2^127 and 2^128, for 5^q is no power of two
                BigInteger quotient =
                        BigInteger.ONE.shiftLeft(power.bitLength() + BITS - 1).divide(power);
                put(-q, -q >= ROUNDED_UP_FROM ? quotient.add(BigInteger.ONE) : quotient);
            }
            power = power.multiply(BigInteger.valueOf(5));
        }
    }

    private FivePowers() {}

    private static BigInteger cut(BigInteger power) {
        return power.shiftLeft(BITS).shiftRight(power.bitLength());
    }

    private static void put(int q, BigInteger significand) {
        WORDS[2 * (q - MIN)] = significand.shiftRight(64).longValue();
        WORDS[2 * (q - MIN) + 1] = significand.longValue();
    }

    static long high(int q) {
        return WORDS[2 * (q - MIN)];
    }

    static long low(int q) {
        return WORDS[2 * (q - MIN) + 1];
    }

    /** The upper 64 bits of the unsigned product. */
    static long multiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }
}
