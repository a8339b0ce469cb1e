// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorBuilder;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** Numbers against exact decimals and against the tensor room's own rounding. */
class NumericsProperties {
    private static BigInteger exact(long bits, boolean unsigned) {
        return unsigned ? new BigInteger(Long.toUnsignedString(bits)) : BigInteger.valueOf(bits);
    }

    @Provide
    Arbitrary<Double> doubles() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(Long::doubleValue),
                Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite),
                Arbitraries.doubles().between(-0x1p65, 0x1p65),
                Arbitraries.integers().between(-4, 4).map(i -> 0x1p63 + i * 1024.0),
                Arbitraries.integers().between(-4, 4).map(i -> 0x1p64 + i * 2048.0),
                Arbitraries.integers().between(-9, 9).map(i -> i / 2.0));
    }

    @Property
    void comparesAnIntegerWithAFloatExactly(
            @ForAll long integer, @ForAll boolean unsigned, @ForAll("doubles") double real) {
        int expected = new BigDecimal(exact(integer, unsigned)).compareTo(new BigDecimal(real));
        assertThat(Numerics.compare(integer, unsigned, real)).isEqualTo(expected);
        assertThat(Numerics.compare((long) real, false, real))
                .isEqualTo(BigDecimal.valueOf((long) real).compareTo(new BigDecimal(real)));
    }

    @Property
    void comparesIntegersOfEitherSign(
            @ForAll long a, @ForAll boolean aUnsigned, @ForAll long b, @ForAll boolean bUnsigned) {
        assertThat(Numerics.compare(a, aUnsigned, b, bUnsigned))
                .isEqualTo(exact(a, aUnsigned).compareTo(exact(b, bUnsigned)));
    }

    @Property
    void integerArithmeticIsExactOrAnError(
            @ForAll long a,
            @ForAll long b,
            @ForAll("datatypes") Datatype datatype,
            @ForAll("operators") Operator operator) {
        long x = narrowed(datatype, a);
        long y = narrowed(datatype, b);
        boolean unsigned = datatype == Datatype.UINT64;
        BigInteger left = exact(x, unsigned);
        BigInteger right = exact(y, unsigned);
        boolean divides = operator == Operator.DIVIDE || operator == Operator.MODULO;
        if (divides && y == 0) {
            assertThat(computed(operator, datatype, x, y)).isEqualTo("error");
            return;
        }
        BigInteger result =
                switch (operator) {
                    case PLUS -> left.add(right);
                    case MINUS -> left.subtract(right);
                    case TIMES -> left.multiply(right);
                    case DIVIDE -> left.divide(right);
                    default -> left.remainder(right);
                };
        boolean fits = result.compareTo(exact(datatype.minInteger(), false)) >= 0
                && result.compareTo(exact(datatype.maxInteger(), true)) <= 0;
        assertThat(computed(operator, datatype, x, y)).isEqualTo(fits ? result.toString() : "error");
    }

    private static String computed(Operator operator, Datatype datatype, long a, long b) {
        try {
            return exact(Arithmetic.compute(operator, datatype, a, b), datatype == Datatype.UINT64)
                    .toString();
        } catch (InferenceException e) {
            return "error";
        }
    }

    private static long narrowed(Datatype datatype, long value) {
        TensorBuilder one = new TensorBuilder(datatype, Shape.of(1));
        one.setLong(0, value);
        return one.build().longAt(0);
    }

    @Provide
    Arbitrary<Datatype> datatypes() {
        return Arbitraries.of(
                Arrays.stream(Datatype.values()).filter(Datatype::isInteger).toList());
    }

    @Provide
    Arbitrary<Operator> operators() {
        return Arbitraries.of(Operator.PLUS, Operator.MINUS, Operator.TIMES, Operator.DIVIDE, Operator.MODULO);
    }

    @Property
    void roundsAsTensorsDo(@ForAll("doubles") double value) {
        for (Datatype datatype : Datatype.values()) {
            if (datatype.isFloat()) {
                TensorBuilder one = new TensorBuilder(datatype, Shape.of(1));
                one.setDouble(0, value);
                assertThat(Numerics.round(datatype, value))
                        .isEqualTo(one.build().doubleAt(0));
            }
        }
    }

    @Property
    void ordersTextByCodePoints(@ForAll("codePoints") String a, @ForAll("codePoints") String b) {
        assertThat(Numerics.compare(a, b))
                .isEqualTo(Integer.signum(
                        Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray())));
    }

    @Provide
    Arbitrary<String> codePoints() {
        return Arbitraries.of("a", "b", "\ud7ff", "\ue000", "\uff5e", "\ud800\udc00", "\ud83d\ude00", "\udbff\udfff")
                .list()
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
    }
}
