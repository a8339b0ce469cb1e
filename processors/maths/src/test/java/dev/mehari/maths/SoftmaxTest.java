// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.AGE;
import static dev.mehari.maths.Given.MONTHS;
import static dev.mehari.maths.Given.NAN;
import static dev.mehari.maths.Given.columns;
import static dev.mehari.maths.Given.ofOneRow;
import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.tensor;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("rule-13")
@Tag("rule-17")
class SoftmaxTest {
    @Test
    void worksOnTheLastDimension() {
        assertThat(transform(type(Datatype.FP32, -1, 2, 2), op("softmax"))
                        .apply(Tensor.of(Shape.of(1, 2, 2), 0f, 0, 1, 1)))
                .isEqualTo(Tensor.of(Shape.of(1, 2, 2), 0.5f, 0.5f, 0.5f, 0.5f));
    }

    @Test
    void doesNotOverflow() {
        assertThat(transform(type(Datatype.FP64, -1, 2), op("softmax"))
                        .apply(Tensor.of(Shape.of(2, 2), 1e308, 1e308, -1e308, 1e308))
                        .toDoubles())
                .containsExactly(0.5, 0.5, 0, 1);
    }

    @Test
    void nanAndInfinityGiveNan() {
        assertThat(transform(type(Datatype.FP32, -1, 2), op("softmax"))
                        .apply(Tensor.of(
                                Shape.of(3, 2), NAN, 1, Float.POSITIVE_INFINITY, 1, Float.NEGATIVE_INFINITY, 1))
                        .toFloats())
                .containsExactly(NAN, NAN, NAN, NAN, 0, 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            names = {"FP16", "BF16", "FP32", "FP64"})
    void roundsToItsDatatype(Datatype datatype) {
        double first = 1 / (1 + Math.exp(-1));

        assertThat(transform(type(datatype, -1, 2), op("softmax")).apply(tensor(datatype, Shape.of(1, 2), 3, 2)))
                .isEqualTo(tensor(datatype, Shape.of(1, 2), first, Math.exp(-1) / (1 + Math.exp(-1))));
    }

    @Test
    void dropsFeatures() {
        assertThat(transform(columns(MONTHS, AGE), op("softmax")).output()).isEqualTo(type(Datatype.FP32, -1, 2));
    }

    @Test
    void takesFloatsOfRankTwoAtLeast() {
        assertRefused(() -> transform(type(Datatype.INT32, -1, 2), op("softmax")))
                .at("");
        assertRefused(() -> transform(type(Datatype.FP32, -1), op("softmax")))
                .saying("softmax takes [n, k] or more, it gets FP32 [-1]");
    }

    @Test
    void takesAListWithoutBatch() {
        assertThat(ofOneRow(type(Datatype.FP32, 2), op("softmax")).apply(Tensor.of(Shape.of(2), 1f, 1)))
                .isEqualTo(Tensor.of(Shape.of(2), 0.5f, 0.5f));
    }
}
