// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Limits;
import dev.mehari.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import static org.assertj.core.api.Assertions.assertThat;

/** Java's own parsers are the oracle: every decimal becomes the same bits. */
class DecimalReaderProperties {
    private static JsonScanner scan(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        JsonScanner in = new JsonScanner(bytes, 0, bytes.length);
        in.readNumber();
        in.expectEnd();
        return in;
    }

    private static void assertReadAsJavaDoes(String text) {
        JsonScanner in = scan(text);
        assertThat(Double.doubleToRawLongBits(in.toDouble()))
                .as(text)
                .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
        assertThat(Float.floatToRawIntBits(in.toFloat()))
                .as(text)
                .isEqualTo(Float.floatToRawIntBits(Float.parseFloat(text)));
    }

    @Provide
    Arbitrary<String> decimals() {
        Arbitrary<String> whole = Arbitraries.oneOf(
                Arbitraries.just("0"),
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(25).map(s -> "1" + s),
                Arbitraries.longs().map(l -> Long.toUnsignedString(l)));
        Arbitrary<String> fraction =
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(30);
        return Combinators.combine(
                        Arbitraries.of("", "-"),
                        whole,
                        fraction.injectNull(0.3),
                        Arbitraries.integers().between(-400, 400).injectNull(0.4),
                        Arbitraries.of("e", "E", "e+", "E-"))
                .as((sign, digits, decimals, exponent, e) -> sign
                        + digits
                        + (decimals == null ? "" : "." + decimals)
                        + (exponent == null ? "" : e.length() == 2 ? e + Math.abs(exponent) : e + exponent));
    }

    @Property(tries = 5_000)
    void readsAnyDecimalAsJavaDoes(@ForAll("decimals") String text) {
        assertReadAsJavaDoes(text);
    }

    @Property(tries = 5_000)
    void readsWhatJavaWritesOfAnyDouble(@ForAll("doubleBits") long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isFinite(value)) {
            assertReadAsJavaDoes(Double.toString(value));
        }
    }

    @Property(tries = 5_000)
    void readsWhatJavaWritesOfAnyFloat(@ForAll int bits) {
        float value = Float.intBitsToFloat(bits);
        if (Float.isFinite(value)) {
            assertReadAsJavaDoes(Float.toString(value));
            assertReadAsJavaDoes(Double.toString(value)); // as numpy's item() gives it
        }
    }

    /** Lists are read by a faster way than single numbers. */
    @Property(tries = 2_000)
    void readsListsAsJavaDoes(@ForAll("lists") List<String> numbers, @ForAll boolean spaced) {
        numbers.removeIf(number -> Float.isInfinite(Float.parseFloat(number)));
        String data = String.join(spaced ? ", " : ",", numbers);
        for (String datatype : List.of("FP32", "FP64")) {
            byte[] body = "{\"inputs\":[{\"name\":\"x\",\"shape\":[%d],\"datatype\":\"%s\",\"data\":[%s]}]}"
                    .formatted(numbers.size(), datatype, data)
                    .getBytes(StandardCharsets.US_ASCII);
            Tensor tensor = RequestReader.read(body, 0, body.length, Limits.DEFAULT, BodyMemory.HEAP)
                    .inputs()
                    .tensor(0);
            for (int i = 0; i < numbers.size(); i++) {
                if (datatype.equals("FP32")) {
                    assertThat(Float.floatToRawIntBits(tensor.floatAt(i)))
                            .as(numbers.get(i))
                            .isEqualTo(Float.floatToRawIntBits(Float.parseFloat(numbers.get(i))));
                } else {
                    assertThat(Double.doubleToRawLongBits(tensor.doubleAt(i)))
                            .as(numbers.get(i))
                            .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(numbers.get(i))));
                }
            }
        }
    }

    @Provide
    Arbitrary<List<String>> lists() {
        Arbitrary<String> usual = Arbitraries.floats().map(String::valueOf);
        Arbitrary<String> widened = Arbitraries.floats().map(value -> Double.toString(value));
        Arbitrary<String> doubles = Arbitraries.doubles().between(-1e30, 1e30).map(String::valueOf);
        return Arbitraries.frequencyOf(
                        Tuple.of(3, usual), Tuple.of(3, widened), Tuple.of(3, doubles), Tuple.of(1, decimals()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Provide
    Arbitrary<Long> doubleBits() {
        return Arbitraries.longs().withDistribution(net.jqwik.api.RandomDistribution.uniform());
    }

    /** The middle between two neighbours, written out exactly, and a hair beside it. */
    @Property(tries = 1_000)
    void roundsTiesToEven(@ForAll("doubleBits") long bits, @ForAll int floatBits) {
        double low = Double.longBitsToDouble(bits & Long.MAX_VALUE);
        double high = Math.nextUp(low);
        if (Double.isFinite(high)) {
            assertTie(new BigDecimal(low).add(new BigDecimal(high)).divide(BigDecimal.valueOf(2)));
        }
        float lowFloat = Float.intBitsToFloat(floatBits & Integer.MAX_VALUE);
        float highFloat = Math.nextUp(lowFloat);
        if (Float.isFinite(highFloat)) {
            assertTie(new BigDecimal(lowFloat).add(new BigDecimal(highFloat)).divide(BigDecimal.valueOf(2)));
        }
    }

    private static void assertTie(BigDecimal middle) {
        String text = middle.toString();
        assertReadAsJavaDoes(
                text.length() > 900
                        ? middle.round(new java.math.MathContext(800)).toString()
                        : text);
        BigDecimal hair = middle.ulp();
        if (middle.precision() < 800) {
            assertReadAsJavaDoes(middle.add(hair).toString());
            assertReadAsJavaDoes(middle.subtract(hair).toString());
        }
    }

    @Example
    void readsTheKnownHardCases() {
        for (String text : new String[] {
            "0",
            "-0",
            "0.0",
            "-0.0e5",
            "1",
            "9007199254740993",
            "9007199254740992.5",
            "1e22",
            "1e23",
            "1e-22",
            "8.5e-23",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1e309",
            "1e-400",
            "1e99999",
            "1e-99999",
            "0e99999999999",
            "18446744073709551615",
            "18446744073709551616",
            "3.4028235e38",
            "3.40282357e38",
            "1.4e-45",
            "7.006492321624085e-46",
            "7.006492321624086e-46",
            "1.17549435e-38",
            "16777217",
            "16777219",
            "6929495644600919.5",
            "3.7455744005952583e15",
            "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286"
                    + "4166928879109465555478519404026306574886715058206819089020007083836762738548458177115317644757302700"
                    + "6985557136695962284291481986083493647529271907416844436551070434271155969950809304288017790417449779.1",
        }) {
            assertReadAsJavaDoes(text);
        }
    }

    @Example
    void readsManyRandomDecimals() {
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            long digits = random.nextLong() >>> random.nextInt(64);
            assertReadAsJavaDoes(Long.toUnsignedString(digits) + "e" + (random.nextInt(700) - 350));
        }
    }
}
