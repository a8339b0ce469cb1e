// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;
import java.util.Map;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mehari.maths.Findings.assertBadRequest;
import static dev.mehari.maths.Findings.assertFailure;
import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.NAN;
import static dev.mehari.maths.Given.integers;
import static dev.mehari.maths.Given.ofOneRow;
import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.row;
import static dev.mehari.maths.Given.tensor;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static dev.mehari.maths.Given.unknown;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("rule-17")
class ThresholdTest {
    private static Op threshold(Object at) {
        return op("threshold", Map.of("at", at, "labels", List.of("good", "bad")));
    }

    @Test
    void givesTheFirstLabelBelowAndTheSecondAtOrAbove() {
        Transform threshold = transform(type(Datatype.FP32, -1), threshold(0.5));

        assertThat(threshold.output()).isEqualTo(type(Datatype.BYTES, -1));
        assertThat(threshold.apply(Tensor.of(Shape.of(3), 0.49f, 0.5f, 0.51f)))
                .isEqualTo(Tensor.of(Shape.of(3), "good", "bad", "bad"));
    }

    @Test
    void theLimitIsRoundedToTheDatatype() {
        assertThat(transform(type(Datatype.FP32, -1), threshold(0.7)).apply(Tensor.of(Shape.of(1), 0.7f)))
                .isEqualTo(Tensor.of(Shape.of(1), "bad"));
        assertThat(transform(type(Datatype.BF16, -1), threshold(0.7)).apply(tensor(Datatype.BF16, Shape.of(1), 0.7)))
                .isEqualTo(Tensor.of(Shape.of(1), "bad"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BOOL", "BYTES"})
    void takesAllNumbers(Datatype datatype) {
        assertThat(transform(type(datatype, -1), threshold(2)).apply(integers(datatype, 1, 2, 3)))
                .isEqualTo(Tensor.of(Shape.of(3), "good", "bad", "bad"));
    }

    @Test
    void isExactForLongs() {
        assertThat(transform(type(Datatype.INT64, -1), threshold(Long.MAX_VALUE))
                        .apply(integers(Datatype.INT64, Long.MAX_VALUE - 1, Long.MAX_VALUE)))
                .isEqualTo(Tensor.of(Shape.of(2), "good", "bad"));
        assertThat(transform(type(Datatype.UINT64, -1), threshold(0x1p63))
                        .apply(integers(Datatype.UINT64, Long.MAX_VALUE, Long.MIN_VALUE)))
                .isEqualTo(Tensor.of(Shape.of(2), "good", "bad"));
    }

    @Test
    void nanIsABadRequest() {
        assertBadRequest(
                () -> transform(type(Datatype.FP32, -1), threshold(0.5)).apply(Tensor.of(Shape.of(1), NAN)),
                "threshold: row 0 is NaN; send a number, or let impute come before");
    }

    @Test
    void aLimitThatAnIntegerCannotHoldIsAFinding() {
        assertRefused(() -> transform(type(Datatype.INT32, -1), threshold(0.5)))
                .at("threshold.at")
                .saying("INT32 can't hold 0.5");
    }

    @Test
    void takesOneNumberPerRow() {
        assertRefused(() -> transform(type(Datatype.FP32, -1, 1), threshold(0.5)))
                .saying("threshold takes [n], it gets FP32 [-1, 1]")
                .mendedBy("Take one column where its model gives it, as in outputs: {p: \"own[1]\"}.");
        assertRefused(() -> transform(type(Datatype.BOOL, -1), threshold(0.5)))
                .saying("threshold takes numbers, it gets BOOL [-1]");
    }

    @Test
    void takesAScalarWithoutBatch() {
        assertThat(ofOneRow(type(Datatype.FP32), threshold(0.5)).apply(Tensor.of(Shape.SCALAR, 1f)))
                .isEqualTo(Tensor.of(Shape.SCALAR, "bad"));
    }

    @Test
    void aRankThatNoModelStatedIsCheckedInTheCall() {
        Transform open = transform(unknown(Datatype.FP32), threshold(0.5));

        assertThat(open.apply(Tensor.of(Shape.of(1), 1f))).isEqualTo(Tensor.of(Shape.of(1), "bad"));
        assertFailure(
                () -> open.apply(row(1, 2)),
                InferenceException.Kind.FAILED,
                "threshold takes [n], it got a tensor of shape [1, 2]");
    }

    @Test
    void hasTwoLabels() {
        assertRefused(() -> op("threshold", Map.of("at", 1, "labels", List.of("a"))))
                .at("threshold.labels")
                .saying("threshold has 2 labels, got 1");
        assertRefused(() -> op("threshold", Map.of("at", 1, "labels", List.of(false, true))))
                .at("threshold.labels[0]")
                .saying("wants text, got the boolean false")
                .mendedBy("Quote it: \"false\".");
    }
}
