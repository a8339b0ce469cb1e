// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a file holds, it is read and checked to the end, and what is said of it makes sense. */
class GraphFuzz {
    private static final String GOOD = example("credit.graph.yaml");

    /** One with every kind of step. */
    private static final String WHOLE = example("whole.graph.yaml");

    private static final Bench BENCH = Bench.withModels()
            .model(
                    "models/trees.json",
                    "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"prediction\": \"FP32 -1\"}}")
            .model(
                    "models/net.zip",
                    "{\"inputs\": {\"input\": \"FP32 -1 7\"}, \"outputs\": {\"output\": \"FP32 -1 2\"}}")
            .model(
                    "models/thin.onnx",
                    "{\"inputs\": {\"x\": \"FP32 -1 7\"}, \"outputs\": {\"probabilities\": \"FP32 -1 2\"}}")
            .file("child.graph.yaml", example("child.graph.yaml"))
            .file("scaler.json", "{\"median\": 3, \"scale\": {\"mean\": [1, 2, 3], \"std\": [1, 1, 2]}}");

    /** Words of the language and of its enemies. */
    private static final List<String> WORDS = List.of(
            "applicant",
            "scale",
            "score",
            "score.probability",
            "committee",
            "thin",
            "trees",
            "net",
            "decide.label",
            "x",
            "-1",
            "0",
            "1e999",
            "18446744073709551616",
            ".nan",
            "~",
            "null",
            "true",
            "no",
            "\"\"",
            "'it''s'",
            "[]",
            "{}",
            "[a, [b]]",
            "{a: {b: 1}}",
            "&a",
            "*a",
            "!!str x",
            "<<",
            "? a",
            "- a",
            "FP32",
            "BYTES",
            "[-1]",
            "[-1, 4]",
            "[0]",
            "mean",
            "concat",
            "vote",
            "50ms",
            "\u0000",
            "\uD83D",
            "\uFEFF",
            "\t",
            "\"applicant.months <\"",
            "outputs",
            "branch",
            "branch: x",
            "id",
            "steps: []",
            "model: {}",
            "choice: {id: c}",
            "cascade: {id: c}",
            "traffic: {id: c, arms: [{weight: 100, outputs: {p: rows}}]}",
            "split: {id: c}",
            "graph: {id: g}",
            "call: {id: c}",
            "accept",
            "outputs.p > 0.5",
            "header:x",
            "header:Cookie",
            "cookie:",
            "caller",
            "33.333",
            "-1e9",
            "child",
            "child@2",
            "whole",
            "sum",
            "first",
            "list",
            "count",
            "fallback: {}",
            "fallback: {value: {p: 1}}",
            "{value: {p: [1]}}",
            "empty",
            "lengths",
            "grpc://a:1/b",
            "http://user:p@h/v2/models/m",
            "grpc://{{x}}:1/${y}",
            "retries",
            "timeout",
            "use",
            "{file: scaler.json}",
            "{file: ../x}",
            "{file: [1]}",
            "\"probabilities[99999999999]\"",
            "..",
            "a.b.c",
            ".a",
            "a.");

    private static String example(String name) {
        try (InputStream in = GraphFuzz.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Provide
    Arbitrary<String> punctuation() {
        return Arbitraries.strings()
                .withChars("-: []{},&*!|>'\"%@`#?~\n\t\r ab1.\\<")
                .ofMaxLength(60);
    }

    @Property(tries = 1000)
    void anyTextIsRead(@ForAll("punctuation") String text) {
        check(text);
    }

    @Property(tries = 300)
    void anyTextInsideAGraphIsRead(@ForAll("punctuation") String text, @ForAll Random random) {
        int at = random.nextInt(GOOD.length());
        check(GOOD.substring(0, at) + text + GOOD.substring(at));
    }

    @Property(tries = 600)
    void mutationsOfAGoodGraphAreChecked(@ForAll Random random) {
        checkMutation(GOOD, random);
    }

    @Property(tries = 1200)
    void mutationsOfAGraphWithAllStepsAreChecked(@ForAll Random random) {
        checkMutation(WHOLE, random);
    }

    @Property(tries = 300)
    void anyTextInsideAGraphWithAllStepsIsRead(@ForAll("punctuation") String text, @ForAll Random random) {
        int at = random.nextInt(WHOLE.length());
        check(WHOLE.substring(0, at) + text + WHOLE.substring(at));
    }

    @Example
    void theGraphWithAllStepsIsRight() {
        assertThat(BENCH.findings(WHOLE)).isEmpty();
        check(WHOLE);
    }

    private static void checkMutation(String good, Random random) {
        String text = good;
        for (int i = random.nextInt(4); i >= 0; i--) {
            text = mutated(text, random);
        }
        check(text);
    }

    /** One word replaced, a line dropped, doubled or moved, or a piece cut out. */
    private static String mutated(String text, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (lines.isEmpty()) {
            return text;
        }
        int at = random.nextInt(lines.size());
        String word = WORDS.get(random.nextInt(WORDS.size()));
        switch (random.nextInt(5)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(random.nextInt(lines.size()), lines.get(at));
            case 2 ->
                lines.set(
                        at,
                        lines.get(at)
                                .replaceFirst(
                                        "(?<=[ \\[{:,])[A-Za-z0-9_.\"\\[\\]-]+(?=[,}\\]]|$)",
                                        java.util.regex.Matcher.quoteReplacement(word)));
            case 3 ->
                lines.set(
                        at,
                        lines.get(at).replaceFirst("[A-Za-z]+(?=:)", java.util.regex.Matcher.quoteReplacement(word)));
            default -> {
                String line = lines.get(at);
                int cut = line.isEmpty() ? 0 : random.nextInt(line.length());
                lines.set(at, line.substring(0, cut) + word + line.substring(Math.min(line.length(), cut + 1)));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static void check(String text) {
        Checked both = BENCH.check(text);
        Reading alone = GraphFiles.read("g.graph.yaml", text, BENCH.folder());
        sensible(both.findings(), text);
        sensible(alone.findings(), text);
        assertThat(both.graph().isPresent()).isNotEqualTo(Finding.anyError(both.findings()));
        assertThat(alone.graph().isPresent()).isNotEqualTo(Finding.anyError(alone.findings()));
        if (both.graph().isPresent()) {
            assertThat(alone.graph())
                    .as("what is right with models is right alone")
                    .isPresent();
            assertThat(GraphIdentity.of(both.graph().get())).hasSize(64);
        }
        if (alone.graph().isPresent()) {
            assertThat(GraphSchemaTest.errors(text))
                    .as("the schema accepts what is right")
                    .isEmpty();
        }
    }

    private static void sensible(List<Finding> findings, String text) {
        for (Finding finding : findings) {
            assertThat(finding.message()).isNotBlank().doesNotContain("dev.mehari");
            assertThat(finding.line()).isBetween(1, (int) text.lines().count() + 1);
            finding.patch().ifPresent(patch -> Patches.apply(text, List.of(patch)));
        }
    }
}
