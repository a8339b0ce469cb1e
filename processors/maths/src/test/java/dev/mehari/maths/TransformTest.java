// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;
import java.util.Map;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static dev.mehari.maths.Findings.assertFailure;
import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.AGE;
import static dev.mehari.maths.Given.CHECKING;
import static dev.mehari.maths.Given.MONTHS;
import static dev.mehari.maths.Given.NAN;
import static dev.mehari.maths.Given.columns;
import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.row;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static dev.mehari.maths.Given.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Tag("rule-17")
class TransformTest {
    @Test
    void runsItsOpsFromLeftToRight() {
        Transform scale = transform(
                columns(CHECKING, MONTHS, AGE),
                op("impute", List.of(12, 40)),
                op("standardize", Map.of("mean", Map.of("age", 30), "std", Map.of("age", 5))),
                op("oneHot"));

        assertThat(scale.apply(Tensor.of(Shape.of(2, 3), 1f, NAN, NAN, NAN, 6, 30)))
                .isEqualTo(Tensor.of(Shape.of(2, 5), 0f, 1, 0, 12, 2, 0, 0, 0, 6, 0));
    }

    @Test
    void changesDatatypesOnTheWay() {
        Transform transform = transform(
                type(Datatype.INT64, -1, 3),
                op("cast", "FP16"),
                op("softmax"),
                op("argmax"),
                op("labels", List.of("a", "b", "c")));

        assertThat(transform.output()).isEqualTo(type(Datatype.BYTES, -1));
        assertThat(transform.apply(Tensor.of(Shape.of(2, 3), 1L, 5, 2, 3, 2, 1)))
                .isEqualTo(Tensor.of(Shape.of(2), "b", "a"));
    }

    @Test
    void leavesItsInputUntouched() {
        Tensor input = row(NAN, 2);
        transform(type(Datatype.FP32, -1, 2), op("impute", 1), op("log")).apply(input);

        assertThat(input).isEqualTo(row(NAN, 2));
    }

    @Test
    void theFirstOpThatCannotTakeWhatItGetsIsNamed() {
        assertRefused(() -> transform(
                        type(Datatype.FP32, -1, 2), op("clip", Map.of("min", 0)), op("argmax"), op("log"), op("log")))
                .atOp(2)
                .at("")
                .saying("log takes floats, it gets INT64 [-1]");
        assertRefused(() -> transform(columns(MONTHS), op("log"), op("impute", Map.of("agee", 1))))
                .atOp(1)
                .at("impute.agee");
    }

    @Test
    void needsAnOp() {
        assertRefused(() -> transform(type(Datatype.FP32, -1))).at("");
    }

    @Test
    void textsGoThroughConcatAndSelectOnly() {
        TensorType texts = type(Datatype.BYTES, -1);

        assertThat(Transform.of(List.of(op("concat"), op("select", List.of(1))), List.of(texts, texts))
                        .apply(Tensor.of(Shape.of(1), "a"), Tensor.of(Shape.of(1), "b")))
                .isEqualTo(Tensor.of(Shape.of(1, 1), "b"));
        assertRefused(() -> transform(texts, op("bucketize", Map.of("edges", List.of(1)))))
                .saying("bucketize takes numbers, it gets BYTES [-1]")
                .mendedBy("Texts can't be computed with: use another input.");
    }

    @Test
    void aTensorOfAnotherTypeIsAFailure() {
        Transform log = transform(type(Datatype.FP32, -1, 2), op("log"));

        assertFailure(
                () -> log.apply(row(1, 2, 3)),
                InferenceException.Kind.FAILED,
                "the transform takes FP32 [-1, 2], it got FP32 [1, 3]");
        assertFailure(
                () -> log.apply(Tensor.of(Shape.of(1, 2), 1.0, 2)),
                InferenceException.Kind.FAILED,
                "the transform takes FP32 [-1, 2], it got FP64 [1, 2]");
        assertThatThrownBy(() -> log.apply()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesHoldForAShapeThatNoModelStated() {
        TensorType named = new TensorType(Datatype.FP32, null, List.of(MONTHS, CHECKING));
        Transform transform =
                transform(named, op("impute", 5), op("oneHot"), op("select", List.of("checking=low", "months")));

        assertThat(transform.output().shape()).isNull();
        assertThat(transform.apply(row(NAN, 1))).isEqualTo(row(1, 5));
        assertFailure(
                () -> transform.apply(row(1, 1, 1)),
                InferenceException.Kind.FAILED,
                "impute takes 2 columns, it got a tensor of shape [1, 3]");
    }

    @Test
    void uniformOpsTakeAnyShapeThatNoModelStated() {
        Transform open = transform(unknown(Datatype.FP32), op("clip", Map.of("min", 0)));

        assertThat(open.apply(Tensor.of(Shape.SCALAR, -1f))).isEqualTo(Tensor.of(Shape.SCALAR, 0f));
        assertThat(open.apply(Tensor.of(Shape.of(1, 1, 1), -1f))).isEqualTo(Tensor.of(Shape.of(1, 1, 1), 0f));
    }

    @Test
    void anEmptyBatchGivesAnEmptyBatch() {
        Transform transform = transform(
                columns(MONTHS, CHECKING),
                op("impute", List.of(1)),
                op("clip", Map.of("max", List.of(1))),
                op("oneHot"),
                op("softmax"),
                op("argmax"),
                op("threshold", Map.of("at", 1, "labels", List.of("a", "b"))));

        assertThat(transform.apply(Tensor.of(Shape.of(0, 2), new float[0])))
                .isEqualTo(Tensor.of(Shape.of(0), new String[0]));
    }

    @Test
    void aDeclaredDimensionBeyondAnyTensorIsNoTrap() {
        assertRefused(() -> transform(type(Datatype.FP32, -1, 1L << 40), op("impute", List.of(1))))
                .at("impute");
        assertThat(transform(type(Datatype.FP32, -1, 1L << 40), op("impute", 1)).output())
                .isEqualTo(type(Datatype.FP32, -1, 1L << 40));
    }

    @Test
    void moreThanATensorHoldsIsTooLarge() {
        int[] columns = new int[300];
        Transform widen = transform(
                type(Datatype.INT8, -1, 1),
                op("select", java.util.Arrays.stream(columns).boxed().toList()));

        assertFailure(
                () -> widen.apply(new dev.mehari.tensor.TensorBuilder(Datatype.INT8, Shape.of(8_000_000, 1)).build()),
                InferenceException.Kind.TOO_LARGE,
                "8000000 rows of 300 columns are more than a tensor holds; send fewer rows");
    }
}
