// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.mehari.cel.InvalidCelException.Problem;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What is said about wrong texts, word by word: {@code messages.txt}. */
class MessagesTest {
    private static final CelScope SCOPE = CelScope.of("g", true)
            .input(
                    "x",
                    new TensorType(
                            Datatype.FP32,
                            Shape.of(-1, 3),
                            List.of(
                                    Feature.number("months"),
                                    Feature.number("sepal length (cm)"),
                                    new Feature("checking", List.of("none", "low", "high")))))
            .input("i", new TensorType(Datatype.INT32, Shape.of(-1)))
            .input("p", new TensorType(Datatype.FP32, Shape.of(-1, 4)))
            .input("d", new TensorType(Datatype.FP64, Shape.of(-1)))
            .input("s", new TensorType(Datatype.BYTES, Shape.of(-1)))
            .input("b", new TensorType(Datatype.BOOL, Shape.of(-1)))
            .node("score", Map.of("probability", new TensorType(Datatype.FP32, Shape.of(-1))))
            .node("u", Map.of("o", new TensorType(Datatype.FP32, null)))
            .build();

    private static List<Problem> problems(String text) {
        InvalidCelException invalid =
                catchThrowableOfType(InvalidCelException.class, () -> CelCondition.compile(text, SCOPE));
        return invalid == null ? List.of() : invalid.problems();
    }

    private static Map<String, List<String>> golden() throws IOException {
        try (InputStream file = Objects.requireNonNull(MessagesTest.class.getResourceAsStream("messages.txt"))) {
            Map<String, List<String>> golden = new LinkedHashMap<>();
            List<String> problems = new ArrayList<>();
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("> ")) {
                    problems = new ArrayList<>();
                    golden.put(line.substring(2).replace("\\n", "\n"), problems);
                } else if (line.startsWith("  ")) {
                    problems.add(line.substring(2));
                }
            }
            return golden;
        }
    }

    @Test
    void saysWhatIsWrongAndWhatToDo() throws IOException {
        Map<String, List<String>> golden = golden();
        assertThat(golden).hasSizeGreaterThan(100);
        golden.forEach((text, expected) -> assertThat(problems(text).stream()
                        .map(p -> p.offset() + ": " + p.message() + ". " + p.mend()
                                + (p.patch() == null ? "" : "   => " + p.patch()))
                        .toList())
                .as(text)
                .isEqualTo(expected));
    }

    @Test
    void aPatchMendsItsProblemAndMakesNoNewOneThere() throws IOException {
        for (String text : golden().keySet()) {
            List<Problem> before = problems(text);
            for (Problem problem : before) {
                if (problem.patch() != null) {
                    List<Problem> after = problems(problem.patch());
                    assertThat(after).as(problem.patch()).doesNotContain(problem);
                    assertThat(after.size())
                            .as("%s -> %s: %s", text, problem.patch(), after)
                            .isLessThanOrEqualTo(before.size());
                }
            }
        }
    }

    @Test
    void allProblemsOfATextAreToldInTheirOrder() {
        List<Problem> problems = problems("zz > 1 && x.mnths > 2 && s == 3 && headers.X == ''");
        assertThat(problems).extracting(Problem::offset).containsExactly(0, 12, 30, 43);
    }

    @Test
    void whatOnlyFollowsIsNotSaid() {
        assertThat(problems("max(zz.a.b[0] + 1) > 'a' ? zz : zz")).hasSize(3).allMatch(p -> p.message()
                .contains("zz"));
        assertThat(problems("zz.map(v, v + 1).exists(w, w == zz)")).hasSize(1);
        assertThat(problems("zz in [zz]")).extracting(Problem::offset).containsExactly(0, 7);
    }
}
