// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.AGE;
import static dev.mehari.maths.Given.CHECKING;
import static dev.mehari.maths.Given.MONTHS;
import static dev.mehari.maths.Given.NAN;
import static dev.mehari.maths.Given.columns;
import static dev.mehari.maths.Given.integers;
import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.row;
import static dev.mehari.maths.Given.tensor;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("rule-13")
@Tag("rule-17")
class ClipTest {
    @Test
    void keepsValuesBetweenTheLimits() {
        assertThat(transform(type(Datatype.FP32, -1, 4), op("clip", Map.of("min", 0, "max", 1)))
                        .apply(row(-1, 0.5f, 2, NAN)))
                .isEqualTo(row(0, 0.5f, 1, NAN));
    }

    @Test
    void oneLimitIsEnough() {
        TensorType type = type(Datatype.FP32, -1, 3);
        Tensor row = row(Float.NEGATIVE_INFINITY, 0, Float.POSITIVE_INFINITY);

        assertThat(transform(type, op("clip", Map.of("min", -1))).apply(row))
                .isEqualTo(row(-1, 0, Float.POSITIVE_INFINITY));
        assertThat(transform(type, op("clip", Map.of("max", 1))).apply(row))
                .isEqualTo(row(Float.NEGATIVE_INFINITY, 0, 1));
    }

    @Test
    void theLimitsMayBeForDifferentColumns() {
        TensorType type = columns(MONTHS, AGE);
        Op op = op("clip", Map.of("min", Map.of("months", 0), "max", Map.of("age", 100)));

        assertThat(transform(type, op).apply(row(-5, -5))).isEqualTo(row(0, -5));
        assertThat(transform(type, op).apply(row(500, 500))).isEqualTo(row(500, 100));
    }

    @Test
    void oneLimitMayBeForAllAndTheOtherForSome() {
        Op op = op("clip", Map.of("min", 0, "max", Map.of("age", 100)));

        assertThat(transform(columns(MONTHS, AGE), op).apply(row(-5, 500))).isEqualTo(row(0, 100));
        assertThat(transform(columns(MONTHS, CHECKING, AGE), op).apply(row(-5, -5, 500)))
                .isEqualTo(row(0, -5, 100));
    }

