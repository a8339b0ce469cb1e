// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Predicate;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

import static org.assertj.core.api.Assertions.assertThat;

class DecimalWriterProperties {
    private static final byte[] BUFFER = new byte[64];

    private static String written(double value) {
        int end = DecimalWriter.write(value, BUFFER, 3);
        assertThat(end - 3).isLessThanOrEqualTo(DecimalWriter.MAX_LENGTH);
        return new String(BUFFER, 3, end - 3, StandardCharsets.US_ASCII);
    }

    private static String written(float value) {
        return new String(BUFFER, 0, DecimalWriter.write(value, BUFFER, 0), StandardCharsets.US_ASCII);
    }

    @Provide
    Arbitrary<Long> bits() {
        return Arbitraries.longs().withDistribution(RandomDistribution.uniform());
    }

    /** Shortest, and of the shortest the nearest, by trying every precision. */
    private static void assertShortest(String text, BigDecimal exact, Predicate<String> same) {
        BigDecimal found = new BigDecimal(text).stripTrailingZeros();
        assertThat(same).as(text).accepts(text);
        int digits = Math.max(2, found.precision()); // two digits are allowed where one would do
        for (int precision = 2; precision < digits; precision++) {
            for (RoundingMode mode : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
                BigDecimal shorter = exact.round(new MathContext(precision, mode));
                assertThat(same.test(shorter.toString()))
                        .as("%s is shorter than %s", shorter, text)
                        .isFalse();
            }
        }
        BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
        if (same.test(nearest.toString())) { // below a power of two it may belong to the neighbour
            assertThat(found.subtract(exact).abs())
                    .as(text)
                    .isLessThanOrEqualTo(nearest.subtract(exact).abs());
        }
    }

    @Property(tries = 3_000)
    void writesTheShortestDecimalOfADouble(@ForAll("bits") long bits) {
        double value = Math.abs(Double.longBitsToDouble(bits));
        if (Double.isFinite(value) && value != 0) {
            String text = written(value);
            assertShortest(text, new BigDecimal(value), shown -> Double.parseDouble(shown) == value);
            assertThat(written(-value)).isEqualTo("-" + text);
        }
    }

    @Property(tries = 3_000)
    void writesTheShortestDecimalOfAFloat(@ForAll("bits") long bits) {
        float value = Math.abs(Float.intBitsToFloat((int) bits));
        if (Float.isFinite(value) && value != 0) {
            String text = written(value);
            assertShortest(text, new BigDecimal(value), shown -> Float.parseFloat(shown) == value);
            assertThat(written(-value)).isEqualTo("-" + text);
        }
    }

    @Example
    void writesShortDecimalsAsTheyWere() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            double decimal = new BigDecimal(random.nextInt(1_000_000))
                    .scaleByPowerOfTen(random.nextInt(40) - 20)
                    .doubleValue();
            String text = written(decimal);
            assertThat(Double.parseDouble(text)).isEqualTo(decimal);
            assertThat(new BigDecimal(text).stripTrailingZeros().precision()).isLessThanOrEqualTo(6);
        }
    }

    @Example
    void writesPowersOfTwoAndSmallestValues() {
        for (int e = -1074; e < 1024; e++) {
            double value = Math.scalb(1.0, e);
            assertShortest(written(value), new BigDecimal(value), shown -> Double.parseDouble(shown) == value);
        }
        for (int e = -149; e < 128; e++) {
            float value = Math.scalb(1f, e);
            assertShortest(written(value), new BigDecimal(value), shown -> Float.parseFloat(shown) == value);
        }
    }

    @Example
    void keepsTheFormOfJava() {
        assertThat(written(0.0)).isEqualTo("0.0");
        assertThat(written(-0.0)).isEqualTo("-0.0");
        assertThat(written(-0f)).isEqualTo("-0.0");
        assertThat(written(1.0)).isEqualTo("1.0");
        assertThat(written(100.0)).isEqualTo("100.0");
        assertThat(written(1234567.0)).isEqualTo("1234567.0");
        assertThat(written(1e7)).isEqualTo("1.0E7");
        assertThat(written(12345678.5)).isEqualTo("1.23456785E7");
        assertThat(written(0.001)).isEqualTo("0.001");
        assertThat(written(0.00123)).isEqualTo("0.00123");
        assertThat(written(9.99e-4)).isEqualTo("9.99E-4");
        assertThat(written(4.9e-324)).isEqualTo("4.9E-324");
        assertThat(written(Double.MAX_VALUE)).isEqualTo("1.7976931348623157E308");
        assertThat(written(2e23)).isEqualTo("2.0E23");
        assertThat(written(0.1f)).isEqualTo("0.1");
        assertThat(written(2e-3f)).isEqualTo("0.002");
        assertThat(written(1.4e-45f)).isEqualTo("1.4E-45");
        assertThat(written(3.4028235e38f)).isEqualTo("3.4028235E38");
        assertThat(written(16777216f)).isEqualTo("1.6777216E7");
        assertThat(written(9007199254740991.0)).isEqualTo("9.007199254740991E15");
    }

    @Property
    void writesWholeNumbers(@ForAll long value) {
        assertThat(new String(BUFFER, 0, DecimalWriter.writeLong(value, BUFFER, 0), StandardCharsets.US_ASCII))
                .isEqualTo(Long.toString(value));
        assertThat(new String(BUFFER, 0, DecimalWriter.writeUnsigned(value, BUFFER, 0), StandardCharsets.US_ASCII))
                .isEqualTo(Long.toUnsignedString(value));
    }
}
