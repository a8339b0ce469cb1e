// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Large files are read in a time that a person would wait, however odd they are. */
class HugeFilesTest {
    private static final int SIZE = 300_000;

    private static String many(IntFunction<String> part, String between) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < SIZE - 2000; i++) {
            text.append(i == 0 ? "" : between).append(part.apply(i));
        }
        return text.toString();
    }

    private static String graph(String inputs, String steps, String outputs) {
        return Bench.head("  inputs: [" + inputs + "]\n  steps: [" + steps + "]\n  outputs: [" + outputs + "]\n");
    }

    static List<String> texts() {
        String x = "{name: x, datatype: FP32, shape: [-1, 2], features: [a, b]}";
        String t = "{transform: {id: t, input: x, ops: [log]}}";
        String o = "{name: p, from: t}";
        String escapes = "\\\\\\\"".repeat(50_000);
        return List.of(
                graph("{name: x, datatype: FP32, shape: [-1, 2], features: [" + many(i -> "1", ", ") + "]}", t, o),
                graph(x, t + ", " + many(i -> "{transform: {id: s" + i + ", input: r" + i + ", ops: [log]}}", ", "), o),
                graph(x, t, many(i -> "{name: p, from: q" + i + "}", ", ")),
                graph(x, t, o) + "  " + many(i -> "k" + i + ": 1", "\n  "),
                graph(x, t, o) + "  models: {" + many(i -> "m" + i + ": {uri: a.onx}", ", ") + "}",
                graph(x, "{transform: {id: t, input: x, ops: [" + many(i -> "lgo", ", ") + "]}}", o),
                graph(x, "{transform: {id: t, input: [" + many(i -> "y" + i, ", ") + "], ops: [concat]}}", o),
                graph(
                        x,
                        "{choice: {id: t, when: [{cel: \"'" + escapes + "' == ''\", steps: [" + t
                                + "]}], otherwise: {steps: []}}}",
                        o),
                graph(
                        x,
                        "{choice: {id: t, when: [" + many(i -> "{cel: 'x.a > y" + i + "', outputs: {p: x}}", ", ")
                                + "], otherwise: {outputs: {p: x}}}}",
                        o),
                "a: '" + "''".repeat(SIZE / 2 - 100) + "'",
                "{".repeat(90) + many(i -> "\"" + i + "\": {}", ", ") + "}".repeat(90),
                IntStream.range(0, SIZE / 2 - 10).mapToObj(i -> "\n").collect(Collectors.joining("#")));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void areReadInReasonableTime(String text) {
        assertThat(text.length()).isLessThan(GraphFiles.MAX_BYTES);
        Bench bench = Bench.empty();
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(bench.check(text).findings()).isNotEmpty());
    }
}
