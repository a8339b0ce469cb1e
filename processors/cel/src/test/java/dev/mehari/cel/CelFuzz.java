// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;

import dev.mehari.cel.InvalidCelException.Problem;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Whatever is written gives a condition or an {@link InvalidCelException}, and a condition an answer or an error of CEL. */
class CelFuzz {
    private final TestRequest request = TestRequest.batch()
            .input("x", Tensor.of(Shape.of(1), 0.5f))
            .input("i", Tensor.of(Shape.of(1), 3L))
            .input("b", Tensor.of(Shape.of(1), true))
            .input("s", Tensor.of(Shape.of(1), "abc"))
            .input("v", Tensor.of(Shape.of(1, 3), 1f, 2f, 3f))
            .input("w", Tensor.of(Shape.of(1, 2), 1L, 2L))
            .input(
                    "o",
                    Tensor.of(Shape.of(1, 2), 1f, Float.NaN),
                    Feature.number("n"),
                    new Feature("c", List.of("p", "q")))
            .node("m", "p", Tensor.of(Shape.of(1, 2), 0.25, 0.75))
            .node("n", "q", new TensorType(Datatype.FP32, null), Tensor.of(Shape.of(1), 0.5f))
            .node("n", "l", new TensorType(Datatype.FP32, null), Tensor.of(Shape.of(1, 2), 0.5f, 1f))
            .param("k", 4L)
            .param("t", "txt")
            .header("h", "val");

    private void attempt(String text) {
        CelCondition condition;
        try {
            condition = request.condition(text);
        } catch (InvalidCelException e) {
            for (Problem problem : e.problems()) {
                assertThat(problem.offset()).as(text).isBetween(0, text.length());
                assertThat(problem.message()).as(text).isNotEmpty();
                assertThat(problem.mend()).as(text).isNotEmpty();
            }
            tryText(text);
            return;
        }
        try {
            condition.test(request.input(condition.references()), 0);
        } catch (InferenceException e) {
            boolean misread = e.kind() == InferenceException.Kind.FAILED && text.contains("n.");
            assertThat(misread || e.kind() == InferenceException.Kind.INVALID)
                    .as(text)
                    .isTrue();
        }
        assertThat(request.condition(condition.text()).text()).isEqualTo(condition.text());
    }

