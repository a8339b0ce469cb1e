// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;

import dev.mehari.cel.InvalidCelException.Problem;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** GRAPH.md rule 14, sentence by sentence: what a CEL text sees. */
@Tag("rule-14")
class Rule14Test {
    private static final Feature CHECKING = new Feature("checking", List.of("none", "low", "some", "high"));

    private final TestRequest request = TestRequest.batch()
            .input(
                    "applicant",
                    Tensor.of(Shape.of(3, 3), 12, 2, 5.1f, 30, Float.NaN, 4.9f, 7, 0, Float.NaN),
                    Feature.number("months"),
                    CHECKING,
                    Feature.number("sepal length (cm)"))
            .input("one", Tensor.of(Shape.of(3, 1), 1f, 2f, 3f), Feature.number("only"))
            .input("flat", Tensor.of(Shape.of(3), 1, 2, 3))
            .input("thin", Tensor.of(Shape.of(3, 1), 1L, 2L, 3L))
            .input("wide", Tensor.of(Shape.of(3, 2), 1f, 2f, 3f, 4f, 5f, 6f))
            .input("region", Tensor.of(Shape.of(3), "EU", "", "straße"))
            .input("flag", Tensor.of(Shape.of(3), true, false, true))
            .input("image", Tensor.of(Shape.of(3, 2, 2), new float[12]))
            .node(
                    "scale",
                    "output",
                    Tensor.of(Shape.of(3, 2), 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f),
                    Feature.number("months"),
                    Feature.number("checking=low"))
            .node("m", "dense_2/BiasAdd:0", Tensor.of(Shape.of(3), 0.5f, 0.6f, 0.7f))
            .node("m", "label", Tensor.of(Shape.of(3), "good", "bad", "good"))
            .node("score", "probability", Tensor.of(Shape.of(3), 0.9f, 0.3f, 0.7f))
            .node("score", "branch", Tensor.of(Shape.of(3), 0, 1, 1))
            .header("x-tier", "gold")
            .header("empty", "")
            .param("limit", 20L)
            .param("ratio", 0.5)
            .param("tier", "gold")
            .param("dry", true);

    private Problem problem(String text) {
        List<Problem> problems = problems(text);
        assertThat(problems).as(text).hasSize(1);
        return problems.get(0);
    }

    private List<Problem> problems(String text) {
        return catchThrowableOfType(InvalidCelException.class, () -> request.condition(text))
                .problems();
    }

