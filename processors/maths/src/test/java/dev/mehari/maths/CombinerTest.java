// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static dev.mehari.maths.Findings.assertFailure;
import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.AGE;
import static dev.mehari.maths.Given.CHECKING;
import static dev.mehari.maths.Given.MONTHS;
import static dev.mehari.maths.Given.NAN;
import static dev.mehari.maths.Given.columns;
import static dev.mehari.maths.Given.integers;
import static dev.mehari.maths.Given.row;
import static dev.mehari.maths.Given.tensor;
import static dev.mehari.maths.Given.type;
import static dev.mehari.maths.Given.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Tag("rule-4")
@Tag("rule-19")
class CombinerTest {
    private static Tensor combine(Combiner combiner, Tensor... branches) {
        double[] weights = new double[branches.length];
        Arrays.fill(weights, 1);
        return combiner.combine(List.of(branches), weights);
    }

    private static Tensor weighted(Combiner combiner, double[] weights, Tensor... branches) {
        return combiner.combine(List.of(branches), weights);
    }

    private static Tensor floats(float... values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    private static Tensor doubles(double... values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    @ParameterizedTest
    @EnumSource(Combiner.class)
    void isFoundByItsWord(Combiner combiner) {
        assertThat(Combiner.named(combiner.word())).contains(combiner);
        assertThat(Combiner.named(combiner.name())).isEmpty();
    }

    @Test
    void weightsMatterToMeanAndVote() {
        assertThat(Arrays.stream(Combiner.values()).filter(Combiner::isWeighted))
                .containsExactly(Combiner.MEAN, Combiner.VOTE);
    }

    // -------------------------------------------------------------------------------------------------- mean

    @Test
    void theMeanIsWeighted() {
        // The ensemble of the worked example: trees weight 3, net weight 1.
        Tensor mean = weighted(Combiner.MEAN, new double[] {3, 1}, doubles(0.2, 0.8), doubles(0.6, 0.4));

        assertThat(mean).isEqualTo(doubles((3 * 0.2 + 0.6) / 4, (3 * 0.8 + 0.4) / 4));
    }

    @Test
    void theMeanIsSummedInFp64InFileOrder() {
        assertThat(combine(Combiner.MEAN, floats(16777216), floats(1), floats(1), floats(2)))
                .isEqualTo(floats(4194305));
        // 1e16 + 1 − 1e16 is 0 in this order, and 1 in another.
        assertThat(combine(Combiner.MEAN, doubles(1e16), doubles(1), doubles(-1e16)))
                .isEqualTo(doubles(0));
        assertThat(combine(Combiner.MEAN, doubles(1e16), doubles(-1e16), doubles(1)))
                .isEqualTo(doubles(1 / 3.0));
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            mode = Mode.EXCLUDE,
            names = {"BOOL", "BYTES"})
    void meanAndMedianAreFp32ForFp32ElseFp64(Datatype datatype) {
        Datatype expected = datatype == Datatype.FP32 ? Datatype.FP32 : Datatype.FP64;
        Tensor one = tensor(datatype, Shape.of(1, 2), 1, 3);
        Tensor two = tensor(datatype, Shape.of(1, 2), 2, 4);

        for (Combiner combiner : List.of(Combiner.MEAN, Combiner.MEDIAN)) {
            assertThat(combiner.type(List.of(type(datatype, -1, 2), type(datatype, -1, 2))))
                    .isEqualTo(type(expected, -1, 2));
            assertThat(combine(combiner, one, two)).isEqualTo(tensor(expected, Shape.of(1, 2), 1.5, 3.5));
        }
    }

    @Test
    void oneBranchThatAnsweredIsEnough() {
        for (Combiner combiner : List.of(Combiner.MEAN, Combiner.MEDIAN, Combiner.MIN, Combiner.MAX)) {
            assertThat(weighted(combiner, new double[] {4}, floats(0.3f, NAN))).isEqualTo(floats(0.3f, NAN));
        }
        assertThat(weighted(Combiner.VOTE, new double[] {0.5}, integers(Datatype.INT8, 7)))
                .isEqualTo(integers(Datatype.INT8, 7));
    }

    @Test
    void nanInOneBranchGivesNan() {
        for (Combiner combiner : List.of(Combiner.MEAN, Combiner.MEDIAN, Combiner.MIN, Combiner.MAX)) {
            assertThat(combine(combiner, floats(1, 1), floats(NAN, 2), floats(3, 3))
                            .toFloats())
                    .as(combiner.word())
                    .startsWith(NAN)
                    .doesNotContain(NAN, org.assertj.core.data.Index.atIndex(1));
            assertThat(combine(combiner, doubles(1), doubles(Double.NaN)).doubleAt(0))
                    .isNaN();
        }
    }

    // ------------------------------------------------------------------------------------------------ median

    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheMiddleTwo() {
        assertThat(combine(Combiner.MEDIAN, floats(9), floats(1), floats(5))).isEqualTo(floats(5));
        assertThat(combine(Combiner.MEDIAN, floats(9), floats(1), floats(5), floats(6)))
                .isEqualTo(floats(5.5f));
    }

    @Test
    void theMedianDoesNotOverflow() {
        assertThat(combine(Combiner.MEDIAN, doubles(1.5e308), doubles(1.7e308))).isEqualTo(doubles(1.6e308));
        assertThat(combine(Combiner.MEDIAN, doubles(Double.POSITIVE_INFINITY), doubles(Double.POSITIVE_INFINITY)))
                .isEqualTo(doubles(Double.POSITIVE_INFINITY));
    }

    @Test
    void theMedianKnowsNoWeights() {
        assertThat(weighted(Combiner.MEDIAN, new double[] {100, 1, 1}, floats(9), floats(1), floats(5)))
                .isEqualTo(floats(5));
    }

    // ------------------------------------------------------------------------------------------- min and max

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            mode = Mode.EXCLUDE,
            names = {"BOOL", "BYTES"})
    void minAndMaxKeepTheDatatype(Datatype datatype) {
        Tensor one = integers(datatype, 1, 4);
        Tensor two = integers(datatype, 3, 2);
        List<TensorType> types = List.of(type(datatype, -1), type(datatype, -1));

        assertThat(Combiner.MIN.type(types)).isEqualTo(type(datatype, -1));
        assertThat(combine(Combiner.MIN, one, two)).isEqualTo(integers(datatype, 1, 2));
        assertThat(combine(Combiner.MAX, one, two)).isEqualTo(integers(datatype, 3, 4));
    }

    @Test
    void minAndMaxAreExactForLongs() {
        Tensor one = integers(Datatype.INT64, Long.MAX_VALUE - 1, Long.MIN_VALUE);
        Tensor two = integers(Datatype.INT64, Long.MAX_VALUE, Long.MIN_VALUE + 1);

        assertThat(combine(Combiner.MIN, one, two)).isEqualTo(one);
        assertThat(combine(Combiner.MAX, one, two)).isEqualTo(two);
        assertThat(combine(Combiner.MAX, integers(Datatype.UINT64, -2, 1), integers(Datatype.UINT64, -1, 0)))
                .isEqualTo(integers(Datatype.UINT64, -1, 1));
        assertThat(combine(Combiner.MIN, integers(Datatype.UINT64, -2, 1), integers(Datatype.UINT64, 5, -1)))
                .isEqualTo(integers(Datatype.UINT64, 5, 1));
    }

    @Test
    void minusZeroIsBelowZeroInWhateverOrder() {
        assertThat(combine(Combiner.MIN, floats(0, -0f), floats(-0f, 0))).isEqualTo(floats(-0f, -0f));
        assertThat(combine(Combiner.MAX, floats(0, -0f), floats(-0f, 0))).isEqualTo(floats(0, 0));
    }

    // -------------------------------------------------------------------------------------------------- vote

    @Test
    void theGreatestWeightWins() {
        double[] weights = {1, 1, 3};

        assertThat(weighted(
                        Combiner.VOTE,
                        weights,
                        integers(Datatype.INT64, 1, 1),
                        integers(Datatype.INT64, 1, 1),
                        integers(Datatype.INT64, 2, 1)))
                .isEqualTo(integers(Datatype.INT64, 2, 1));
    }

    @Test
    void aTieGoesToTheEarliestBranch() {
        assertThat(combine(
                        Combiner.VOTE,
                        integers(Datatype.INT8, 9),
                        integers(Datatype.INT8, 1),
                        integers(Datatype.INT8, 1),
                        integers(Datatype.INT8, 9)))
                .isEqualTo(integers(Datatype.INT8, 9));
        assertThat(combine(Combiner.VOTE, integers(Datatype.INT8, 9), integers(Datatype.INT8, 1)))
                .isEqualTo(integers(Datatype.INT8, 9));
    }

    @Test
    void weightsTieAsTheDecimalsThatTheyAre() {
        double[] weights = {0.3, 0.1, 0.2};

        assertThat(weighted(
                        Combiner.VOTE,
                        weights,
                        Tensor.of(Shape.of(1), "first"),
                        Tensor.of(Shape.of(1), "second"),
                        Tensor.of(Shape.of(1), "second")))
                .isEqualTo(Tensor.of(Shape.of(1), "first"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            mode = Mode.EXCLUDE,
            names = {"FP16", "BF16", "FP32", "FP64", "BYTES"})
    void integersAndBoolVote(Datatype datatype) {
        Tensor zero = integers(datatype, 0);
        Tensor one = integers(datatype, 1);

        assertThat(Combiner.VOTE.type(List.of(type(datatype, -1)))).isEqualTo(type(datatype, -1));
        assertThat(combine(Combiner.VOTE, zero, one, one)).isEqualTo(one);
    }

    @Test
    void unsignedLongsVoteExactly() {
        assertThat(combine(
                        Combiner.VOTE,
                        integers(Datatype.UINT64, -1),
                        integers(Datatype.UINT64, -2),
                        integers(Datatype.UINT64, -2)))
                .isEqualTo(integers(Datatype.UINT64, -2));
    }

    @Test
    void textsVote() {
        assertThat(combine(
                        Combiner.VOTE,
                        Tensor.of(Shape.of(2), "good", ""),
                        Tensor.of(Shape.of(2), "bad", "good"),
                        Tensor.of(Shape.of(2), "bad", "goo")))
                .isEqualTo(Tensor.of(Shape.of(2), "bad", ""));
    }

    @Test
    void onlyOneValuePerRowVotes() {
        assertRefused(() -> Combiner.VOTE.type(List.of(type(Datatype.FP32, -1))))
                .at("")
                .saying("vote takes integers, BOOL and BYTES, it gets FP32 [-1]")
                .mendedBy("Use mean or median, or let each branch end in labels, threshold or argmax.");
        assertRefused(() -> Combiner.VOTE.type(List.of(type(Datatype.INT64, -1, 1))))
                .saying("vote takes [n], it gets INT64 [-1, 1]");
        assertFailure(
                () -> combine(Combiner.VOTE, Tensor.of(Shape.of(1, 1), 1L)),
                InferenceException.Kind.FAILED,
                "vote takes [n], it got INT64 [1, 1]");
    }

    // ------------------------------------------------------------------------------------------------ concat

    @Test
    void concatTakesOneColumnAndMany() {
        assertThat(Combiner.CONCAT.type(List.of(type(Datatype.FP32, -1), type(Datatype.FP32, -1, 2))))
                .isEqualTo(type(Datatype.FP32, -1, 3));
        assertThat(combine(Combiner.CONCAT, floats(1, 2), Tensor.of(Shape.of(2, 2), 3f, 4, 5, 6)))
                .isEqualTo(Tensor.of(Shape.of(2, 3), 1f, 3, 4, 2, 5, 6));
        assertThat(combine(Combiner.CONCAT, floats(1, 2), floats(3, 4)))
                .isEqualTo(Tensor.of(Shape.of(2, 2), 1f, 3, 2, 4));
    }

    @Test
    void concatKeepsNamesIfAllBranchesHaveThem() {
        assertThat(Combiner.CONCAT.type(List.of(columns(AGE), columns(CHECKING))))
                .isEqualTo(columns(AGE, CHECKING));
        assertThat(Combiner.CONCAT
                        .type(List.of(columns(AGE), type(Datatype.FP32, -1)))
                        .hasFeatures())
                .isFalse();
    }

    @Test
    void concatJoinsScalarsAndListsWithoutBatch() {
        List<TensorType> types = List.of(type(Datatype.FP32), type(Datatype.FP32, 2));

        assertThat(Combiner.CONCAT.type(types, false)).isEqualTo(type(Datatype.FP32, 3));
        assertThat(Combiner.CONCAT.combine(
                        List.of(Tensor.of(Shape.SCALAR, 1f), floats(2, 3)), new double[] {1, 1}, false))
                .isEqualTo(floats(1, 2, 3));
        assertRefused(() -> Combiner.CONCAT.type(types)).at("");
    }

    @Test
    void concatTakesTexts() {
        assertThat(combine(Combiner.CONCAT, Tensor.of(Shape.of(1), "a"), Tensor.of(Shape.of(1), "b")))
                .isEqualTo(Tensor.of(Shape.of(1, 2), "a", "b"));
    }

    // ------------------------------------------------------------------------------------------------- types

    @ParameterizedTest
    @EnumSource(
            value = Combiner.class,
            names = {"MEAN", "MEDIAN", "MIN", "MAX"})
    void numbersOnlyAreComputedWith(Combiner combiner) {
        assertRefused(() -> combiner.type(List.of(type(Datatype.BYTES, -1))))
                .atOp(0)
                .at("")
                .saying(combiner.word() + " takes numbers, it gets BYTES [-1]")
                .mendedBy("Use vote, or combine a number instead.");
        assertRefused(() -> combiner.type(List.of(type(Datatype.BOOL, -1)))).at("");
    }

    @ParameterizedTest
    @EnumSource(
            value = Combiner.class,
            mode = Mode.EXCLUDE,
            names = {"CONCAT", "VOTE"})
    void branchesAgreeInDatatypeAndShape(Combiner combiner) {
        assertRefused(() -> combiner.type(List.of(type(Datatype.FP32, -1), type(Datatype.FP64, -1))))
                .saying(combiner.word() + " takes branches of one datatype, it gets FP32 [-1] and FP64 [-1]")
                .mendedBy("Put a transform with a cast into one of the branches.");
        assertRefused(() -> combiner.type(List.of(type(Datatype.FP32, -1), type(Datatype.FP32, -1, 1))))
                .saying(combiner.word() + " takes branches of one shape, it gets FP32 [-1] and FP32 [-1, 1]");
        assertRefused(() -> combiner.type(
                        List.of(type(Datatype.FP32, -1, -1), type(Datatype.FP32, -1, 2), type(Datatype.FP32, -1, 3))))
                .at("");
    }

    @Test
    void openDimensionsTakeTheLengthOfTheOthers() {
        assertThat(Combiner.MEAN.type(List.of(type(Datatype.FP32, -1, -1), type(Datatype.FP32, -1, 3))))
                .isEqualTo(type(Datatype.FP32, -1, 3));
        assertThat(Combiner.MEAN
                        .type(List.of(unknown(Datatype.FP32), type(Datatype.FP32, -1, 3)))
                        .shape())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Combiner.class,
            mode = Mode.EXCLUDE,
            names = {"CONCAT", "VOTE"})
    void openDimensionsThatTurnOutToDifferAreAFailureThatNamesBoth(Combiner combiner) {
        assertFailure(
                () -> combine(combiner, row(1, 2), row(1, 2, 3)),
                InferenceException.Kind.FAILED,
                combiner.word() + " can't combine FP32 [1, 2] and FP32 [1, 3]");
    }

    @Test
    void namesStayWhereAllBranchesAgree() {
        assertThat(Combiner.MIN.type(List.of(columns(AGE, CHECKING), columns(AGE, CHECKING))))
                .isEqualTo(columns(AGE, CHECKING));
        assertThat(Combiner.MIN
                        .type(List.of(columns(AGE, CHECKING), columns(MONTHS, CHECKING)))
                        .hasFeatures())
                .isFalse();
    }

    @Test
    void theMeanOfCategoriesIsNoCategory() {
        assertThat(Combiner.MEAN.type(List.of(columns(AGE, CHECKING), columns(AGE, CHECKING))))
                .isEqualTo(columns(AGE, Feature.number("checking")));
    }

    @Test
    void everyBranchHasItsWeight() {
        assertThatThrownBy(() -> Combiner.MEAN.combine(List.of(floats(1)), new double[2]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Combiner.MEAN.combine(List.of(), new double[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void workOnLargeTensorsToo() {
        float[] values = new float[1000];
        IntStream.range(0, 1000).forEach(i -> values[i] = i);
        Tensor large = Tensor.of(Shape.of(10, 100), values);

        for (Combiner combiner : List.of(Combiner.MEAN, Combiner.MEDIAN, Combiner.MIN, Combiner.MAX)) {
            assertThat(combine(combiner, large, large, large)).isEqualTo(large);
        }
    }
}