    @Test
    void leavesCategoryColumnsAlone() {
        assertThat(transform(columns(CHECKING, AGE), op("clip", Map.of("max", 1)))
                        .apply(row(2, 2)))
                .isEqualTo(row(2, 1));
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BOOL", "BYTES"})
    void takesAllNumbers(Datatype datatype) {
        Tensor clipped = transform(type(datatype, -1, 4), op("clip", Map.of("min", 2, "max", List.of(3, 3, 3, 4))))
                .apply(tensor(datatype, Shape.of(1, 4), 1, 3, 5, 9));

        assertThat(clipped).isEqualTo(tensor(datatype, Shape.of(1, 4), 2, 3, 3, 4));
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            names = {"BOOL", "BYTES"})
    void takesNothingElse(Datatype datatype) {
        assertRefused(() -> transform(type(datatype, -1, 2), op("clip", Map.of("min", 0))))
                .saying("clip takes numbers, it gets " + datatype + " [-1, 2]");
    }

    @Test
    void isExactForLongsThatNoDoubleHolds() {
        long limit = (1L << 53) + 1;
        Transform clip = transform(type(Datatype.INT64, -1), op("clip", Map.of("min", -limit, "max", limit)));

        assertThat(clip.apply(integers(Datatype.INT64, limit + 1, limit - 1, Long.MIN_VALUE, 1 - limit)))
                .isEqualTo(integers(Datatype.INT64, limit, limit - 1, -limit, 1 - limit));
    }

    @Test
    void isExactForUnsignedLongs() {
        BigInteger limit = BigInteger.ONE.shiftLeft(63).add(BigInteger.ONE);
        Transform clip = transform(type(Datatype.UINT64, -1), op("clip", Map.of("min", 5, "max", limit)));

        assertThat(clip.apply(integers(Datatype.UINT64, -1, Long.MIN_VALUE, Long.MAX_VALUE, 3)))
                .isEqualTo(integers(Datatype.UINT64, Long.MIN_VALUE + 1, Long.MIN_VALUE, Long.MAX_VALUE, 5));
        assertThat(transform(type(Datatype.UINT64, -1), op("clip", Map.of("min", 0x1p63)))
                        .apply(integers(Datatype.UINT64, 1, -1)))
                .isEqualTo(integers(Datatype.UINT64, Long.MIN_VALUE, -1));
        assertThat(transform(type(Datatype.UINT64, -1), op("clip", Map.of("max", 5)))
                        .apply(integers(Datatype.UINT64, 1, -1)))
                .isEqualTo(integers(Datatype.UINT64, 1, 5));
    }

    @Test
    void limitsAreRoundedToTheDatatype() {
        // 0.1 as FP32 is a little above 0.1 as FP64: without rounding, it would be clipped to another FP32.
        assertThat(transform(type(Datatype.FP32, -1), op("clip", Map.of("max", 0.1)))
                        .apply(Tensor.of(Shape.of(1), 0.1f)))
                .isEqualTo(Tensor.of(Shape.of(1), 0.1f));
        assertThat(transform(type(Datatype.BF16, -1), op("clip", Map.of("max", 0.1)))
                        .apply(tensor(Datatype.BF16, Shape.of(1), 7)))
                .isEqualTo(tensor(Datatype.BF16, Shape.of(1), 0.1));
    }

    @Test
    void aLimitThatAnIntegerTensorCannotHoldIsAFinding() {
        assertRefused(() -> transform(type(Datatype.UINT8, -1, 2), op("clip", Map.of("max", List.of(1, 256)))))
                .at("clip.max[1]")
                .saying("UINT8 can't hold 256")
                .mendedBy("Write whole numbers of 0 to 255.");
        assertRefused(() -> transform(type(Datatype.INT32, -1, 2), op("clip", Map.of("min", 0.5))))
                .at("clip.min")
                .saying("INT32 can't hold 0.5");
        assertRefused(() -> transform(type(Datatype.UINT64, -1), op("clip", Map.of("min", -1))))
                .saying("UINT64 can't hold -1")
                .mendedBy("Write whole numbers of 0 to 18446744073709551615.");
        assertRefused(() ->
                        transform(type(Datatype.INT64, -1), op("clip", Map.of("max", BigInteger.ONE.shiftLeft(63)))))
                .saying("INT64 can't hold 9223372036854775808");
    }

    @Test
    void aLimitThatAFloatCannotHoldIsAFinding() {
        assertRefused(() -> transform(type(Datatype.FP32, -1), op("clip", Map.of("max", 1e300))))
                .saying("FP32 can't hold 1.0E300");
        assertRefused(() -> transform(type(Datatype.FP64, -1), op("clip", Map.of("max", BigInteger.TEN.pow(400)))))
                .mentioning("FP64 can't hold 1000");
    }

    @Test
    void limitsTheWrongWayRoundAreAFinding() {
        assertRefused(() -> transform(type(Datatype.FP32, -1), op("clip", Map.of("min", 2, "max", 1))))
                .at("clip.max")
                .saying("max 1 is below min 2")
                .mendedBy("Write a max that is not below min.");
        assertRefused(() -> transform(
                        columns(MONTHS, AGE), op("clip", Map.of("min", List.of(0, 5), "max", Map.of("age", 4)))))
                .at("clip.max.age");
        assertThat(transform(type(Datatype.FP32, -1), op("clip", Map.of("min", 1, "max", 1)))
                        .apply(Tensor.of(Shape.of(1), 7f)))
                .isEqualTo(Tensor.of(Shape.of(1), 1f));
    }

    @Test
    void keepsFeaturesAndShape() {
        TensorType type = columns(MONTHS, CHECKING);

        assertThat(transform(type, op("clip", Map.of("min", 0))).output()).isEqualTo(type);
    }

    @Test
    void takesAnyRank() {
        Tensor images = Tensor.of(Shape.of(1, 1, 2, 2), -1f, 0, 1, 2);

        assertThat(transform(type(Datatype.FP32, -1, 1, 2, 2), op("clip", Map.of("min", 0, "max", 1)))
                        .apply(images))
                .isEqualTo(Tensor.of(Shape.of(1, 1, 2, 2), 0f, 0, 1, 1));
    }
}
