// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mehari.maths.Findings.assertFailure;
import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.AGE;
import static dev.mehari.maths.Given.CHECKING;
import static dev.mehari.maths.Given.MONTHS;
import static dev.mehari.maths.Given.columns;
import static dev.mehari.maths.Given.integers;
import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.row;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static dev.mehari.maths.Given.unknown;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("rule-13")
@Tag("rule-17")
class ConcatTest {
    private static Transform concat(TensorType... inputs) {
        return Transform.of(List.of(op("concat")), List.of(inputs));
    }

    @Test
    void laysColumnsSideBySide() {
        Transform concat = concat(type(Datatype.FP32, -1), type(Datatype.FP32, -1, 2));

        assertThat(concat.output()).isEqualTo(type(Datatype.FP32, -1, 3));
        assertThat(concat.apply(Tensor.of(Shape.of(2), 1f, 2), Tensor.of(Shape.of(2, 2), 3f, 4, 5, 6)))
                .isEqualTo(Tensor.of(Shape.of(2, 3), 1f, 3, 4, 2, 5, 6));
    }

    @Test
    void keepsNamesIfAllPartsHaveThem() {
        assertThat(concat(columns(CHECKING), columns(AGE)).output()).isEqualTo(columns(CHECKING, AGE));
        assertThat(concat(columns(CHECKING), type(Datatype.FP32, -1)).output().features())
                .isEmpty();
    }

    @Test
    void aDuplicateNameIsAFindingOnceUsed() {
        List<TensorType> twice = List.of(columns(AGE), columns(AGE, MONTHS));

        assertThat(Transform.of(List.of(op("concat"), op("select", List.of("months"))), twice)
                        .apply(row(1), row(2, 3)))
                .isEqualTo(row(3));
        assertRefused(() -> Transform.of(List.of(op("concat"), op("select", List.of("age"))), twice))
                .atOp(1)
                .at("select[0]");
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void takesAllDatatypes(Datatype datatype) {
        Tensor one = datatype == Datatype.BYTES ? Tensor.of(Shape.of(1), "1") : integers(datatype, 1);
        Tensor joined = concat(type(datatype, -1), type(datatype, -1)).apply(one, one);

        assertThat(joined).isEqualTo(Tensor.ofRows(List.of(one, one)).reshape(Shape.of(1, 2)));
    }

    @Test
    void takesOneDatatype() {
        assertRefused(() -> concat(type(Datatype.FP32, -1), type(Datatype.FP64, -1)))
                .atOp(0)
                .at("")
                .saying("concat takes one datatype, it gets FP32 [-1] and FP64 [-1]")
                .mendedBy("Cast one of them before.");
    }

    @Test
    void takesOnlyRowsWithColumns() {
        assertRefused(() -> concat(type(Datatype.FP32, -1, 2, 2)))
                .saying("concat takes [n] and [n, k], it gets FP32 [-1, 2, 2]");
        assertRefused(() -> concat(type(Datatype.FP32))).at("");
    }

    @Test
    void isTheFirstOp() {
        assertRefused(() -> transform(type(Datatype.FP32, -1), op("log"), op("concat")))
                .atOp(1)
                .saying("concat is not the first op");
    }

    @Test
    void severalInputsNeedIt() {
        assertRefused(() -> Transform.of(List.of(op("log")), List.of(type(Datatype.FP32, -1), type(Datatype.FP32, -1))))
                .atOp(0)
                .saying("log takes one input, there are 2")
                .mendedBy("Put concat before it, or name one input.");
    }

    @Test
    void oneInputBecomesAColumn() {
        assertThat(concat(type(Datatype.FP32, -1)).apply(Tensor.of(Shape.of(2), 1f, 2)))
                .isEqualTo(Tensor.of(Shape.of(2, 1), 1f, 2));
    }

    @Test
    void openColumnsAreCountedInTheCall() {
        Transform open = concat(type(Datatype.FP32, -1, -1), type(Datatype.FP32, -1));

        assertThat(open.output()).isEqualTo(type(Datatype.FP32, -1, -1));
        assertThat(open.apply(row(1, 2), Tensor.of(Shape.of(1), 3f))).isEqualTo(row(1, 2, 3));
    }

    @Test
    void rowsThatTurnOutToDifferAreAFailureThatNamesBoth() {
        Transform open = concat(unknown(Datatype.FP32), type(Datatype.FP32, -1));

        assertThat(open.output().shape()).isNull();
        assertFailure(
                () -> open.apply(row(1, 2), Tensor.of(Shape.of(2), 3f, 4)),
                InferenceException.Kind.FAILED,
                "concat can't join tensors of shapes [1, 2] and [2]");
    }

    @Test
    void joinsScalarsAndListsWithoutBatch() {
        Transform join =
                Transform.of(List.of(op("concat")), List.of(type(Datatype.FP32), type(Datatype.FP32, 2)), false);

        assertThat(join.output()).isEqualTo(type(Datatype.FP32, 3));
        assertThat(join.apply(Tensor.of(Shape.SCALAR, 1f), Tensor.of(Shape.of(2), 2f, 3)))
                .isEqualTo(Tensor.of(Shape.of(3), 1f, 2, 3));
    }
}
