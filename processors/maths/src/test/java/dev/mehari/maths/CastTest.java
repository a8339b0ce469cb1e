// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static dev.mehari.maths.Findings.assertBadRequest;
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
class CastTest {
    private static final Set<Datatype> FROM = EnumSet.complementOf(EnumSet.of(Datatype.BYTES));
    private static final List<Datatype> TO =
            FROM.stream().filter(Datatype::isNumeric).toList();

    @Test
    void keepsSmallWholeNumbersBetweenAllDatatypes() {
        for (Datatype from : FROM) {
            for (Datatype to : TO) {
                Transform cast = transform(type(from, -1, 2), op("cast", to.name()));

                assertThat(cast.output()).isEqualTo(type(to, -1, 2));
                assertThat(cast.apply(integers(from, Shape.of(1, 2), 0, 1)))
                        .isEqualTo(integers(to, Shape.of(1, 2), 0, 1));
            }
        }
    }

    @Test
    void keepsFeaturesAndCategories() {
        assertThat(transform(columns(CHECKING, AGE), op("cast", "INT64")).output())
                .isEqualTo(columns(Datatype.INT64, CHECKING, AGE));
    }

    @Test
    void truncatesTowardZero() {
        assertThat(transform(type(Datatype.FP64, -1), op("cast", "INT8"))
                        .apply(Tensor.of(Shape.of(4), 1.9, -1.9, 127.9, -128.9)))
                .isEqualTo(integers(Datatype.INT8, 1, -1, 127, -128));
        assertThat(transform(type(Datatype.FP32, -1), op("cast", "UINT8")).apply(Tensor.of(Shape.of(2), -0.9f, 255.9f)))
                .isEqualTo(integers(Datatype.UINT8, 0, 255));
    }

    @Test
    void nanHasNoInteger() {
        assertBadRequest(
                () -> transform(columns(MONTHS, AGE), op("cast", "INT32")).apply(row(1, NAN)),
                "cast: row 0, column 'age' is NaN; send a number, or let impute come before");
    }

    @Test
    void overflowOfAnIntegerIsABadRequest() {
        Transform toBytes = transform(type(Datatype.FP32, -1, 2), op("cast", "INT8"));

        assertBadRequest(
                () -> toBytes.apply(Tensor.of(Shape.of(2, 2), 1f, 2, 3, 128)),
                "cast: row 1, column 1 is out of the range of INT8, which holds whole numbers of -128 to 127");
        assertBadRequest(
                () -> transform(type(Datatype.FP32, -1), op("cast", "INT64")).apply(Tensor.of(Shape.of(1), 0x1p63f)),
                "cast: row 0 is out of the range of INT64, which holds whole numbers of -9223372036854775808 to"
                        + " 9223372036854775807");
        assertBadRequest(
                () -> transform(type(Datatype.UINT64, -1), op("cast", "INT64")).apply(integers(Datatype.UINT64, 1, -1)),
                "cast: row 1 is out of the range of INT64, which holds whole numbers of -9223372036854775808 to"
                        + " 9223372036854775807");
        assertBadRequest(
                () -> transform(type(Datatype.INT8, -1), op("cast", "UINT64")).apply(integers(Datatype.INT8, -1)),
                "cast: row 0 is out of the range of UINT64, which holds whole numbers of 0 to 18446744073709551615");
        assertBadRequest(
                () -> transform(type(Datatype.FP64, -1, 2, 2), op("cast", "UINT8"))
                        .apply(Tensor.of(Shape.of(1, 2, 2), 0.0, 0, Double.POSITIVE_INFINITY, 0)),
                "cast: row 0, element 2 of it is out of the range of UINT8, which holds whole numbers of 0 to 255");
    }

    @Test
    void reachesTheEndsOfSixtyFourBits() {
        assertThat(transform(type(Datatype.FP64, -1), op("cast", "INT64"))
                        .apply(Tensor.of(Shape.of(2), -0x1p63, Math.nextDown(0x1p63))))
                .isEqualTo(integers(Datatype.INT64, Long.MIN_VALUE, Long.MAX_VALUE - 1023));
        assertThat(transform(type(Datatype.FP64, -1), op("cast", "UINT64"))
                        .apply(Tensor.of(Shape.of(2), 0x1p63, Math.nextDown(0x1p64))))
                .isEqualTo(integers(Datatype.UINT64, Long.MIN_VALUE, -2048));
        assertThat(transform(type(Datatype.INT64, -1), op("cast", "UINT64"))
                        .apply(integers(Datatype.INT64, Long.MAX_VALUE)))
                .isEqualTo(integers(Datatype.UINT64, Long.MAX_VALUE));
    }

    @Test
    void tooLargeAFloatIsInfinite() {
        assertThat(transform(type(Datatype.FP64, -1), op("cast", "FP32"))
                        .apply(Tensor.of(Shape.of(3), 1e300, -1e300, Double.NaN)))
                .isEqualTo(Tensor.of(Shape.of(3), Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, NAN));
        assertThat(transform(type(Datatype.INT32, -1), op("cast", "FP16"))
                        .apply(Tensor.of(Shape.of(1), 70000))
                        .floatAt(0))
                .isEqualTo(Float.POSITIVE_INFINITY);
    }

    @Test
    void integersRoundOnceToFloats() {
        long above = (1L << 62 | 1L << 38) + 1;
        assertThat(transform(type(Datatype.INT64, -1), op("cast", "FP32"))
                        .apply(integers(Datatype.INT64, above))
                        .floatAt(0))
                .isEqualTo(0x1p62f + 0x1p39f);
        assertThat(transform(type(Datatype.UINT64, -1), op("cast", "FP64"))
                        .apply(integers(Datatype.UINT64, -1))
                        .doubleAt(0))
                .isEqualTo(0x1p64);
        assertThat(transform(type(Datatype.INT64, -1), op("cast", "BF16"))
                        .apply(integers(Datatype.INT64, (1L << 62 | 1L << 54) + 1))
                        .floatAt(0))
                .isEqualTo(0x1p62f + 0x1p55f);
        assertThat(transform(type(Datatype.UINT64, -1), op("cast", "FP32"))
                        .apply(integers(Datatype.UINT64, Long.MIN_VALUE))
                        .floatAt(0))
                .isEqualTo(0x1p63f);
    }

    @Test
    void floatsRoundToHalves() {
        assertThat(transform(type(Datatype.FP32, -1), op("cast", "BF16")).apply(Tensor.of(Shape.of(1), 257f)))
                .isEqualTo(tensor(Datatype.BF16, Shape.of(1), 256));
        assertThat(transform(type(Datatype.FP64, -1), op("cast", "FP16")).apply(Tensor.of(Shape.of(1), 0.1)))
                .isEqualTo(tensor(Datatype.FP16, Shape.of(1), 0.1));
    }

    @Test
    void textsAreNotCast() {
        assertRefused(() -> transform(type(Datatype.BYTES, -1), op("cast", "FP32")))
                .saying("cast takes numbers and BOOL, it gets BYTES [-1]");
    }

    @Test
    void nothingIsCastToBoolOrBytes() {
        assertRefused(() -> op("cast", "BOOL"))
                .at("cast")
                .mentioning("nothing is cast to BOOL; known: INT8, INT16")
                .mendedBy("Write a numeric datatype.");
        assertRefused(() -> op("cast", "BYTES")).mendedBy("Use threshold or labels to get texts.");
    }
}
