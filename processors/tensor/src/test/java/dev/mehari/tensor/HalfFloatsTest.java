// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every bit pattern against values made from the definition of the formats, and every rounding boundary between two
 * neighbours from both sides and on the tie.
 */
class HalfFloatsTest {
    private static final int PATTERNS = 1 << 16;

    /** (−1)^s · 2^(e−bias) · (1 + f/2^bits), or without the 1 where the exponent is 0; null for infinity and NaN. */
    private static BigDecimal defined(int pattern, int exponentBits, int fractionBits) {
        int bias = (1 << (exponentBits - 1)) - 1;
        int exponent = pattern >> fractionBits & (1 << exponentBits) - 1;
        int fraction = pattern & (1 << fractionBits) - 1;
        if (exponent == (1 << exponentBits) - 1) {
            return null;
        }
        BigDecimal significand = BigDecimal.valueOf(exponent == 0 ? fraction : fraction + (1L << fractionBits));
        BigDecimal magnitude = significand.multiply(powerOfTwo(Math.max(exponent, 1) - bias - fractionBits));
        return pattern >= 0x8000 ? magnitude.negate() : magnitude;
    }

    private static BigDecimal powerOfTwo(int exponent) {
        BigDecimal two = BigDecimal.valueOf(2);
        return exponent >= 0 ? two.pow(exponent) : BigDecimal.ONE.divide(two.pow(-exponent));
    }

    @Test
    void readsEveryFp16Pattern() {
        for (int pattern = 0; pattern < PATTERNS; pattern++) {
            requireReading(pattern, 5, 10, HalfFloats.fromFp16((short) pattern));
        }
    }

    @Test
    void readsEveryBf16Pattern() {
        for (int pattern = 0; pattern < PATTERNS; pattern++) {
            requireReading(pattern, 8, 7, HalfFloats.fromBf16((short) pattern));
        }
    }

    private static void requireReading(int pattern, int exponentBits, int fractionBits, float read) {
        BigDecimal expected = defined(pattern, exponentBits, fractionBits);
        boolean fine;
        if (expected != null) {
            boolean signFits = Float.floatToRawIntBits(read) < 0 == pattern >= 0x8000;
            fine = Float.isFinite(read) && signFits && new BigDecimal(read).compareTo(expected) == 0;
        } else if ((pattern & (1 << fractionBits) - 1) == 0) {
            fine = read == (pattern >= 0x8000 ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY);
        } else {
            fine = Float.isNaN(read);
        }
        assertThat(fine).as("pattern %04x reads as %s", pattern, read).isTrue();
    }

    @Test
    void writesEveryFp16PatternBack() {
        for (int pattern = 0; pattern < PATTERNS; pattern++) {
            float value = HalfFloats.fromFp16((short) pattern);
            short written = HalfFloats.toFp16(value);
            boolean fine = Float.isNaN(value)
                    ? Float.isNaN(HalfFloats.fromFp16(written)) && (written & 0x8000) == (pattern & 0x8000)
                    : written == (short) pattern;
            assertThat(fine)
                    .as("pattern %04x is written as %04x", pattern, written)
                    .isTrue();
        }
    }

    @Test
    void writesEveryBf16PatternBack() {
        for (int pattern = 0; pattern < PATTERNS; pattern++) {
            float value = HalfFloats.fromBf16((short) pattern);
            short narrow = HalfFloats.toBf16(value);
            short wide = Numbers.toBf16((double) value);
            boolean fine = Float.isNaN(value)
                    ? Float.isNaN(HalfFloats.fromBf16(narrow)) && Float.isNaN(HalfFloats.fromBf16(wide))
                    : narrow == (short) pattern && wide == (short) pattern;
            assertThat(fine)
                    .as("pattern %04x is written as %04x", pattern, narrow)
                    .isTrue();
        }
    }

    private interface Narrowing {
        short narrow(double value);
    }

    @Test
    void roundsDoublesToTheNearestFp16() {
        requireRounding(0x7c00, 5, 10, HalfFloats::toFp16);
    }

    @Test
    void roundsDoublesToTheNearestBf16() {
        requireRounding(0x7f80, 8, 7, Numbers::toBf16);
    }

    @Test
    void roundsFloatsToTheNearestBf16() {
        // Ties between BF16 neighbours are exact floats; the floats next to them stand for all in between.
        for (int pattern = 0; pattern < 0x7f80; pattern++) {
            float tie = Float.intBitsToFloat(pattern << 16 | 0x8000);
            int even = pattern % 2 == 0 ? pattern : pattern + 1;
            assertThat(HalfFloats.toBf16(Math.nextDown(tie))).isEqualTo((short) pattern);
            assertThat(HalfFloats.toBf16(tie)).isEqualTo((short) even);
            assertThat(HalfFloats.toBf16(Math.nextUp(tie))).isEqualTo((short) (pattern + 1));
            assertThat(HalfFloats.toBf16(-tie)).isEqualTo((short) (even | 0x8000));
        }
    }

    private static void requireRounding(int infinity, int exponentBits, int fractionBits, Narrowing narrowing) {
        for (int pattern = 0; pattern < infinity; pattern++) {
            double low = required(pattern, exponentBits, fractionBits).doubleValue();
            double high = pattern + 1 < infinity
                    ? required(pattern + 1, exponentBits, fractionBits).doubleValue()
                    // Where infinity stands, rounding sees the next power of two.
                    : Math.scalb(1.0, 1 << (exponentBits - 1));
            double tie = low / 2 + high / 2;
            int even = pattern % 2 == 0 ? pattern : pattern + 1;
            for (int sign : new int[] {0, 0x8000}) {
                double way = sign == 0 ? 1 : -1;
                requireNarrowed(narrowing, way * low, pattern | sign);
                requireNarrowed(narrowing, way * Math.nextDown(tie), pattern | sign);
                requireNarrowed(narrowing, way * tie, even | sign);
                requireNarrowed(narrowing, way * Math.nextUp(tie), pattern + 1 | sign);
            }
        }
        requireNarrowed(narrowing, Double.MAX_VALUE, infinity);
        requireNarrowed(narrowing, Double.POSITIVE_INFINITY, infinity);
        requireNarrowed(narrowing, Double.NEGATIVE_INFINITY, infinity | 0x8000);
        requireNarrowed(narrowing, Double.MIN_VALUE, 0);
        requireNarrowed(narrowing, -Double.MIN_VALUE, 0x8000);
    }

    private static BigDecimal required(int pattern, int exponentBits, int fractionBits) {
        BigDecimal value = defined(pattern, exponentBits, fractionBits);
        assertThat(value).isNotNull();
        return value;
    }

    private static void requireNarrowed(Narrowing narrowing, double value, int pattern) {
        if (narrowing.narrow(value) != (short) pattern) {
            assertThat(narrowing.narrow(value)).as("of %s", value).isEqualTo((short) pattern);
        }
    }
}