    private void tryText(String text) {
        try {
            CelText key = CelText.compile(text, request.scope());
            key.value(request.input(key.references()), 0);
        } catch (InvalidCelException | InferenceException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Property(tries = 3_000)
    void takesAnyCharacters(@ForAll String text) {
        attempt(text);
    }

    @Property(tries = 10_000)
    void takesAnyWords(@ForAll("words") List<String> words) {
        attempt(String.join(" ", words));
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.of(
                        "x",
                        "i",
                        "b",
                        "s",
                        "v",
                        "w",
                        "o",
                        "o.n",
                        "o.c",
                        "m",
                        "m.p",
                        "n.q",
                        "n.l",
                        "params.k",
                        "params.t",
                        "params.no",
                        "params",
                        "headers.h",
                        "headers",
                        "request.id",
                        "request",
                        "outputs",
                        "1",
                        "0",
                        "-1",
                        "2.5",
                        "7u",
                        "'a'",
                        "\"p\"",
                        "true",
                        "null",
                        "[",
                        "]",
                        "(",
                        ")",
                        "{",
                        "}",
                        ",",
                        ":",
                        "?",
                        ".",
                        "+",
                        "-",
                        "*",
                        "/",
                        "%",
                        "<",
                        "<=",
                        "==",
                        "!=",
                        ">",
                        ">=",
                        "&&",
                        "||",
                        "!",
                        "in",
                        "has(",
                        "size(",
                        "max(",
                        "sum(",
                        "argmax(",
                        "margin(",
                        "isNaN(",
                        "bucket(",
                        "int(",
                        "uint(",
                        "double(",
                        "string(",
                        "bool(",
                        ".all(e,",
                        ".exists(e,",
                        ".map(e,",
                        ".filter(e,",
                        ".exists_one(e,",
                        "e",
                        ".contains(",
                        ".matches(",
                        ".startsWith(",
                        "[0]",
                        "['c']",
                        "[1, 2]",
                        "['p', 'z']",
                        "{'a': 1}",
                        "// c\n",
                        "r'\\d'")
                .list()
                .ofMinSize(1)
                .ofMaxSize(9);
    }

    @Property(tries = 8_000)
    void takesAnyExpression(@ForAll("expressions") String text) {
        attempt(text);
    }

    @Provide
    Arbitrary<String> expressions() {
        Arbitrary<String> leaf = Arbitraries.of(
                "x",
                "i",
                "b",
                "s",
                "v",
                "w",
                "o.n",
                "o.c",
                "m.p",
                "n.q",
                "n.l",
                "params.k",
                "params.t",
                "params.no",
                "headers.h",
                "request.id",
                "1",
                "0",
                "-1",
                "2.5",
                "7u",
                "'a'",
                "'p'",
                "true",
                "[]",
                "{}",
                "[1, 2]",
                "['a', 'p']",
                "[[1], [2]]",
                "{'a': 1, 'p': 2}",
                "{1: [x], 2: v}",
                "o",
                "m",
                "[params.k]",
                "[x, params.k]",
                "e",
                "9223372036854775807",
                "18446744073709551615u");
        return deeper(deeper(deeper(leaf)));
    }

    private static Arbitrary<String> deeper(Arbitrary<String> part) {
        Arbitrary<String> binary = Arbitraries.of(
                        "(%s + %s)",
                        "(%s - %s)",
                        "(%s * %s)",
                        "(%s / %s)",
                        "(%s %% %s)",
                        "(%s == %s)",
                        "(%s != %s)",
                        "(%s < %s)",
                        "(%s >= %s)",
                        "(%s in %s)",
                        "(%s && %s)",
                        "(%s || %s)",
                        "[%s, %s]",
                        "%s[%s]",
                        "{%s: %s}",
                        "bucket(%s, %s)",
                        "(%s).all(e, %s)",
                        "(%s).exists(e, %s)",
                        "(%s).exists_one(e, %s)",
                        "(%s).map(e, %s)",
                        "(%s).filter(e, %s)",
                        "(%s).contains(%s)",
                        "(b ? %s : %s)")
                .flatMap(form -> part.list().ofSize(2).map(parts -> String.format(form, parts.get(0), parts.get(1))));
        Arbitrary<String> unary = Arbitraries.of(
                        "-(%s)",
                        "!(%s)",
                        "max(%s)",
                        "min(%s)",
                        "sum(%s)",
                        "argmax(%s)",
                        "margin(%s)",
                        "isNaN(%s)",
                        "size(%s)",
                        "int(%s)",
                        "uint(%s)",
                        "double(%s)",
                        "string(%s)",
                        "bool(%s)",
                        "has(%s.a)",
                        "(%s).a",
                        "(%s).matches('a')")
                .flatMap(form -> part.map(only -> String.format(form, only)));
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(1, part), net.jqwik.api.Tuple.of(3, binary), net.jqwik.api.Tuple.of(2, unary));
    }

    @Example
    void nestsOnlySoDeep() {
        for (String open : List.of("(", "[", "{1:", "!(", "-(", "f(", "[1,", "b ? (", "x.all(e, ", "-", "!")) {
            attempt(open.repeat(100_000));
            attempt(open.repeat(1_600));
            attempt(open.repeat(90) + "x");
        }
        for (String chain :
                List.of("+ x", "* x", ".x", "[0]", ".f()", "&& b", "|| b", "? b : b", "== x", "in v", "- -x")) {
            attempt("x" + chain.repeat(1_600));
            attempt("b" + chain.repeat(90));
        }
        Problem deep = catchThrowableOfType(
                        InvalidCelException.class, () -> request.condition("(".repeat(5_000) + "b" + ")".repeat(5_000)))
                .problems()
                .get(0);
        assertThat(deep.message()).isEqualTo("the text is nested deeper than 100 levels here");
    }

    @Example
    void longChainsOfAndAndOrAreNoNesting() {
        assertThat(request.test("b" + " && b".repeat(2_000))).isTrue();
        assertThat(request.test("!b" + " || x > 2".repeat(1_000) + " || s in ['a', 'abc']"))
                .isTrue();
    }

    @Example
    void hugeTextsAreRefused() {
        assertThatThrownBy(() -> request.condition("b".repeat(1 << 20)))
                .hasMessage(
                        "at 16384: the text has 1048576 characters, 16384 are the most. Split the decision over several steps");
    }

    @Example
    void oneEvaluationMayOnlyGoOverSoMuch() {
        String ten = "[1,2,3,4,5,6,7,8,9,0]";
        String nested = ten + ".all(a, " + ten + ".all(b, " + ten + ".all(c, " + ten + ".all(d, " + ten + ".all(e, "
                + ten + ".all(f, " + ten + ".all(g, " + ten + ".all(h, a >= 0))))))))";
        assertThatThrownBy(() -> request.test(nested))
                .hasMessage("the condition goes over more than 10000000 elements");
        String doubling = "['" + "a".repeat(100) + "']" + ".map(t, t + t)".repeat(40) + "[0] == s";
        assertThatThrownBy(() -> request.test(doubling)).hasMessage("a text would have more than 1048576 characters");
        String lists = "[w]" + ".map(l, l + l)".repeat(40) + "[0] == w";
        assertThatThrownBy(() -> request.test(lists)).hasMessage("the condition goes over more than 10000000 elements");
    }

    @Example
    void aPatternTakesTimeInProportionToTheText() {
        TestRequest hostile = TestRequest.batch().input("s", Tensor.of(Shape.of(1), "a".repeat(20_000) + "!"));
        assertThat(hostile.test("s.matches('^(a+)+$') || s.matches('^(a|a|aa)*$') || s.matches('(.*)*b')"))
                .isFalse();
    }

    @Example
    void aPatternIsMeasuredBeforeItIsCompiled() {
        for (String large : List.of(
                "((a{1000}){1000}){1000}",
                "(a{1000}){1000}",
                "(a{2,1000}){900,}",
                "(".repeat(500) + "a" + ")".repeat(500),
                "a".repeat(3_000),
                "(?:(?:(?:a{9}){9}){9}){9}{9}")) {
            assertThatThrownBy(() -> request.condition("s.matches('" + large + "')"))
                    .hasMessageContaining("the pattern can't be used");
        }
        String uuid = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
        assertThat(request.test("!s.matches('" + uuid + "') && s.matches('^([a-z]{1,3})+$')"))
                .isTrue();
    }

    @Property(tries = 5_000)
    void takesAnyPattern(@ForAll("patterns") String pattern) {
        attempt("s.matches(" + SafeText.quoted(pattern) + ")");
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of(
                        "a",
                        "b",
                        ".",
                        "\\d",
                        "\\",
                        "(",
                        ")",
                        "(?:",
                        "(?i",
                        "(?P<n>",
                        "[",
                        "]",
                        "^",
                        "$",
                        "*",
                        "+",
                        "?",
                        "|",
                        "{2}",
                        "{1000}",
                        "{1,",
                        "}",
                        "\\p{L}",
                        "\\Q",
                        "\\E",
                        "[:alpha:]",
                        "-",
                        "é",
                        "\\x{10FFFF}",
                        "\\b",
                        "\\1",
                        "\n")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Example
    void halfASurrogatePairIsNoCharacter() {
        assertThatThrownBy(() -> request.condition("s == '\ud800'")).hasMessageContaining("half a surrogate pair");
        assertThatThrownBy(() -> request.condition("s == '\udc00\ud800'"))
                .hasMessageContaining("half a surrogate pair");
    }
}
