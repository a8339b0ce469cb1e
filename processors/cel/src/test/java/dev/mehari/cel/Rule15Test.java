// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;

import dev.mehari.cel.InvalidCelException.Problem;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** GRAPH.md rule 15, sentence by sentence: numbers, functions and errors. */
@Tag("rule-15")
class Rule15Test {
    private final TestRequest request = TestRequest.batch()
            .input("f16", Tensor.filled(Datatype.FP16, Shape.of(1), 0.7))
            .input("b16", Tensor.filled(Datatype.BF16, Shape.of(1), 0.7))
            .input("f32", Tensor.filled(Datatype.FP32, Shape.of(1), 0.7))
            .input("f64", Tensor.filled(Datatype.FP64, Shape.of(1), 0.7))
            .input("i8", Tensor.filled(Datatype.INT8, Shape.of(1), 100))
            .input("i32", Tensor.filled(Datatype.INT32, Shape.of(1), 100))
            .input("i64", Tensor.filled(Datatype.INT64, Shape.of(1), 100))
            .input("u8", Tensor.filled(Datatype.UINT8, Shape.of(1), 100))
            .input("u32", Tensor.filled(Datatype.UINT32, Shape.of(1), 4294967295.0))
            .input("u64", longs(Datatype.UINT64, -1))
            .input("large", longs(Datatype.INT64, 9007199254740993L))
            .input("zero", Tensor.of(Shape.of(1), 0))
            .input("nan", Tensor.of(Shape.of(1), Float.NaN))
            .input("nan64", Tensor.of(Shape.of(1), Double.NaN))
            .input("inf", Tensor.of(Shape.of(1), Float.POSITIVE_INFINITY))
            .input("text", Tensor.of(Shape.of(1), "abc"))
            .input("yes", Tensor.of(Shape.of(1), true))
            .input("p", Tensor.of(Shape.of(1, 4), 0.1f, 0.6f, 0.25f, 0.05f))
            .input("pn", Tensor.of(Shape.of(1, 3), 0.1f, Float.NaN, 0.25f))
            .input("tie", Tensor.of(Shape.of(1, 3), 2, 5, 5))
            .input("d", Tensor.of(Shape.of(1, 3), 1e16, 1, -1e16))
            .input("none", Tensor.of(Shape.of(1, 0), new float[0]))
            .input("bytes", Tensor.of(Shape.of(1, 2), "a", "b"))
            .input("uu", longs(Datatype.UINT64, 1, -1, 5))
            .input("i8s", Tensor.ofRows(List.of(Tensor.filled(Datatype.INT8, Shape.of(1, 2), 100))));

    private static Tensor longs(Datatype datatype, long... values) {
        TensorBuilder builder =
                new TensorBuilder(datatype, values.length == 1 ? Shape.of(1) : Shape.of(1, values.length));
        for (int i = 0; i < values.length; i++) {
            builder.setLong(i, values[i]);
        }
        return builder.build();
    }

    private Problem problem(String text) {
        List<Problem> problems = catchThrowableOfType(InvalidCelException.class, () -> request.condition(text))
                .problems();
        assertThat(problems).as(text).hasSize(1);
        return problems.get(0);
    }

