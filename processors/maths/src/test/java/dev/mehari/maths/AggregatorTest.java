// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static dev.mehari.maths.Findings.assertBadRequest;
import static dev.mehari.maths.Findings.assertFailure;
import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.AGE;
import static dev.mehari.maths.Given.CHECKING;
import static dev.mehari.maths.Given.NAN;
import static dev.mehari.maths.Given.columns;
import static dev.mehari.maths.Given.integers;
import static dev.mehari.maths.Given.tensor;
import static dev.mehari.maths.Given.type;
import static dev.mehari.maths.Given.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Tag("rule-23")
class AggregatorTest {
    private static int[] lengths(int... lengths) {
        return lengths;
    }

    private static Tensor aggregate(Aggregator aggregator, Tensor items, int... lengths) {
        return aggregate(aggregator, null, items, lengths);
    }

    private static Tensor aggregate(Aggregator aggregator, @Nullable Object empty, Tensor items, int... lengths) {
        return aggregator.aggregate(
                items, lengths, Math.max(3, IntStream.of(lengths).max().orElse(0)), empty);
    }

    private static Tensor floats(float... values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    private static Tensor doubles(double... values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    private static Tensor truths(boolean... values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    private static Tensor texts(String... values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    @ParameterizedTest
    @EnumSource(Aggregator.class)
    void isFoundByItsWord(Aggregator aggregator) {
        assertThat(Aggregator.named(aggregator.word())).contains(aggregator);
        assertThat(Aggregator.named(aggregator.name())).isEmpty();
    }

    @Test
    void someNeedAValueForRowsWithoutItems() {
        assertThat(Arrays.stream(Aggregator.values()).filter(Aggregator::needsEmpty))
                .containsExactlyInAnyOrder(
                        Aggregator.MEAN,
                        Aggregator.MIN,
                        Aggregator.MAX,
                        Aggregator.VOTE,
                        Aggregator.FIRST,
                        Aggregator.LIST);
        assertThat(Arrays.stream(Aggregator.values()).filter(a -> !a.takesEmpty()))
                .containsExactly(Aggregator.COUNT);
    }

    // -------------------------------------------------------------------------------------------------- mean

    @Test
    void theMeanOfTheWorkedExample() {
        assertThat(aggregate(Aggregator.MEAN, 0, floats(0.4f, 0.8f, 0.5f), 2, 0, 1))
                .isEqualTo(floats(0.6f, 0, 0.5f));
    }

    @Test
    void theMeanIsSummedInFp64InTheOrderOfTheItems() {
        assertThat(aggregate(Aggregator.MEAN, floats(16777216, 1, 1, 2), 4)).isEqualTo(floats(4194305));
        assertThat(aggregate(Aggregator.MEAN, doubles(1e16, 1, -1e16), 3)).isEqualTo(doubles(0));
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            mode = Mode.EXCLUDE,
            names = {"FP32", "BOOL", "BYTES"})
    void theMeanIsFp64ForAllButFp32(Datatype datatype) {
        assertThat(Aggregator.MEAN.type(type(datatype, -1), -1)).isEqualTo(type(Datatype.FP64, -1));
        assertThat(aggregate(Aggregator.MEAN, tensor(datatype, Shape.of(3), 1, 2, 3), 2, 1))
                .isEqualTo(doubles(1.5, 3));
    }

    @Test
    void theMeanIsTakenElementByElement() {
        assertThat(aggregate(Aggregator.MEAN, Tensor.of(Shape.of(3, 2), 1f, 2, 3, 4, 5, 6), 2, 1))
                .isEqualTo(Tensor.of(Shape.of(2, 2), 2f, 3, 5, 6));
    }

    @Test
    void nanInAnItemGivesNan() {
        assertThat(aggregate(Aggregator.MEAN, floats(1, NAN, 2), 2, 1)).isEqualTo(floats(NAN, 2));
        assertThat(aggregate(Aggregator.SUM, floats(1, NAN, 2), 2, 1)).isEqualTo(floats(NAN, 2));
        assertThat(aggregate(Aggregator.MIN, floats(1, NAN, 2), 2, 1)).isEqualTo(floats(NAN, 2));
        assertThat(aggregate(Aggregator.MAX, floats(1, NAN, 2), 2, 1)).isEqualTo(floats(NAN, 2));
    }

    // --------------------------------------------------------------------------------------------------- sum

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            mode = Mode.INCLUDE,
            names = {"FP16", "BF16", "FP32", "FP64"})
    void theSumKeepsFloats(Datatype datatype) {
        assertThat(Aggregator.SUM.type(type(datatype, -1), -1)).isEqualTo(type(datatype, -1));
        assertThat(aggregate(Aggregator.SUM, tensor(datatype, Shape.of(3), 1, 2.5, 3), 2, 0, 1))
                .isEqualTo(tensor(datatype, Shape.of(3), 3.5, 0, 3));
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            mode = Mode.EXCLUDE,
            names = {"FP16", "BF16", "FP32", "FP64", "BOOL", "BYTES"})
    void theSumOfIntegersIsInt64(Datatype datatype) {
        assertThat(Aggregator.SUM.type(type(datatype, -1), -1)).isEqualTo(type(Datatype.INT64, -1));
        assertThat(aggregate(Aggregator.SUM, integers(datatype, 100, 127, 7), 2, 0, 1))
                .isEqualTo(integers(Datatype.INT64, 227, 0, 7));
    }

    @Test
    void aSumBeyondInt64IsTheRequestsErrorAndNeverWraps() {
        String message = "sum: the items of row 1 add up to more than INT64 holds; send smaller numbers";
        assertBadRequest(
                () -> aggregate(Aggregator.SUM, integers(Datatype.INT64, 1, Long.MAX_VALUE, 1), 1, 2), message);
        assertBadRequest(
                () -> aggregate(Aggregator.SUM, integers(Datatype.INT64, 1, Long.MIN_VALUE, -1), 1, 2), message);
        assertBadRequest(() -> aggregate(Aggregator.SUM, integers(Datatype.UINT64, 1, -1), 1, 1), message);
    }

    @Test
    void onlyTheWholeSumMustFit() {
        assertThat(aggregate(Aggregator.SUM, integers(Datatype.INT64, Long.MAX_VALUE, 5, -6), 3))
                .isEqualTo(integers(Datatype.INT64, Long.MAX_VALUE - 1));
        assertThat(aggregate(Aggregator.SUM, integers(Datatype.INT64, Long.MIN_VALUE, -5, 6), 3))
                .isEqualTo(integers(Datatype.INT64, Long.MIN_VALUE + 1));
        assertThat(aggregate(Aggregator.SUM, integers(Datatype.UINT64, Long.MAX_VALUE - 1, 1), 2))
                .isEqualTo(integers(Datatype.INT64, Long.MAX_VALUE));
    }

    @Test
    void aSumMayHaveAnotherValueForRowsWithoutItems() {
        assertThat(aggregate(Aggregator.SUM, -1, floats(2), 0, 1)).isEqualTo(floats(-1, 2));
    }

    // ------------------------------------------------------------------------------------------- min and max

    @Test
    void minAndMaxKeepTheDatatypeAndAreExact() {
        Tensor longs = integers(Datatype.INT64, Long.MAX_VALUE - 1, Long.MAX_VALUE, 3);
        assertThat(aggregate(Aggregator.MIN, longs, 2, 1)).isEqualTo(integers(Datatype.INT64, Long.MAX_VALUE - 1, 3));
        assertThat(aggregate(Aggregator.MAX, longs, 2, 1)).isEqualTo(integers(Datatype.INT64, Long.MAX_VALUE, 3));
        assertThat(aggregate(Aggregator.MAX, integers(Datatype.UINT64, 5, -1), 2))
                .isEqualTo(integers(Datatype.UINT64, -1));
        assertThat(aggregate(Aggregator.MIN, integers(Datatype.UINT64, 5, -1), 2))
                .isEqualTo(integers(Datatype.UINT64, 5));
        assertThat(Aggregator.MIN.type(type(Datatype.FP16, -1, 3), -1)).isEqualTo(type(Datatype.FP16, -1, 3));
    }

    @Test
    void minusZeroIsBelowZero() {
        assertThat(aggregate(Aggregator.MIN, floats(0, -0f), 2)).isEqualTo(floats(-0f));
        assertThat(aggregate(Aggregator.MAX, doubles(-0d, 0), 2)).isEqualTo(doubles(0));
    }

    // ------------------------------------------------------------------------------------------- any and all

    @Test
    void anyAndAllTakeBool() {
        Tensor items = truths(true, false, false, true, true);
        assertThat(aggregate(Aggregator.ANY, items, 2, 1, 0, 2)).isEqualTo(truths(true, false, false, true));
        assertThat(aggregate(Aggregator.ALL, items, 2, 1, 0, 2)).isEqualTo(truths(false, false, true, true));
        assertThat(aggregate(Aggregator.ANY, true, items, 5, 0)).isEqualTo(truths(true, true));
        assertThat(aggregate(Aggregator.ALL, Tensor.of(Shape.of(2, 2), true, false, true, true), 2))
                .isEqualTo(Tensor.of(Shape.of(1, 2), true, false));
        assertRefused(() -> Aggregator.ANY.type(type(Datatype.INT32, -1), -1))
                .at("")
                .saying("any takes BOOL, it gets INT32 [-1]")
                .mendedBy("Use max, which says of 0 and 1 whether any is 1.");
    }

    // -------------------------------------------------------------------------------------------------- vote

    @Test
    void theValueOfMostItemsIsElectedAndATieGoesToTheEarliest() {
        assertThat(aggregate(Aggregator.VOTE, integers(Datatype.INT8, 9, 1, 1, 4, 3, 3, 4), 3, 4))
                .isEqualTo(integers(Datatype.INT8, 1, 4));
        assertThat(aggregate(Aggregator.VOTE, "none", texts("b", "a", "a", "b"), 3, 0, 1))
                .isEqualTo(texts("a", "none", "b"));
        assertThat(aggregate(Aggregator.VOTE, truths(false, true), 2)).isEqualTo(truths(false));
    }

    @Test
    void onlyOneValuePerItemVotes() {
        assertRefused(() -> Aggregator.VOTE.type(type(Datatype.FP32, -1), -1))
                .saying("vote takes integers, BOOL and BYTES, it gets FP32 [-1]");
        assertRefused(() -> Aggregator.VOTE.type(type(Datatype.INT64, -1, 1), -1))
                .saying("vote takes [N], it gets INT64 [-1, 1]");
        assertFailure(
                () -> aggregate(Aggregator.VOTE, integers(Datatype.INT64, Shape.of(1, 1), 1), 1),
                InferenceException.Kind.FAILED,
                "vote takes [N], it got INT64 [1, 1]");
    }

    // ------------------------------------------------------------------------------------------------- first

    @Test
    void theFirstItemOfAnyDatatypeAndShape() {
        assertThat(aggregate(Aggregator.FIRST, "-", texts("a", "b", "c"), 2, 0, 1))
                .isEqualTo(texts("a", "-", "c"));
        assertThat(aggregate(Aggregator.FIRST, Tensor.of(Shape.of(3, 2), 1f, 2, 3, 4, 5, 6), 2, 1))
                .isEqualTo(Tensor.of(Shape.of(2, 2), 1f, 2, 5, 6));
        assertThat(Aggregator.FIRST.type(unknown(Datatype.BYTES), -1)).isEqualTo(unknown(Datatype.BYTES));
    }

    // ------------------------------------------------------------------------------------------------- count

    @Test
    void countsItemsInInt32WhateverTheyAre() {
        assertThat(Aggregator.COUNT.type(type(Datatype.FP32, -1, 4, 4), 3)).isEqualTo(type(Datatype.INT32, -1));
        assertThat(aggregate(Aggregator.COUNT, Tensor.of(Shape.of(3, 2), 1f, 2, 3, 4, 5, 6), 2, 0, 1))
                .isEqualTo(integers(Datatype.INT32, 2, 0, 1));
    }

    // -------------------------------------------------------------------------------------------------- list

    @Test
    void listsArePaddedToTheMostThatARowCanHave() {
        assertThat(aggregate(Aggregator.LIST, -1, floats(1, 2, 3), 2, 0, 1))
                .isEqualTo(Tensor.of(Shape.of(3, 3), 1f, 2, -1, -1, -1, -1, 3, -1, -1));
        assertThat(Aggregator.LIST.aggregate(texts("a", "b"), lengths(1, 1), 2, ""))
                .isEqualTo(Tensor.of(Shape.of(2, 2), "a", "", "b", ""));
        assertThat(Aggregator.LIST.aggregate(Tensor.of(Shape.of(2, 2), 1f, 2, 3, 4), lengths(2), 2, null))
                .isEqualTo(Tensor.of(Shape.of(1, 2, 2), 1f, 2, 3, 4));
    }

    @Test
    void aListHasOneMoreDimension() {
        assertThat(Aggregator.LIST.type(type(Datatype.FP32, -1, 4), 3)).isEqualTo(type(Datatype.FP32, -1, 3, 4));
        assertThat(Aggregator.LIST.type(type(Datatype.BYTES, -1), -1)).isEqualTo(type(Datatype.BYTES, -1, -1));
        assertThat(Aggregator.LIST.type(columns(AGE, CHECKING), 3)).isEqualTo(type(Datatype.FP32, -1, 3, 2));
    }

    @Test
    void aListTakesNoOpenDimensionAfterTheFirst() {
        assertRefused(() -> Aggregator.LIST.type(type(Datatype.FP32, -1, -1), 3))
                .at("")
                .saying("list takes items of one size, it gets FP32 [-1, -1]")
                .mendedBy("Let the steps give a tensor whose dimensions after the first are stated.");
        assertRefused(() -> Aggregator.LIST.type(unknown(Datatype.FP32), 3))
                .saying("list takes items of one size, it gets FP32 of unknown shape");
    }

    @Test
    void aListThatNoTensorHoldsIsTooLarge() {
        int[] lengths = new int[50_000];
        lengths[0] = 1;
        assertThatThrownBy(() -> Aggregator.LIST.aggregate(floats(1), lengths, 50_000, 0))
                .isInstanceOfSatisfying(InferenceException.class, e -> assertThat(e.kind())
                        .isEqualTo(InferenceException.Kind.TOO_LARGE));
    }

    // ------------------------------------------------------------------------------------- rows without items

    @ParameterizedTest
    @EnumSource(
            value = Aggregator.class,
            names = {"MEAN", "MIN", "MAX", "VOTE", "FIRST"})
    void aRowWithoutItemsAndWithoutAValueForItIsTheRequestsError(Aggregator aggregator) {
        assertBadRequest(
                () -> aggregate(aggregator, integers(Datatype.INT64, 1), 1, 0),
                aggregator.word()
                        + ": row 1 has no items, and the graph has no value for such rows; send at least one item");
    }

    @Test
    void aListWithoutAValueToPadWithTakesFullRowsOnly() {
        String message =
                "list: row 1 has fewer items than others may have, and the graph has no value to pad with; send all items";
        assertBadRequest(() -> Aggregator.LIST.aggregate(floats(1, 2, 3), lengths(2, 1), 2, null), message);
    }

    @Test
    void noRowMayHaveItems() {
        Tensor none = Aggregator.noItems(type(Datatype.FP32, -1, 2));
        assertThat(none.shape()).isEqualTo(Shape.of(0, 2));
        assertThat(Aggregator.MEAN.aggregate(none, lengths(0, 0), 0, 7))
                .isEqualTo(Tensor.of(Shape.of(2, 2), 7f, 7, 7, 7));
        assertThat(Aggregator.SUM.aggregate(none, lengths(0), 0, null)).isEqualTo(Tensor.of(Shape.of(1, 2), 0f, 0));
        assertThat(Aggregator.COUNT.aggregate(none, lengths(0, 0), 5, null)).isEqualTo(integers(Datatype.INT32, 0, 0));
        assertThat(Aggregator.LIST.aggregate(none, lengths(0, 0), 0, 1).shape()).isEqualTo(Shape.of(2, 0, 2));
        assertThat(Aggregator.LIST.aggregate(Aggregator.noItems(type(Datatype.BYTES, -1)), lengths(0), 2, "x"))
                .isEqualTo(Tensor.of(Shape.of(1, 2), "x", "x"));
        assertBadRequest(
                () -> Aggregator.MIN.aggregate(none, lengths(0), 0, null),
                "min: row 0 has no items, and the graph has no value for such rows; send at least one item");
        assertFailure(
                () -> Aggregator.noItems(type(Datatype.FP32, -1, -1)),
                InferenceException.Kind.FAILED,
                "no row has items, and how large an answer for an item is, FP32 [-1, -1] doesn't say");
    }

    @Test
    void theValueForRowsWithoutItemsFitsTheAnswersDatatype() {
        TensorType ints = type(Datatype.INT8, -1);
        assertThatCode(() -> Aggregator.MEAN.checkEmpty(ints, new BigDecimal("0.5")))
                .doesNotThrowAnyException();
        assertThatCode(() -> Aggregator.SUM.checkEmpty(ints, Long.MAX_VALUE)).doesNotThrowAnyException();
        assertThatCode(() -> Aggregator.MEAN.checkEmpty(ints, Double.NaN)).doesNotThrowAnyException();
        assertRefused(() -> Aggregator.MIN.checkEmpty(ints, new BigDecimal("0.5")))
                .at("")
                .saying("INT8 doesn't hold 0.5")
                .mendedBy("Write one of the whole numbers of -128 to 127.");
        assertRefused(() -> Aggregator.MIN.checkEmpty(ints, 128)).saying("INT8 doesn't hold 128");
        assertRefused(() -> Aggregator.MIN.checkEmpty(ints, Double.NaN)).saying("INT8 doesn't hold NaN");
        assertRefused(() -> Aggregator.MIN.checkEmpty(type(Datatype.FP32, -1), new BigDecimal("1e39")))
                .mentioning("FP32 doesn't hold 1000");
        assertRefused(() -> Aggregator.MIN.checkEmpty(type(Datatype.FP64, -1), Double.POSITIVE_INFINITY))
                .saying("FP64 doesn't hold Infinity");
        assertRefused(() -> Aggregator.MIN.checkEmpty(type(Datatype.FP64, -1), new BigDecimal("1e99999")))
                .saying("FP64 doesn't hold 1E+99999");
        assertRefused(() -> Aggregator.FIRST.checkEmpty(type(Datatype.BYTES, -1), 3))
                .saying("BYTES doesn't hold 3")
                .mendedBy("Write a text: quote it.");
        assertRefused(() -> Aggregator.ANY.checkEmpty(type(Datatype.BOOL, -1), "no"))
                .saying("BOOL doesn't hold 'no'")
                .mendedBy("Write true or false.");
        assertRefused(() -> Aggregator.COUNT.checkEmpty(ints, 0))
                .saying("count takes no value for rows without items, they count 0");
    }

    @Test
    void theValueIsRoundedToTheDatatypeOnce() {
        assertThat(aggregate(Aggregator.FIRST, new BigDecimal("0.1"), tensor(Datatype.FP16, Shape.of(1), 1), 0, 1))
                .isEqualTo(tensor(Datatype.FP16, Shape.of(2), 0.1, 1));
        assertThat(aggregate(
                        Aggregator.MIN, new BigDecimal("18446744073709551615"), integers(Datatype.UINT64, 1), 1, 0))
                .isEqualTo(integers(Datatype.UINT64, 1, -1));
    }

    // ------------------------------------------------------------------------------------------------- types

    @ParameterizedTest
    @EnumSource(
            value = Aggregator.class,
            names = {"MEAN", "SUM", "MIN", "MAX"})
    void numbersOnlyAreComputedWith(Aggregator aggregator) {
        assertRefused(() -> aggregator.type(type(Datatype.BYTES, -1), -1))
                .atOp(0)
                .at("")
                .saying(aggregator.word() + " takes numbers, it gets BYTES [-1]")
                .mendedBy("Use vote, first or list.");
        assertRefused(() -> aggregator.type(type(Datatype.BOOL, -1), -1))
                .mendedBy("Use any, all, vote, first or list.");
    }

    @ParameterizedTest
    @EnumSource(value = Aggregator.class, mode = Mode.EXCLUDE, names = "COUNT")
    void aScalarHasNoItems(Aggregator aggregator) {
        assertRefused(() -> aggregator.type(type(Datatype.INT32), -1))
                .saying(aggregator.word() + " takes one value per item, it gets a scalar");
    }

    @Test
    void namesStayAndCategoriesWhereTheyAreNotComputedWith() {
        TensorType items = columns(AGE, CHECKING);
        assertThat(Aggregator.FIRST.type(items, -1)).isEqualTo(items);
        assertThat(Aggregator.MAX.type(items, -1)).isEqualTo(items);
        assertThat(Aggregator.MEAN.type(items, -1)).isEqualTo(columns(AGE, Feature.number("checking")));
        assertThat(Aggregator.SUM.type(items, -1)).isEqualTo(columns(AGE, Feature.number("checking")));
    }

    @Test
    void theNumberOfItemsSaysNothingOfTheNumberOfRows() {
        assertThat(Aggregator.MIN.type(type(Datatype.FP32, 6, 2), -1)).isEqualTo(type(Datatype.FP32, -1, 2));
    }

    @Test
    void lengthsGoWithTheItems() {
        List<int[]> wrong = List.of(lengths(1), lengths(3), lengths(-1, 3), lengths());
        for (int[] lengths : wrong) {
            assertThatThrownBy(() -> Aggregator.SUM.aggregate(floats(1, 2), lengths, 3, null))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Aggregator.SUM.aggregate(floats(1, 2), lengths(2), 1, null))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
