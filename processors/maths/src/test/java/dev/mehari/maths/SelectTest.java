// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;

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
import static dev.mehari.maths.Given.AGE;
import static dev.mehari.maths.Given.CHECKING;
import static dev.mehari.maths.Given.MONTHS;
import static dev.mehari.maths.Given.columns;
import static dev.mehari.maths.Given.integers;
import static dev.mehari.maths.Given.ofOneRow;
import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.row;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static dev.mehari.maths.Given.unknown;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("rule-13")
@Tag("rule-17")
class SelectTest {
    @Test
    void picksByNameAndPositionInAnyOrder() {
        Transform select = transform(columns(MONTHS, CHECKING, AGE), op("select", List.of("age", 0, "age")));

        assertThat(select.apply(row(1, 2, 3))).isEqualTo(row(3, 1, 3));
        assertThat(select.output()).isEqualTo(columns(AGE, MONTHS, AGE));
    }

    @Test
    void keepsCategories() {
        assertThat(transform(columns(MONTHS, CHECKING), op("select", List.of(1)))
                        .output())
                .isEqualTo(columns(CHECKING));
    }

    @Test
    void picksByPositionWhereColumnsHaveNoNames() {
        Transform select = transform(type(Datatype.FP32, -1, 3), op("select", List.of(2, 1)));

        assertThat(select.output()).isEqualTo(type(Datatype.FP32, -1, 2));
        assertThat(select.apply(Tensor.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6)))
                .isEqualTo(Tensor.of(Shape.of(2, 2), 3f, 2, 6, 5));
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void takesAllDatatypes(Datatype datatype) {
        Tensor two = datatype == Datatype.BYTES
                ? Tensor.of(Shape.of(1, 2), "0", "1")
                : integers(datatype, Shape.of(1, 2), 0, 1);

        assertThat(transform(type(datatype, -1, 2), op("select", List.of(1))).apply(two))
                .isEqualTo(two.reshape(Shape.of(2, 1)).slice(1, 2));
    }

    @Test
    void aPositionThatIsNotThereIsAFinding() {
        assertRefused(() -> transform(type(Datatype.FP32, -1, 3), op("select", List.of(0, 3))))
                .at("select[1]")
                .saying("no column 3 in FP32 [-1, 3]")
                .mendedBy("Write 0 to 2.");
    }

    @Test
    void aNameThatIsNotThereIsAFinding() {
        assertRefused(() -> transform(columns(MONTHS, AGE), op("select", List.of("agee"))))
                .at("select[0]")
                .mendedBy("Did you mean 'age'?");
        assertRefused(() -> transform(type(Datatype.FP32, -1, 2), op("select", List.of("age"))))
                .mendedBy("Write positions, from 0.");
    }

    @Test
    void aNameThatStandsTwiceIsPickedByPosition() {
        assertRefused(() -> transform(columns(AGE, AGE), op("select", List.of("age"))))
                .at("select[0]")
                .mendedBy("Write the position of the one that is meant.");
        assertThat(transform(columns(AGE, AGE), op("select", List.of(1))).apply(row(1, 2)))
                .isEqualTo(row(2));
    }

    @Test
    void takesOnlyRowsWithColumns() {
        assertRefused(() -> transform(type(Datatype.FP32, -1), op("select", List.of(0))))
                .saying("select takes [n, k], it gets FP32 [-1]");
        assertRefused(() -> transform(type(Datatype.FP32, -1, 2, 2), op("select", List.of(0))))
                .at("");
    }

    @Test
    void picksFromAListWithoutBatch() {
        assertThat(ofOneRow(type(Datatype.FP32, 3), op("select", List.of(2, 0)))
                        .apply(Tensor.of(Shape.of(3), 1f, 2, 3)))
                .isEqualTo(Tensor.of(Shape.of(2), 3f, 1));
        assertThat(ofOneRow(type(Datatype.FP32, 1, 3), op("select", List.of(2))).apply(row(1, 2, 3)))
                .isEqualTo(row(3));
    }

    @Test
    void columnsThatAreOpenAreCountedInTheCall() {
        Transform open = transform(type(Datatype.FP32, -1, -1), op("select", List.of(2)));

        assertThat(open.output()).isEqualTo(type(Datatype.FP32, -1, 1));
        assertThat(open.apply(row(1, 2, 3))).isEqualTo(row(3));
        assertBadRequest(
                () -> open.apply(row(1, 2)), "select takes 3 columns or more, it got a tensor of shape [1, 2]");
    }

    @Test
    void aShapeThatNoModelStatedIsCheckedInTheCall() {
        Transform open = transform(unknown(Datatype.FP32), op("select", List.of(0)));

        assertThat(open.output().shape()).isNull();
        assertThat(open.apply(row(1, 2))).isEqualTo(row(1));
        assertFailure(
                () -> open.apply(Tensor.of(Shape.of(2), 1f, 2)),
                InferenceException.Kind.FAILED,
                "select takes [n, k], it got a tensor of shape [2]");
    }

    @Test
    void anEmptyBatchStaysEmpty() {
        assertThat(transform(type(Datatype.FP32, -1, 2), op("select", List.of(0)))
                        .apply(Tensor.of(Shape.of(0, 2), new float[0]))
                        .shape())
                .isEqualTo(Shape.of(0, 1));
    }
}
