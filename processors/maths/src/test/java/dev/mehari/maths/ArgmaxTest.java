// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mehari.maths.Findings.assertBadRequest;
import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.AGE;
import static dev.mehari.maths.Given.MONTHS;
import static dev.mehari.maths.Given.NAN;
import static dev.mehari.maths.Given.columns;
import static dev.mehari.maths.Given.integers;
import static dev.mehari.maths.Given.ofOneRow;
import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.row;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("rule-13")
@Tag("rule-17")
class ArgmaxTest {
    @Test
    void givesTheFirstOfTheLargest() {
        Transform argmax = transform(columns(MONTHS, AGE), op("argmax"));

        assertThat(argmax.output()).isEqualTo(type(Datatype.INT64, -1));
        assertThat(argmax.apply(Tensor.of(Shape.of(3, 2), 1f, 2, 3, 3, -1, -2)))
                .isEqualTo(Tensor.of(Shape.of(3), 1L, 0L, 0L));
    }

    @Test
    void worksOnTheLastDimension() {
        assertThat(transform(type(Datatype.FP32, -1, 2, 2), op("argmax"))
                        .apply(Tensor.of(Shape.of(1, 2, 2), 0f, 1, 1, 0)))
                .isEqualTo(Tensor.of(Shape.of(1, 2), 1L, 0L));
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BOOL", "BYTES"})
    void takesAllNumbers(Datatype datatype) {
        assertThat(transform(type(datatype, -1, 3), op("argmax")).apply(integers(datatype, Shape.of(1, 3), 0, 2, 1)))
                .isEqualTo(Tensor.of(Shape.of(1), 1L));
    }

    @Test
    void isExactForLongs() {
        long large = Long.MAX_VALUE - 1;

        assertThat(transform(type(Datatype.INT64, -1, 2), op("argmax"))
                        .apply(integers(Datatype.INT64, Shape.of(1, 2), large, large + 1)))
                .isEqualTo(Tensor.of(Shape.of(1), 1L));
        assertThat(transform(type(Datatype.UINT64, -1, 3), op("argmax"))
                        .apply(integers(Datatype.UINT64, Shape.of(1, 3), 1, -2, -1)))
                .isEqualTo(Tensor.of(Shape.of(1), 2L));
    }

    @Test
    void nanIsABadRequestWhereverItStands() {
        Transform argmax = transform(type(Datatype.FP32, -1, 2), op("argmax"));
        String message = "argmax: row 0, column %d is NaN; send a number, or let impute come before";

        assertBadRequest(() -> argmax.apply(row(NAN, 1)), message.formatted(0));
        assertBadRequest(() -> argmax.apply(row(1, NAN)), message.formatted(1));
    }

    @Test
    void infinitiesAreNumbers() {
        float low = Float.NEGATIVE_INFINITY;

        assertThat(transform(type(Datatype.FP32, -1, 2), op("argmax"))
                        .apply(Tensor.of(Shape.of(2, 2), low, low, low, Float.POSITIVE_INFINITY)))
                .isEqualTo(Tensor.of(Shape.of(2), 0L, 1L));
    }

    @Test
    void nothingHasNoLargest() {
        assertRefused(() -> transform(type(Datatype.FP32, -1, 0), op("argmax")))
                .saying("argmax of nothing: FP32 [-1, 0]");
        assertBadRequest(
                () -> transform(type(Datatype.FP32, -1, -1), op("argmax")).apply(row()),
                "argmax of nothing: a tensor of shape [1, 0]");
    }

    @Test
    void aListWithoutBatchGivesAScalar() {
        Transform argmax = ofOneRow(type(Datatype.FP32, 3), op("argmax"), op("labels", List.of("a", "b", "c")));

        assertThat(argmax.output()).isEqualTo(type(Datatype.BYTES));
        assertThat(argmax.apply(Tensor.of(Shape.of(3), 1f, 3, 2))).isEqualTo(Tensor.of(Shape.SCALAR, "b"));
    }
}