    private void isError(String text) {
        assertThatThrownBy(() -> request.test(text))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.kind()).isEqualTo(InferenceException.Kind.INVALID));
    }

    // ------------------------------------------------------------------------------------------------ variables

    @Test
    void rule14_inputsAndNodesAreVariables() {
        assertThat(request.test("flat == 2 && score.probability < 0.5", 1)).isTrue();
        assertThat(request.condition("score.branch == 0 && flat > 0").references())
                .containsExactly(new CelReference("score", "branch"), new CelReference("flat", ""));
    }

    @Test
    void rule14_anOutputOfAnyNameIsReadInBrackets() {
        assertThat(request.test("m['dense_2/BiasAdd:0'] > 0.55 && m.label == 'bad'", 1))
                .isTrue();
    }

    @Test
    void rule14_aNodeIsAlwaysReadWithItsOutput() {
        assertThat(problem("score > 0.5"))
                .isEqualTo(new Problem(
                        0,
                        "'score' is a node, CEL reads its outputs",
                        "Write score.probability",
                        "score.probability > 0.5"));
        assertThat(problem("flat > 1 && m == 'good'"))
                .isEqualTo(new Problem(
                        12,
                        "'m' is a node, CEL reads its outputs",
                        "Write one of: m[\"dense_2/BiasAdd:0\"], m.label",
                        null));
    }

    @ParameterizedTest
    @CsvSource({
        "applicnt.months > 1, applicant.months > 1",
        "applicant.month > 1, applicant.months > 1",
        "applicant['Months'] > 1, applicant.months > 1",
        "applicant['sepal length'] > 1.0, 'applicant[\"sepal length (cm)\"] > 1.0'",
        "score.probabilty > 0.5, score.probability > 0.5",
        "scale.months > 0.5, scale.output.months > 0.5",
        "months > 12,",
        "nothing == 1,",
        "request.idd == 'a', request.id == 'a'",
        "score.prob > 0.5, score.probability > 0.5"
    })
    void rule14_anUnknownNameIsAFindingThatSaysWhichWasMeant(String text, String patch) {
        assertThat(problem(text).patch()).isEqualTo(patch);
    }

    @Test
    void rule14_aColumnWithoutItsInputIsPointedOut() {
        assertThat(problem("months > 12").mend()).isEqualTo("Write applicant.months or scale.output.months");
        assertThat(problem("only > 1"))
                .isEqualTo(new Problem(0, "'only' is a column, not a variable", "Write one.only", "one.only > 1"));
    }

    @Test
    void rule14_outputsExistOnlyInTheAcceptOfACascade() {
        assertThat(problem("outputs.p > 0.9").message())
                .isEqualTo("'outputs' exists only in the 'accept' of a cascade");
        TestRequest stage = TestRequest.batch().stage("p", Tensor.of(Shape.of(2), 0.99f, 0.6f));
        CelCondition accept = stage.condition("outputs.p > 0.9 || outputs.p < 0.1");
        assertThat(accept.references()).containsExactly(new CelReference("outputs", "p"));
        assertThat(accept.test(stage.input(accept.references()), 0)).isTrue();
        assertThat(accept.test(stage.input(accept.references()), 1)).isFalse();
    }

    // ------------------------------------------------------------------------------------------------ headers

    @Test
    void rule14_headersAreTextAndNamedOnesAreTheAllowList() {
        CelCondition condition =
                request.condition("headers['x-tier'] == 'gold' && !('x-b' in headers) && !has(headers.c)");
        assertThat(condition.test(request.input(condition.references()), 0)).isTrue();
        assertThat(condition.headers()).containsExactly("x-tier", "x-b", "c");
    }

    @Test
    void rule14_headersAreWrittenAsLowerCaseLiterals() {
        assertThat(problem("headers['X-Tier'] == 'gold'"))
                .isEqualTo(new Problem(
                        8, "header 'X-Tier' is not in lower case", "Write 'x-tier'", "headers[\"x-tier\"] == 'gold'"));
        assertThat(problem("headers.Tier == 'gold'").patch()).isEqualTo("headers.tier == 'gold'");
        assertThat(problem("'X-Tier' in headers").patch()).isEqualTo("\"x-tier\" in headers");
        assertThat(problem("has(headers.Tier)").patch()).isEqualTo("has(headers.tier)");
        assertThat(problem("headers[m.label] == 'gold'").message())
                .isEqualTo("the name after 'headers' must be written out");
        assertThat(problem("region in headers").message())
                .isEqualTo("the name looked for in 'headers' must be written out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization",
                "Authorization",
                "cookie",
                "set-cookie",
                "proxy-authorization",
                "proxy-authenticate",
                "Proxy-Connection",
                "proxy"
            })
    void rule14_authorizationCookieAndProxyHeadersAreFindings(String name) {
        for (String text : List.of(
                "headers['" + name + "'] == 'a'", "'" + name + "' in headers", "has(headers['" + name + "'])")) {
            assertThat(problem(text).message()).contains("'" + name + "' carries credentials or belongs to proxies");
            assertThat(problem(text).patch()).isNull();
        }
    }

    @Test
    void rule14_anAbsentHeaderIsEmptyText() {
        assertThat(request.test("headers.missing == ''")).isTrue();
        assertThat(request.test("size(headers.missing) == 0")).isTrue();
    }

    @Test
    void rule14_headersAsAWholeAreNoValue() {
        assertThat(problem("size(headers) > 0").message()).isEqualTo("'headers' is not one value");
        assertThat(problem("headers.all(h, h == '')").message()).isEqualTo("'headers' is not one value");
        assertThat(problem("headers[''] == ''").message()).isEqualTo("'' is no name of a header");
        assertThat(problem("headers['a b'] == ''").message()).isEqualTo("'a b' is no name of a header");
    }

    // ------------------------------------------------------------------------------------------------ params

    @ParameterizedTest
    @CsvSource({
        "params.limit == 20, true",
        "params.limit == 20.0, true",
        "params.limit < 20.5, true",
        "params.limit == 20u, true",
        "params.ratio == 0.5, true",
        "params.ratio < 1, true",
        "flat < params.limit, true",
        "flat == params.ratio, false",
        "params.ratio < params.limit, true",
        "params.dry == true, true",
        "params.tier == 'gold', true",
        "params['limit'] > 19, true",
        "thin == params.limit - 19, true"
    })
    void rule14_paramsCompareNumbersByValue(String text, boolean expected) {
        assertThat(request.test(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "params.gone == 1",
                "params.gone != 1",
                "params.gone < 1",
                "params.gone >= 1",
                "params.gone == ''",
                "params.gone == params.gone",
                "params.gone in [1, 2]",
                "1 in [2, 3] || params.gone > flat",
                "params.tier == 1",
                "params.tier != 1",
                "params.tier < 1",
                "params.limit == 'a'",
                "params.limit != 'a'",
                "params.tier > params.limit",
                "params.dry == 1",
                "params.tier in [1, 2]",
                "region == params.limit",
                "params.limit == headers['x-tier']",
                "applicant.checking == params.limit",
                "(flag ? params.gone : params.limit) == 20",
                "params.gone in {'a': 1}"
            })
    void rule14_anAbsentParamOrTextAgainstNumberMakesAComparisonFalse(String text) {
        assertThat(request.test(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "params.gone",
                "!params.gone",
                "params.gone && true",
                "params.gone ? true : false",
                "size(params.gone) == 0",
                "params.gone + 1 == 2",
                "-params.gone == 1",
                "int(params.gone) == 1",
                "params.gone.startsWith('a')",
                "params.tier",
                "params.tier + 1 == 2",
                "params.limit + 'a' == 'a'",
                "params.limit.contains('a')",
                "isNaN(params.tier)",
                "wide[params.gone] == 1",
                "wide[params.ratio] == 1",
                "bucket(params.gone, 2) == 0",
                "bucket(params.limit, 2) == 0",
                "params.limit + params.ratio == 1",
                "params.limit % 0 == 1",
                "{'a': 1}[params.gone] == 1",
                "string(params.gone) == ''",
                "[params.gone].exists(p, p == 1)"
            })
    void rule14_outsideAComparisonAnAbsentParamOrAWrongKindIsAnError(String text) {
        isError(text);
    }

    @Test
    void rule14_aLiteralTakesTheKindOfTheParam() {
        assertThat(request.test("params.limit + 1 == 21 && params.limit * 2.0 == 40 && params.ratio + 1 == 1.5"))
                .isTrue();
        isError("params.limit + 0.5 == 20.5");
    }

    @Test
    void rule14_inAndHasAskWhetherAHeaderOrParamWasSent() {
        assertThat(request.test("'x-tier' in headers && 'empty' in headers && !('x-gone' in headers)"))
                .isTrue();
        assertThat(request.test("has(headers.empty) && !has(headers.gone) && has(headers['x-tier'])"))
                .isTrue();
        assertThat(request.test("'limit' in params && !('gone' in params)")).isTrue();
        assertThat(request.test("has(params.limit) && !has(params.gone) && has(params['limit'])"))
                .isTrue();
        CelCondition condition =
                request.condition("'a' in params || has(params.b) || params.c == 1 || params['d'] == 2");
        assertThat(condition.params()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void rule14_hasAsksNothingElse() {
        assertThat(problem("has(applicant.months)").mend())
                .isEqualTo("A missing value is NaN: write !isNaN(applicant.months)");
        assertThat(problem("has(applicant.checking)").mend()).isEqualTo("A missing value is \"\"");
        assertThat(problem("has(score.probability)").message())
                .isEqualTo("has() asks whether a header or parameter was sent, not 'score.probability'");
        assertThat(problem("has(flat)").mend()).isEqualTo("Write has(headers.name) or has(params.name)");
        assertThat(problem("'months' in applicant").message())
                .isEqualTo("'in' asks whether a header or parameter was sent, or looks into a list");
    }

    @Test
    void rule14_requestHasAnIdAndACaller() {
        assertThat(request.test("request.id == 'r-1' && request.caller == 'alice'"))
                .isTrue();
    }

    // ------------------------------------------------------------------------------------------------ rows and columns

    @Test
    void rule14_oneRowIsSeen() {
        CelCondition condition = request.condition("applicant.months > 10");
        CelInput input = request.input(condition.references());
        assertThat(condition.test(input, 0)).isTrue();
        assertThat(condition.test(input, 1)).isTrue();
        assertThat(condition.test(input, 2)).isFalse();
    }

    @Test
    void rule14_withFeaturesATensorIsAnObject() {
        assertThat(request.test("applicant['sepal length (cm)'] > 5.0", 0)).isTrue();
        assertThat(request.test("applicant[\"months\"] == 30", 1)).isTrue();
        assertThat(request.test("scale.output.months == 0.3 && scale.output['checking=low'] == 0.4", 1))
                .isTrue();
        assertThat(problem("applicant > 1").message()).isEqualTo("'applicant' has named columns and is not one value");
        assertThat(problem("max(applicant) > 1").message())
                .isEqualTo("'applicant' has named columns and is not one value");
        assertThat(problem("applicant[0] > 1").patch()).isEqualTo("applicant[\"months\"] > 1");
        assertThat(problem("applicant.months.years > 1").message())
                .isEqualTo("'applicant.months' is one value and has nothing named 'years'");
    }

    @Test
    void rule14_oneColumnWithAFeatureIsAnObjectToo() {
        assertThat(request.test("one.only == 2", 1)).isTrue();
        assertThat(problem("one == 2").patch()).isEqualTo("one.only == 2");
    }

    @Test
    void rule14_withoutFeaturesNAndN1AreAScalar() {
        assertThat(request.test("flat == 3 && thin == 3", 2)).isTrue();
        assertThat(problem("flat[0] == 3").message()).isEqualTo("'flat' is INT32, not a list");
        assertThat(problem("flat.months == 3").message())
                .isEqualTo("'flat' is INT32 [3] without named columns, so it has no 'months'");
    }

    @Test
    void rule14_withoutFeaturesNKIsAList() {
        assertThat(request.test("wide[0] == 3 && wide[1] == 4 && size(wide) == 2", 1))
                .isTrue();
        assertThat(problem("wide > 1").mend()).isEqualTo("Write wide[0], or max(wide)");
        assertThat(problem("wide[2] > 1").mend()).isEqualTo("Write 0 to 1");
        assertThat(problem("wide[-1] > 1").message()).isEqualTo("'wide' has no element -1");
    }

    @Test
    void rule14_higherRankIsAFinding() {
        assertThat(problem("image[0] > 1"))
                .isEqualTo(new Problem(
                        0,
                        "'image' is FP32 [3, 2, 2], CEL sees [n], [n, 1] and [n, k]",
                        "Reduce it in a step before",
                        null));
    }

    @Test
    void rule6_withoutBatchRank0IsAScalarAndRank1AList() {
        TestRequest single = TestRequest.single()
                .input("a", Tensor.of(Shape.SCALAR, 5f))
                .input("l", Tensor.of(Shape.of(3), 1f, 2f, 3f))
                .input("l1", Tensor.of(Shape.of(1), 7L))
                .input("o", Tensor.of(Shape.of(2), 8f, 9f), Feature.number("x"), CHECKING)
                .input("deep", Tensor.of(Shape.of(1, 2), 8f, 9f));
        assertThat(single.test("a == 5 && l[2] == 3 && size(l) == 3 && sum(l) == 6 && l1[0] == 7 && o.x == 8", 0))
                .isTrue();
        assertThat(single.test("l.exists(v, v > 2) && l == [1, 2, 3]", 0)).isTrue();
        assertThatThrownBy(() -> single.condition("deep[0] > 1")).hasMessageContaining("CEL sees rank 0 and 1");
        assertThatThrownBy(() -> single.condition("l1 > 1")).hasMessageContaining("Write l1[0]");
    }

    // ------------------------------------------------------------------------------------------------ kinds of values

    @Test
    void rule14_numbersKeepTheirDatatype() {
        assertThat(request.test("applicant['sepal length (cm)'] == 5.1", 0)).isTrue();
        assertThat(request.test("double(applicant['sepal length (cm)']) == 5.1", 0))
                .isFalse();
        assertThat(problem("flat + thin > 1").message())
                .isEqualTo("'+' takes numbers of one datatype: 'flat' is INT32, 'thin' is INT64");
    }

    @Test
    void rule14_bytesAreText() {
        assertThat(request.test("region == 'straße' && size(region) == 6 && region.endsWith('ße')", 2))
                .isTrue();
    }

    @Test
    void rule14_bytesThatAreNoTextAreAnError() {
        TestRequest bytes = TestRequest.batch().input("b", Tensor.of(Shape.of(2), new byte[][] {
            {(byte) 0xff}, "\ufffd".getBytes(java.nio.charset.StandardCharsets.UTF_8)
        }));
        assertThatThrownBy(() -> bytes.test("b == 'x'", 0))
                .hasMessage("BYTES that a condition reads are not UTF-8 text");
        assertThat(bytes.test("b == '\ufffd'", 1)).isTrue();
    }

    @Test
    void rule14_aCategoryIsTextAndEmptyWhereMissing() {
        assertThat(request.test("applicant.checking == 'some'", 0)).isTrue();
        assertThat(request.test("applicant.checking == ''", 1)).isTrue();
        assertThat(request.test("'' != applicant.checking", 0)).isTrue();
        assertThat(request.test("applicant.checking in ['none', 'low', '']", 1)).isTrue();
        assertThat(request.test("applicant.checking.startsWith('no') && size(applicant.checking) == 4", 2))
                .isTrue();
        assertThat(request.test("applicant.checking + '!' == 'some!' && applicant.checking > 'none'", 0))
                .isTrue();
        assertThat(request.test("{'some': 1, 'none': 2}[applicant.checking] == 2", 2))
                .isTrue();
        assertThat(request.test("[applicant.checking, 'x'].exists(c, c == 'none')", 2))
                .isTrue();
    }

    @Test
    void rule14_comparingACategoryWithANumberIsAFinding() {
        assertThat(problem("applicant.checking == 2"))
                .isEqualTo(new Problem(
                        22,
                        "'applicant.checking' is a category and compared as text, '2' is a number",
                        "Write \"some\"",
                        "applicant.checking == \"some\""));
        assertThat(problem("applicant.checking < applicant.months").patch()).isNull();
        assertThat(problem("applicant.checking in [0, 1]").mend()).contains("\"none\", \"low\"");
        assertThat(problem("isNaN(applicant.checking)").patch()).isEqualTo("applicant.checking == \"\"");
    }

    @Test
    void rule14_comparingACategoryWithAnUnknownTextIsAFinding() {
        assertThat(problem("applicant.checking == 'lwo'"))
                .isEqualTo(new Problem(
                        22,
                        "'applicant.checking' has no category 'lwo'",
                        "Did you mean \"low\"?",
                        "applicant.checking == \"low\""));
        assertThat(problem("'medium' != applicant.checking").mend())
                .isEqualTo("Known: \"none\", \"low\", \"some\", \"high\"");
        assertThat(problems("applicant.checking in ['none', 'a', 'b']")).hasSize(2);
        assertThat(problem("applicant.checking == (flag ? 'none' : 'nil')").offset())
                .isEqualTo(39);
        assertThat(problem("[applicant.checking].exists(c, c == 'Some')").patch())
                .isEqualTo("[applicant.checking].exists(c, c == \"some\")");
    }

    @Test
    void rule14_aCategoryInAListIsCheckedToo() {
        assertThat(problem("'nil' in [applicant.checking]").offset()).isZero();
        assertThat(problem("[applicant.checking] == ['nil']").offset()).isEqualTo(25);
        assertThat(problem("applicant.checking > 1").patch()).as("not certain").isNull();
    }

    @Test
    void aCategoryIndexOutOfRangeIsAnError() {
        TestRequest broken = TestRequest.batch().input("x", Tensor.of(Shape.of(3, 1), 4f, 0.5f, -1f), CHECKING);
        for (int row = 0; row < 3; row++) {
            int r = row;
            assertThatThrownBy(() -> broken.test("x.checking == 'none'", r))
                    .hasMessage("column 'checking' holds no index of its 4 categories");
        }
    }

    @Test
    void categoriesOfIntegersAreReadToo() {
        TestRequest integers = TestRequest.batch().input("x", Tensor.of(Shape.of(2, 1), 3L, 0L), CHECKING);
        assertThat(integers.test("x.checking == 'high'", 0)).isTrue();
        assertThat(integers.test("x.checking == 'high'", 1)).isFalse();
    }

    @Test
    void readsEveryDatatype() {
        for (Datatype datatype : Datatype.values()) {
            if (datatype.isNumeric()) {
                TestRequest one = TestRequest.batch().input("v", Tensor.filled(datatype, Shape.of(2), 100));
                assertThat(one.test("v == 100 && v > 99 && v - 1 == 99", 1))
                        .as(datatype.toString())
                        .isTrue();
            }
        }
        assertThat(request.test("flag && flag == true", 2)).isTrue();
    }
}