    private void isError(String text, String message) {
        assertThatThrownBy(() -> request.test(text))
                .as(text)
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.kind()).isEqualTo(InferenceException.Kind.INVALID));
    }

    // ------------------------------------------------------------------------------------------------ literals

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f32 >= 0.7",
                "f32 == 0.7",
                "0.7 == f32",
                "f16 == 0.7",
                "b16 == 0.7",
                "f64 == 0.7",
                "f32 < 1",
                "f32 > -1",
                "i8 == 100",
                "i8 == 100.0",
                "i8 == 100u",
                "u8 == 100",
                "u8 > 0",
                "i64 == 1e2",
                "u64 == 18446744073709551615u",
                "u64 > 1",
                "u32 == 0xffffffff",
                "f32 in [0.5, 0.7]",
                "f32 == (yes ? 0.7 : 0.5)",
                "f32 + 0.3 == 1",
                "f32 == 7.0 / 10.0",
                "f32 == -(-0.7)",
                "f32 == max([0.1, 0.7])",
                "f32 == [0.5, 0.7][1] || true",
                "p == [0.1, 0.6, 0.25, 0.05]",
                "p == [0.1] + [0.6, 0.25, 0.05]",
                "0.6 in p",
                "(yes ? f32 : 0) == 0.7",
                "[f32, 0.5] == [0.7, 0.5]",
                "{'a': f32, 'b': 0.5}['b'] == 0.5",
                "i64 == (yes ? 100 : 1.0)"
            })
    void rule15_aNumberLiteralTakesTheOtherSidesDatatype(String text) {
        assertThat(request.test(text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i8 < 200|5|200 can't be held by INT8",
                "u8 > -1|5|-1 can't be held by UINT8",
                "i32 == 0.5|7|0.5 can't be held by INT32",
                "f32 < 1e39|6|1e39 can't be held by FP32",
                "f16 < 65520|6|65520 can't be held by FP16",
                "i64 < 9223372036854775808u|6|9223372036854775808u can't be held by INT64",
                "u64 == -1|7|-1 can't be held by UINT64",
                "i8 in [1, 300]|10|300 can't be held by INT8",
                "i8 + 200 > 0|5|200 can't be held by INT8",
                "i8 == (yes ? 1 : 300)|17|300 can't be held by INT8",
                "i32 < 3.5 * 3.0|6|3.5 * 3.0 can't be held by INT32"
            })
    void rule15_aLiteralThatTheDatatypeCannotHoldIsAFinding(String text, int offset, String message) {
        assertThat(problem(text).offset()).isEqualTo(offset);
        assertThat(problem(text).message()).isEqualTo(message);
    }

    @Test
    void rule15_uint64AboveInt64IsWrittenWithU() {
        assertThat(request.test("u64 == 18446744073709551615u")).isTrue();
        assertThat(problem("u64 == 18446744073709551615"))
                .isEqualTo(new Problem(
                        7,
                        "'18446744073709551615' is beyond INT64",
                        "Write an unsigned number with 'u' after it",
                        "u64 == 18446744073709551615u"));
        assertThat(problem("u64 == 18446744073709551616u").message())
                .isEqualTo("'18446744073709551616' is beyond 64 bits");
    }

    // ------------------------------------------------------------------------------------------------ two datatypes

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f32 != f64",
                "f32 < f64",
                "f64 > f32",
                "i8 == i64",
                "i8 == u8",
                "u64 > i64",
                "i64 < u64",
                "i8 > f64",
                "f32 < i8",
                "u64 > f64",
                "f32 < u64",
                "u32 == u32",
                "large != double(large)",
                "large > double(large)",
                "double(large) < large",
                "i32 in [100.5, f64] == false",
                "inf > u64",
                "u64 < inf",
                "i64 in [uint(100)]"
            })
    void rule15_twoVariablesOfDifferentDatatypesCompareByValue(String text) {
        assertThat(request.test(text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "f32 + f64 > 1.0, '+', f32, FP32, f64, FP64",
        "i32 * i64 > 1, '*', i32, INT32, i64, INT64",
        "i8 - u8 > 0, '-', i8, INT8, u8, UINT8",
        "f32 / i32 > 1, '/', f32, FP32, i32, INT32",
        "i32 % i64 == 0, '%', i32, INT32, i64, INT64"
    })
    void rule15_twoDatatypesInOneOperationAreAFinding(
            String text, String operator, String left, String leftType, String right, String rightType) {
        assertThat(problem(text).message())
                .isEqualTo("'%s' takes numbers of one datatype: '%s' is %s, '%s' is %s"
                        .formatted(operator, left, leftType, right, rightType));
        assertThat(problem(text).mend()).isEqualTo("Convert both with double() or int()");
    }

    @Test
    void rule15_arithmeticKeepsTheDatatype() {
        // 100 · 0.7f in FP64 is 69.9999988…, in FP32 70.
        assertThat(request.test("f32 * 100.0 == 70")).isTrue();
        assertThat(request.test("double(f32) * 100.0 == 70.0")).isFalse();
        assertThat(request.test("f32 + 16777216.0 == 16777216"))
                .as("rounded to FP32")
                .isTrue();
        assertThat(request.test("f16 + 2048.0 == 2048")).as("rounded to FP16").isTrue();
        assertThat(request.test("b16 + 256.0 == 256")).as("rounded to BF16").isTrue();
        assertThat(request.test("f32 * 3e38 > 2e38 && f32 * 3e38 * 10.0 == inf"))
                .isTrue();
        assertThat(request.test("i32 / 3 == 33 && -i32 % 3 == -1 && i32 % -3 == 1"))
                .isTrue();
        assertThat(request.test("u8 / 3 == 33 && u64 / 2u == 9223372036854775807u && u64 % 10u == 5u"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "i8 + 100 > 0, '+', INT8",
        "i8 * 2 > 0, '*', INT8",
        "-i8 - 100 < 0, '-', INT8",
        "u8 - 101 > 0, '-', UINT8",
        "u8 * 3 > 0, '*', UINT8",
        "u32 + 1 > 0, '+', UINT32",
        "u32 * u32 > 0, '*', UINT32",
        "u64 + 1u > 0u, '+', UINT64",
        "u64 * 2u > 0u, '*', UINT64",
        "i64 * 9223372036854775807 > 0, '*', INT64",
        "sum(i8s) > 0, '+', INT8",
        "9223372036854775807 + 1 > 0, '+', INT64"
    })
    void rule15_anIntegerBeyondItsDatatypeIsAnError(String text, String operator, String datatype) {
        isError(text, "the result of '" + operator + "' is beyond " + datatype);
    }

    @Test
    void rule15_floatsOverflowToInfinityAndDivideByZeroAsIeeeSays() {
        assertThat(request.test("f64 / 0.0 == 1.0 / 0.0 && f64 * 1e308 * 1e10 > 1e308 && isNaN(0.0 / 0.0)"))
                .isTrue();
        assertThat(problem("f32 % 2.0 == 0").message()).isEqualTo("'%' takes integers, this is FP32");
    }

    @Test
    void rule15_aNegatedUnsignedIsAFinding() {
        assertThat(problem("-u8 < 0").mend()).isEqualTo("Convert it: -int(u8)");
        assertThat(problem("-yes == false").mend()).isEqualTo("Write '!'");
    }

    // ------------------------------------------------------------------------------------------------ text against
    // number

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i32 == '100'|i32 == 100",
                "'0.5' < f32|0.5 < f32",
                "text == 5|",
                "headers.n > 5|",
                "yes == 1|yes == true",
                "0 != yes|false != yes",
                "text in [1, 2]|",
                "i32 in ['a']|",
                "p == 'a'|",
                "request.id < 3|",
                "text + 1 == 'a1'|text + string(1) == 'a1'",
                "{'a': 1}[i32] == 1|",
                "text.contains(i32)|text.contains(string(i32))"
            })
    void rule15_textAgainstNumberIsAFinding(String text, String patch) {
        assertThat(problem(text).patch()).isEqualTo(patch);
    }

    @Test
    void rule15_theMendSaysHowToConvert() {
        assertThat(problem("headers.n > 5"))
                .isEqualTo(new Problem(
                        12,
                        "'headers.n' is text, '5' is INT64: text is never compared with a number",
                        "Convert the text: double(headers.n)",
                        null));
        assertThat(problem("text == 5").mend()).isEqualTo("Write \"5\", or convert the text with double()");
    }

    // ------------------------------------------------------------------------------------------------ NaN

    @Test
    void rule15_naNComparesAsIeeeSays() {
        for (String no : List.of(
                "nan == nan",
                "nan < 1",
                "nan > 1",
                "nan <= nan",
                "nan >= 0",
                "nan == nan64",
                "nan < i32",
                "i32 < nan",
                "nan == i32",
                "u64 > nan",
                "nan in [nan]",
                "pn == pn",
                "nan64 == nan64",
                "nan > i64")) {
            assertThat(request.test(no)).as(no).isFalse();
        }
        for (String yes : List.of("nan != nan", "nan != 1", "nan != i32", "pn != pn", "!(nan < 1) && !(nan >= 1)")) {
            assertThat(request.test(yes)).as(yes).isTrue();
        }
    }

    @Test
    void rule15_isNaNTests() {
        assertThat(request.test("isNaN(nan) && isNaN(nan64) && !isNaN(f32) && isNaN(pn[1]) && isNaN(nan + 1)"))
                .isTrue();
        assertThat(problem("isNaN(i32)").message()).isEqualTo("isNaN() takes a float, 'i32' is INT32 and never NaN");
    }

    // ------------------------------------------------------------------------------------------------ functions of
    // lists

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max(p) == 0.6",
                "min(p) == 0.05",
                "argmax(p) == 1",
                "sum(p) == 1",
                "margin(p) > 0.349 && margin(p) < 0.351",
                "argmax(tie) == 1",
                "max(tie) == 5",
                "min(tie) == 2",
                "sum(tie) == 12",
                "margin(tie) == 0",
                "max(uu) == 18446744073709551615u",
                "min(uu) == 1u",
                "argmax(uu) == 1",
                "margin(uu) == 18446744073709551610u",
                "sum(none) == 0",
                "sum([]) == 0",
                "max([f32, 0.1]) == 0.7",
                "max([1, 2.5]) == 2.5",
                "argmax([3]) == 0",
                "margin([5, 1]) == 4",
                "sum(d) == 0.0",
                "max(p.filter(v, v < 0.5)) == 0.25",
                "sum(p.map(v, double(v))) > 0.99",
                "max([i32, -i32]) == 100",
                "min([[1, 2][0], 5]) == 1",
                "max(p) > i8 || margin(p) < f64"
            })
    void rule15_maxMinArgmaxSumAndMarginOfAList(String text) {
        assertThat(request.test(text)).as(text).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max(none) > 0|max of a list of 0 does not exist, it takes 1 element",
                "min([]) > 0|min of a list of 0 does not exist, it takes 1 element",
                "argmax(none) == 0|argmax of a list of 0 does not exist, it takes 1 element",
                "margin(none) > 0|margin of a list of 0 does not exist, it takes 2 elements",
                "margin([f32]) > 0|margin of a list of 1 does not exist, it takes 2 elements"
            })
    void rule15_tooShortAListIsAnError(String text, String message) {
        isError(text, message);
    }

    @Test
    void rule15_naNInsideGivesNaNForArgmaxAnError() {
        assertThat(request.test("isNaN(max(pn)) && isNaN(min(pn)) && isNaN(sum(pn)) && isNaN(margin(pn))"))
                .isTrue();
        isError("argmax(pn) == 0", "argmax of a list with NaN does not exist");
    }

    @Test
    void rule15_functionsOfListsTakeListsOfNumbers() {
        assertThat(problem("max(f32, 0.5) > 0").patch()).isEqualTo("max([f32, 0.5]) > 0");
        assertThat(problem("p.max() > 0.5").patch()).isEqualTo("max(p) > 0.5");
        assertThat(problem("max(f32) > 0.5").mend()).isEqualTo("It is one number: write it alone");
        assertThat(problem("max(bytes) > 1").message())
                .isEqualTo("max() takes a list of numbers, 'bytes' is a list of text");
        assertThat(problem("sum([f32, f64]) > 1.0").message())
                .isEqualTo("a list's elements are of two kinds: 'f32' is FP32, 'f64' is FP64");
    }

    // ------------------------------------------------------------------------------------------------ bucket

    @Test
    void rule15_bucketIsTheFloorOfNTimesUWithTheGraphsNameAsSalt() {
        long expected = (long) (10 * StickyHash.unit("credit", "abc"));
        assertThat(request.test("bucket(text, 10) == " + expected)).isTrue();
        assertThat(request.test("bucket('abc', i32) == " + (long) (100 * StickyHash.unit("credit", "abc"))))
                .isTrue();
        assertThat(request.test("bucket('', 1) == 0 && bucket(request.id, 9007199254740992) >= 0"))
                .isTrue();
        assertThat(request.condition("bucket(request.caller, 100) < 5").readsRows())
                .isFalse();
    }

    @Test
    void rule15_bucketTakesTextAndAPositiveNumber() {
        assertThat(problem("bucket(i32, 10) == 1").patch()).isEqualTo("bucket(string(i32), 10) == 1");
        assertThat(problem("bucket(text, 0) == 1").mend()).isEqualTo("Write bucket(key, 10)");
        assertThat(problem("bucket(text, 0.5) == 1").message()).isEqualTo("0.5 can't be held by INT64");
        assertThat(problem("bucket(text, f32) == 1").message())
                .isEqualTo("bucket() takes a whole number from 1 to 2^53, not 'f32', which is FP32");
        assertThat(problem("bucket(text) == 1").message()).isEqualTo("bucket() takes 2 arguments, there are 1");
        isError("bucket(text, zero) == 0", "bucket() takes 1 to 2^53 buckets");
    }

    // ------------------------------------------------------------------------------------------------ errors

    @ParameterizedTest
    @CsvSource({
        "i32 / zero == 1, integer division by zero",
        "i32 % zero == 1, integer remainder by zero",
        "1 / 0 == 1, integer division by zero",
        "u64 / (u64 - u64) == 1u, integer division by zero",
        "[1][i32] == 1, element 100 of a list of 1 does not exist",
        "{'a': 1}[text] == 1, a map has no such key",
        "int(text) == 1, int() of a text that is no integer",
        "uint(zero - 1) == 1u, uint() of a negative number",
        "int(nan) == 1, int() of a number beyond INT64",
        "int(u64) == 1, int() of a number beyond INT64",
        "double(text) == 1.0, double() of a text that is no number"
    })
    void rule15_anErrorAtRunTimeIsAnInvalidRequestAndNeverFalse(String text, String message) {
        isError(text, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "1 / zero == 1 || yes#true", "yes || 1 / zero == 1#true", "1 / zero == 1 && !yes#false",
                "!yes && 1 / zero == 1#false", "1 / zero == 1 || 1 / zero == 1 || yes#true",
                        "yes ? yes : 1 / zero == 1#true",
                "[0].all(v, 1 / v == 1) || yes#true", "[0, 2].exists(v, 1 / v == 0)#true",
                        "[2, 0].all(v, 1 / v == 1)#false"
            })
    void rule15_andAndOrAbsorbErrorsAsCelSays(String text, boolean expected) {
        assertThat(request.test(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 / zero == 1 || !yes", "!yes || 1 / zero == 1", "1 / zero == 1 && yes", "yes && 1 / zero == 1",
                "1 / zero == 1 ? yes : yes", "!(1 / zero == 1)", "[0, 2].all(v, 1 / v == 0)",
                        "[0, 2].exists(v, 1 / v == 1)",
                "[0, 2].exists_one(v, 1 / v == 0)", "size([0, 2].filter(v, 1 / v == 0)) == 1",
                        "size([0].map(v, 1 / v)) == 1"
            })
    void rule15_anErrorThatDecidesIsNotAbsorbed(String text) {
        isError(text, "integer division by zero");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestamp('2026-01-01T00:00:00Z') < now()",
                "duration('1s') == duration('1s')",
                "now() > 0",
                "env('HOME') == ''",
                "file('a') == ''",
                "bean('x')",
                "System.exit(0)",
                "T(java.lang.Runtime)",
                "type(f32) == double",
                "dyn(1) == 1",
                "b'a' == b'a'",
                "null == null",
                "google.protobuf.Int32Value{value: 1} == 1",
                "x.y.z",
                "text.getClass() == 1",
                "text.format([1]) == ''",
                "request.headers == ''",
                "optional.of(1)",
                "text.getFullYear() == 1"
            })
    void rule15_nothingReachesABeanAFileAClockOrTheEnvironment(String text) {
        assertThatThrownBy(() -> request.condition(text)).isInstanceOf(InvalidCelException.class);
    }
}
