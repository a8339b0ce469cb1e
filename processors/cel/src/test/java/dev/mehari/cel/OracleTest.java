// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.google.common.primitives.UnsignedLong;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our answers against those of dev.cel 0.11.0, the Java CEL of its makers, where the semantics coincide: datatypes FP64,
 * INT64, UINT64, BOOL and text, with literals of the type that CEL wants. They part on NaN and −0.0 (it compares doubles as
 * Java's Double does, GRAPH.md rule 15 as IEEE does), on integers beyond 2^53 against doubles (rounded there, exact here) and
 * on the order of text (UTF-16 there, code points here).
 */
class OracleTest {
    private static final Map<String, CelType> VARIABLES = Map.of(
            "x",
            SimpleType.DOUBLE,
            "y",
            SimpleType.DOUBLE,
            "i",
            SimpleType.INT,
            "j",
            SimpleType.INT,
            "u",
            SimpleType.UINT,
            "s",
            SimpleType.STRING,
            "t",
            SimpleType.STRING,
            "b",
            SimpleType.BOOL,
            "v",
            ListType.create(SimpleType.DOUBLE),
            "w",
            ListType.create(SimpleType.INT));
    private static final Cel ORACLE = oracle();

    private static Cel oracle() {
        var builder = CelFactory.standardCelBuilder()
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setOptions(CelOptions.current()
                        .enableHeterogeneousNumericComparisons(true)
                        .enableUnsignedLongs(true)
                        .build());
        VARIABLES.forEach(builder::addVar);
        return builder.build();
    }

    /** One row of values, as the oracle and as a request. */
    private record Values(Map<String, Object> oracle, TestRequest request) {
        static Values random(Random random) {
            double[] reals = {0, 1, -1.5, 0.1, 2.5, 1e300, -7, Double.POSITIVE_INFINITY};
            long[] integers = {0, 1, -1, 2, 3, 7, -7, Long.MAX_VALUE, Long.MIN_VALUE, 9007199254740993L};
            long[] unsigned = {0, 1, 2, 7, -1L, 1L << 63, 9007199254740993L};
            String[] texts = {"", "a", "ab", "abc", "b", "é", "\ud83d\ude00", "1", "-2", "2.5", "true", "x y"};
            double x = reals[random.nextInt(reals.length)];
            double y = reals[random.nextInt(reals.length)];
            long i = integers[random.nextInt(integers.length)];
            long j = integers[random.nextInt(integers.length)];
            long u = unsigned[random.nextInt(unsigned.length)];
            String s = texts[random.nextInt(texts.length)];
            String t = texts[random.nextInt(texts.length)];
            boolean b = random.nextBoolean();
            List<Double> v = List.of(reals[random.nextInt(7)], reals[random.nextInt(7)], x);
            List<Long> w = List.of(i, integers[random.nextInt(7)], j);
            Map<String, Object> oracle = new HashMap<>(Map.of("x", x, "y", y, "i", i, "j", j, "s", s, "t", t, "b", b));
            oracle.put("u", UnsignedLong.fromLongBits(u));
            oracle.put("v", v);
            oracle.put("w", w);
            TensorBuilder uint64 = new TensorBuilder(Datatype.UINT64, Shape.of(1));
            uint64.setLong(0, u);
            TestRequest request = TestRequest.batch()
                    .input("x", Tensor.of(Shape.of(1), x))
                    .input("y", Tensor.of(Shape.of(1, 1), y))
                    .input("i", Tensor.of(Shape.of(1), i))
                    .input("j", Tensor.of(Shape.of(1), j))
                    .input("u", uint64.build())
                    .input("s", Tensor.of(Shape.of(1), s))
                    .input("t", Tensor.of(Shape.of(1), t))
                    .input("b", Tensor.of(Shape.of(1), b))
                    .input("v", Tensor.of(Shape.of(1, 3), v.get(0), v.get(1), v.get(2)))
                    .input("w", Tensor.of(Shape.of(1, 3), w.get(0), w.get(1), w.get(2)));
            return new Values(oracle, request);
        }
    }

    /** {@code true}, {@code false} or {@code error}. */
    private static String ours(CelCondition condition, TestRequest request) {
        try {
            return String.valueOf(condition.test(request.input(condition.references()), 0));
        } catch (InferenceException e) {
            assertThat(e.kind()).isEqualTo(InferenceException.Kind.INVALID);
            return "error";
        }
    }

    private static String theirs(CelRuntime.Program program, Map<String, Object> values) {
        try {
            return String.valueOf(program.eval(values));
        } catch (CelEvaluationException e) {
            return "error";
        }
    }

    private static void compare(String text, int rows, Random random) throws Exception {
        CelRuntime.Program program;
        try {
            program = ORACLE.createProgram(ORACLE.compile(text).getAst());
        } catch (CelValidationException e) {
            throw new AssertionError("the oracle refuses " + text, e);
        }
        CelCondition condition =
                CelCondition.compile(text, Values.random(random).request().scope());
        CelCondition safe = CelCondition.compile(
                condition.text(), Values.random(random).request().scope());
        for (int row = 0; row < rows; row++) {
            Values values = Values.random(random);
            String expected = theirs(program, values.oracle());
            assertThat(ours(condition, values.request()))
                    .as("%s with %s", text, values.oracle())
                    .isEqualTo(expected);
            assertThat(ours(safe, values.request())).as(condition.text()).isEqualTo(expected);
        }
    }

    @Test
    void answersGeneratedConditionsAsTheOracleDoes() throws Exception {
        Random random = new Random(9);
        for (int n = 0; n < 2_000; n++) {
            compare(new Writer(random).condition(3), 8, random);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i / 0 == 1 || true",
                "true || i / 0 == 1",
                "i / 0 == 1 && false",
                "false && i / 0 == 1",
                "i / 0 == 1 && true",
                "(i / 0 == 1 || b) && b",
                "b ? i / 0 == 1 : true",
                "i % j == 1",
                "i / j == 1",
                "-i == j",
                "i + j > 0",
                "i * j > 0",
                "i - j > 0",
                "u + 1u > u",
                "u - 1u < u",
                "u * 2u > u",
                "u / 2u < u",
                "u % 2u == 1u",
                "x / y > 0.0",
                "x < i",
                "i < x",
                "u > i",
                "i >= u",
                "u > x",
                "x != x",
                "int(x) == i",
                "uint(x) == u",
                "uint(i) == u",
                "int(u) == i",
                "double(i) == x",
                "double(u) == x",
                "int(s) == 1",
                "double(s) == 2.5",
                "uint(s) == 1u",
                "s < t",
                "s <= t",
                "s == t",
                "s + t == t + s",
                "size(s) == 1",
                "s.size() == size(t)",
                "s.contains(t)",
                "s.startsWith(t)",
                "s.endsWith(t)",
                "s.matches('^a.*')",
                "matches(s, 'b')",
                "s.matches('')",
                "s in ['a', t]",
                "x in v",
                "i in w",
                "1.0 in v",
                "x in [1.0, y]",
                "v[0] == x",
                "v[i] == x",
                "w[j] == i",
                "v == v",
                "w == w",
                "v == [x, y]",
                "size(v) == 3",
                "v + v == v",
                "size(v + [x]) == 4",
                "(v + [x])[3] == x",
                "v.all(e, e > 0.0)",
                "v.exists(e, e > 0.0)",
                "v.exists_one(e, e > 0.0)",
                "v.filter(e, e > 0.0) == v",
                "v.map(e, e * 2.0) == v",
                "v.map(e, e > 0.0, e + 1.0).size() > 1",
                "w.all(e, 10 / e > 1)",
                "w.exists(e, 10 / e > 1)",
                "w.exists_one(e, 10 / e > 1)",
                "w.map(e, 10 / e).size() == 3",
                "w.filter(e, 10 / e > 0).size() > 1",
                "[1, 2, 3].all(a, w.exists(c, c > a))",
                "{'a': x, 'b': y}['a'] == x",
                "{'a': x}.a == x",
                "{'a': x}[s] == x",
                "s in {'a': x, 'b': y}",
                "{1: s, 2: t}[i] == s",
                "{i: 1, j: 2}[i] == 1",
                "size({'a': 1}) == 1",
                "has({'a': 1}.a)",
                "has({'a': 1}.b)",
                "{true: 1}[b] == 1",
                "{1u: x}[u] == x",
                "b == (x > 0.0)",
                "b < true",
                "b >= (i > 0)",
                "!b != b",
                "(b ? x : y) > 0.0",
                "(b ? s : t) == s",
                "[[1], [2, 3]][1][0] == 2",
                "[[1], [2, 3]].exists(l, i in l)",
                "string(i) == s",
                "string(b) == s",
                "string(u) == s",
                "bool(s)",
                "[] == []",
                "size([]) == 0",
                "x in []",
                "[].all(e, true)",
                "int(-1.9) == -1",
                "int(1.9) == 1",
                "'a' + 'b' == 'ab'",
                "-x < y",
                "--x == x"
            })
    void answersThisAsTheOracleDoes(String text) throws Exception {
        compare(text, 60, new Random(text.hashCode()));
    }

    /** Writes conditions in which every literal has the type that CEL wants. */
    private static final class Writer {
        private final Random random;

        Writer(Random random) {
            this.random = random;
        }

        private String one(String... choices) {
            return choices[random.nextInt(choices.length)];
        }

        String condition(int depth) {
            if (depth == 0) {
                return one("b", "true", "x > 0.5", "i == 1", "s == 'a'", "x < y", "i <= j", "u > 1u", "s != t", "!b");
            }
            int less = depth - 1;
            return switch (random.nextInt(14)) {
                case 0 -> condition(less) + " && (" + condition(less) + ")";
                case 1 -> "(" + condition(less) + ") || " + condition(less);
                case 2 -> "!(" + condition(less) + ")";
                case 3 -> "((" + condition(less) + ") ? (" + condition(less) + ") : (" + condition(less) + "))";
                case 4 -> "(" + real(less) + one(" < ", " <= ", " > ", " >= ") + real(less) + ")";
                case 5 -> "(" + integer(less) + " " + relation() + " " + integer(less) + ")";
                case 6 -> "(" + unsigned(less) + " " + relation() + " " + unsigned(less) + ")";
                case 7 -> "(" + text(less) + " " + relation() + " " + text(less) + ")";
                case 8 -> "(" + integer(less) + one(" < ", " <= ", " > ", " >= ") + one("x", "y", "v[1]") + ")";
                case 9 -> "(" + integer(less) + " in " + integers(less) + ")";
                case 10 -> text(less) + "." + one("contains", "startsWith", "endsWith") + "(" + text(less) + ")";
                case 11 -> "(" + integers(less) + one(" == ", " != ") + integers(less) + ")";
                case 12 ->
                    integers(less) + "." + one("all", "exists", "exists_one") + "(e" + depth + ", e" + depth + " "
                            + relation() + " " + integer(less) + ")";
                default -> "(" + text(less) + " in [" + text(less) + ", " + text(less) + "])";
            };
        }

        private String relation() {
            return one("==", "!=", "<", "<=", ">", ">=");
        }

        String real(int depth) {
            if (depth == 0) {
                return one("x", "y", "1.5", "-0.5", "v[0]", "v[2]");
            }
            int less = depth - 1;
            return switch (random.nextInt(5)) {
                case 0 -> "double(" + integer(less) + ")";
                case 1 -> "(" + condition(less) + " ? " + real(less) + " : " + real(less) + ")";
                case 2 -> "-(" + real(less) + ")";
                case 3 -> reals(less) + "[" + one("i", "j", "size(s)") + "]";
                default -> "(" + real(less) + " " + one("+", "-", "*", "/") + " " + real(less) + ")";
            };
        }

        String integer(int depth) {
            if (depth == 0) {
                return one("i", "j", "1", "-3", "w[1]", "0");
            }
            int less = depth - 1;
            return switch (random.nextInt(7)) {
                case 0 -> "size(" + one(text(less), integers(less)) + ")";
                case 1 -> "int(" + unsigned(less) + ")";
                case 4 -> "size(" + reals(less) + ")";
                case 2 -> "-(" + integer(less) + ")";
                case 3 -> "(" + condition(less) + " ? " + integer(less) + " : " + integer(less) + ")";
                default -> "(" + integer(less) + " " + one("+", "-", "*", "/") + " " + integer(less) + ")";
            };
        }

        String unsigned(int depth) {
            return depth == 0
                    ? one("u", "1u", "7u", "0u")
                    : "(" + unsigned(depth - 1) + " " + one("+", "-", "*", "/", "%") + " " + unsigned(0) + ")";
        }

        String text(int depth) {
            return depth == 0
                    ? one("s", "t", "'a'", "\"é\"", "r'x y'", "''")
                    : one(
                            "(" + text(depth - 1) + " + " + text(0) + ")",
                            "string(" + integer(depth - 1) + ")",
                            "(" + condition(depth - 1) + " ? s : " + text(0) + ")");
        }

        String integers(int depth) {
            return depth == 0
                    ? one("w", "[1, 2]", "[i, j]", "[1, -3]")
                    : one(
                            "w.map(m" + depth + ", m" + depth + " + " + integer(depth - 1) + ")",
                            "(w + [" + integer(depth - 1) + "])",
                            "w.filter(f" + depth + ", f" + depth + " > " + integer(depth - 1) + ")");
        }

        String reals(int depth) {
            return depth == 0
                    ? one("v", "[x, y]", "[1.5, x]")
                    : one(
                            "v.filter(g" + depth + ", g" + depth + " > " + real(depth - 1) + ")",
                            "([" + real(depth - 1) + "] + v)",
                            "v.map(h" + depth + ", h" + depth + " * " + real(depth - 1) + ")");
        }
    }
}
