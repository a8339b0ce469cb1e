// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

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
import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.row;
import static dev.mehari.maths.Given.tensor;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("rule-13")
@Tag("rule-17")
class StandardizeTest {
    private static Op standardize(Object mean, Object std) {
        return op("standardize", Map.of("mean", mean, "std", std));
    }

    @Test
    void takesOffTheMeanAndDividesByTheDeviation() {
        assertThat(transform(type(Datatype.FP32, -1, 3), standardize(List.of(1, 2, 3), List.of(1, 2, 4)))
                        .apply(row(2, NAN, 5)))
                .isEqualTo(row(1, NAN, 0.5f));
    }

    @Test
    void oneNumberServesAllColumnsOfAnyRank() {
        assertThat(transform(type(Datatype.FP32, -1, 1, 2), standardize(127.5, 127.5))
                        .apply(Tensor.of(Shape.of(1, 1, 2), 0f, 255)))
                .isEqualTo(Tensor.of(Shape.of(1, 1, 2), -1f, 1));
    }

    @Test
    void aNumberAndAListMeanTheSameColumns() {
        assertThat(transform(type(Datatype.FP32, -1, 2), standardize(1, List.of(1, 2)))
                        .apply(row(3, 3)))
                .isEqualTo(row(2, 1));
        assertThat(transform(type(Datatype.FP32, -1, 2), standardize(List.of(1, 2), 2))
                        .apply(row(3, 3)))
                .isEqualTo(row(1, 0.5f));
        assertThat(transform(columns(MONTHS, AGE), standardize(1, Map.of("age", 2, "months", 1)))
                        .apply(row(3, 3)))
                .isEqualTo(row(2, 1));
    }

    @Test
    void columnsNotNamedPassUntouched() {
        assertThat(transform(columns(MONTHS, AGE), standardize(Map.of("age", 1), Map.of("age", 2)))
                        .apply(row(3, 3)))
                .isEqualTo(row(3, 1));
    }

    @Test
    void leavesCategoryColumnsAlone() {
        TensorType type = columns(CHECKING, AGE);

        assertThat(transform(type, standardize(1, 2)).apply(row(2, 3))).isEqualTo(row(2, 1));
        assertThat(transform(type, standardize(List.of(1), List.of(2))).apply(row(2, 3)))
                .isEqualTo(row(2, 1));
        assertThat(transform(type, standardize(1, List.of(2))).apply(row(2, 3))).isEqualTo(row(2, 1));
    }

    @Test
    void meanAndDeviationAreForTheSameColumns() {
        assertRefused(() -> transform(columns(MONTHS, AGE), standardize(Map.of("age", 1), Map.of("months", 1))))
                .at("standardize")
                .saying("mean and std are for different columns")
                .mendedBy("Give both for the same columns.");
        assertRefused(() -> transform(columns(MONTHS, AGE), standardize(0, Map.of("months", 1))))
                .at("standardize");
        assertRefused(() -> transform(columns(MONTHS, AGE), standardize(List.of(0, 0), Map.of("months", 1))))
                .at("standardize");
    }

    @Test
    void aDeviationOfZeroIsAFinding() {
        assertRefused(() -> transform(type(Datatype.FP32, -1, 3), standardize(0, List.of(1, 2, 0))))
                .at("standardize.std[2]")
                .saying("std is 0, a standard deviation is above 0")
                .mendedBy("Write 1 for a column that is only centred, or leave a constant column out.");
        assertRefused(() -> transform(type(Datatype.FP32, -1, 3), standardize(0, -0.0)))
                .at("standardize.std");
        assertRefused(() -> transform(columns(AGE), standardize(Map.of("age", 1), Map.of("age", -1))))
                .at("standardize.std.age");
    }

    @Test
    void computesInFp64AndRoundsOnce() {
        // As FP32, the mean would be 16777216 and the difference 2.
        assertThat(transform(type(Datatype.FP32, -1), standardize(16777217, 1))
                        .apply(Tensor.of(Shape.of(1), 16777218f)))
                .isEqualTo(Tensor.of(Shape.of(1), 1f));
        assertThat(transform(type(Datatype.FP16, -1), standardize(2049, 1))
                        .apply(tensor(Datatype.FP16, Shape.of(1), 2050)))
                .isEqualTo(tensor(Datatype.FP16, Shape.of(1), 1));
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            names = {"FP16", "BF16", "FP32", "FP64"})
    void takesAllFloats(Datatype datatype) {
        assertThat(transform(type(datatype, -1, 2), standardize(List.of(1, 2), List.of(3, 3)))
                        .apply(tensor(datatype, Shape.of(1, 2), 2, 1)))
                .isEqualTo(tensor(datatype, Shape.of(1, 2), 1 / 3.0, -1 / 3.0));
    }

    @Test
    void takesNoIntegers() {
        assertRefused(() -> transform(type(Datatype.INT32, -1), standardize(0, 1)))
                .saying("standardize takes floats, it gets INT32 [-1]")
                .mendedBy("Put a cast before it, such as {cast: FP32}.");
    }
}
