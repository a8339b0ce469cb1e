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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mehari.maths.Findings.assertBadRequest;
import static dev.mehari.maths.Findings.assertFailure;
import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.AGE;
import static dev.mehari.maths.Given.CHECKING;
import static dev.mehari.maths.Given.MONTHS;
import static dev.mehari.maths.Given.NAN;
import static dev.mehari.maths.Given.columns;
import static dev.mehari.maths.Given.ofOneRow;
import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.row;
import static dev.mehari.maths.Given.tensor;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static dev.mehari.maths.Given.unknown;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("rule-13")
@Tag("rule-17")
class ImputeTest {
    @Test
    void replacesNanByOneNumber() {
        assertThat(transform(type(Datatype.FP32, -1, 3), op("impute", 7)).apply(row(1, NAN, -0f)))
                .isEqualTo(row(1, 7, -0f));
    }

    @Test
    void replacesNanByANumberForEachColumn() {
        Tensor two = Tensor.of(Shape.of(2, 2), NAN, 1, 2, NAN);

        assertThat(transform(type(Datatype.FP32, -1, 2), op("impute", List.of(10, 20)))
                        .apply(two))
                .isEqualTo(Tensor.of(Shape.of(2, 2), 10f, 1, 2, 20));
    }

    @Test
    void passesColumnsThatAreNotNamed() {
        assertThat(transform(columns(MONTHS, AGE), op("impute", Map.of("age", 40)))
                        .apply(row(NAN, NAN)))
                .isEqualTo(row(NAN, 40));
    }

    @Test
    void leavesCategoryColumnsAlone() {
        TensorType type = columns(MONTHS, CHECKING, AGE);

        assertThat(transform(type, op("impute", 5)).apply(row(NAN, NAN, NAN))).isEqualTo(row(5, NAN, 5));
        assertThat(transform(type, op("impute", List.of(5, 6))).apply(row(NAN, NAN, NAN)))
                .isEqualTo(row(5, NAN, 6));
    }

    @Test
    void aNumberForACategoryColumnIsAFinding() {
        assertRefused(() -> transform(columns(MONTHS, CHECKING), op("impute", Map.of("checking", 1))))
                .at("impute.checking")
                .saying("column 'checking' has categories, impute leaves those alone")
                .mendedBy("Remove 'checking'.");
    }

    @Test
    void keepsFeatures() {
        TensorType type = columns(MONTHS, CHECKING);

        assertThat(transform(type, op("impute", 0)).output()).isEqualTo(type);
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            names = {"FP16", "BF16", "FP32", "FP64"})
    void takesAllFloatsAndRoundsToThem(Datatype datatype) {
        Tensor imputed = transform(type(datatype, -1, 2), op("impute", 0.1))
                .apply(tensor(datatype, Shape.of(1, 2), Double.NaN, 3));

        assertThat(imputed).isEqualTo(tensor(datatype, Shape.of(1, 2), 0.1, 3));
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            names = {"BOOL", "INT64", "UINT8", "BYTES"})
    void takesNothingElse(Datatype datatype) {
        assertRefused(() -> transform(type(datatype, -1, 2), op("impute", 0)))
                .at("")
                .saying("impute takes floats, it gets " + datatype + " [-1, 2]")
                .mendedBy("Remove it: only floats have NaN.");
    }

    @Test
    void aNumberBeyondTheDatatypeIsAFinding() {
        assertRefused(() -> transform(type(Datatype.FP16, -1, 2), op("impute", List.of(0, 1e5))))
                .at("impute[1]")
                .saying("FP16 can't hold 100000")
                .mendedBy("Write numbers of -65504 to 65504.");
    }

    @Test
    void theListHasANumberForEachColumnTouched() {
        assertRefused(() -> transform(type(Datatype.FP32, -1, 4), op("impute", List.of(1, 2, 3))))
                .at("impute")
                .saying("3 numbers for 4 columns of FP32 [-1, 4]")
                .mendedBy("Write 4 numbers, one for all, or an object by feature name.");
        assertRefused(() -> transform(columns(MONTHS, CHECKING), op("impute", List.of(1, 2))))
                .saying("2 numbers for 1 column without categories of FP32 [-1, 2]")
                .mendedBy("Write 1 number, one for all, or an object by feature name.");
    }

    @Test
    void oneColumnTakesANumberOrAListOfOne() {
        TensorType type = type(Datatype.FP32, -1);
        Tensor two = Tensor.of(Shape.of(2), NAN, 1);

        assertThat(transform(type, op("impute", 5)).apply(two)).isEqualTo(Tensor.of(Shape.of(2), 5f, 1));
        assertThat(transform(type, op("impute", List.of(5))).apply(two)).isEqualTo(Tensor.of(Shape.of(2), 5f, 1));
        assertRefused(() -> transform(type, op("impute", List.of(5, 6)))).at("impute");
    }

    @Test
    void higherRanksTakeOneNumberOnly() {
        TensorType images = type(Datatype.FP32, -1, 3, 2, 2);

        assertThat(transform(images, op("impute", 1)).output()).isEqualTo(images);
        assertRefused(() -> transform(images, op("impute", List.of(1, 2, 3))))
                .at("impute")
                .saying("a list has one number per column, FP32 [-1, 3, 2, 2] has no columns")
                .mendedBy("Write one number.");
    }

    @Test
    void anUnknownColumnIsAFindingThatKnowsTheRightOne() {
        assertRefused(() -> transform(columns(MONTHS, AGE), op("impute", Map.of("mnths", 1))))
                .at("impute.mnths")
                .saying("no column 'mnths'; known: months, age")
                .mendedBy("Did you mean 'months'?");
        assertRefused(() -> transform(columns(MONTHS, AGE), op("impute", Map.of("in come", 1))))
                .at("impute[\"in come\"]")
                .mendedBy("Write one of the known names.");
        assertRefused(() -> transform(type(Datatype.FP32, -1, 2), op("impute", Map.of("age", 1))))
                .saying("no column 'age': the columns of FP32 [-1, 2] have no names here")
                .mendedBy("Write a number, or one per column.");
    }

    @Test
    void aNameThatStandsTwiceIsAFindingOnceUsed() {
        TensorType twice = columns(AGE, MONTHS, AGE);

        assertThat(transform(twice, op("impute", Map.of("months", 1))).output()).isEqualTo(twice);
        assertRefused(() -> transform(twice, op("impute", Map.of("age", 1))))
                .at("impute.age")
                .saying("several columns are called 'age'");
    }

    @Test
    void columnsThatAreOpenAreCountedInTheCall() {
        Transform open = transform(type(Datatype.FP32, -1, -1), op("impute", List.of(1, 2)));

        assertThat(open.apply(row(NAN, NAN))).isEqualTo(row(1, 2));
        assertBadRequest(() -> open.apply(row(NAN)), "impute takes 2 columns, it got a tensor of shape [1, 1]");
    }

    @Test
    void aShapeThatNoModelStatedIsCheckedInTheCall() {
        Transform open = transform(unknown(Datatype.FP32), op("impute", List.of(1, 2)));

        assertThat(open.output().shape()).isNull();
        assertThat(open.apply(row(NAN, NAN))).isEqualTo(row(1, 2));
        assertFailure(
                () -> open.apply(Tensor.of(Shape.of(2), NAN, 1)),
                InferenceException.Kind.FAILED,
                "impute takes 2 columns, it got a tensor of shape [2]");
    }

    @Test
    void aListWithoutBatchHasColumns() {
        assertThat(ofOneRow(type(Datatype.FP32, 2), op("impute", List.of(1, 2)))
                        .apply(Tensor.of(Shape.of(2), NAN, NAN)))
                .isEqualTo(Tensor.of(Shape.of(2), 1f, 2));
        assertThat(ofOneRow(type(Datatype.FP32), op("impute", 3)).apply(Tensor.of(Shape.SCALAR, NAN)))
                .isEqualTo(Tensor.of(Shape.SCALAR, 3f));
    }
}
