// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;

import dev.mehari.maths.Op;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 17: transforms. What each kernel takes is tested in the room of maths; here it gets its place. */
class Rule17Test {
    private final Bench bench = Bench.withModels();

    private static String graph(String input, String ops) {
        return Bench.head("""
                  inputs:
                    - {name: x, datatype: FP32, shape: [-1, 3], features: [{name: checking, categories: [none, low]}, months, age]}
                    - {name: z, datatype: FP32, shape: [-1]}
                  steps: [{transform: {id: t, input: %s, ops: %s}}]
                  outputs: [{name: p, from: t}, {name: x, from: x}, {name: z, from: z}]
                """.formatted(input, ops));
    }

    private TransformNode node(String input, String ops) {
        Checked checked = bench.check(graph(input, ops));
        assertThat(checked.findings()).isEmpty();
        return (TransformNode) checked.graph().orElseThrow().nodes().get(0);
    }

    private static final String AT = "8  spec.steps[0].transform.";

    @Test
    void rule17_opsRunFromLeftToRight() {
        assertThat(node("x", "[{impute: {months: 3}}, {clip: {min: 0}}, oneHot, {cast: FP64}]")
                        .ops())
                .extracting(Op::kernel)
                .containsExactly("impute", "clip", "oneHot", "cast");
    }

    @Test
    void rule17_theOutputIsCalledOutputUnlessNamed() {
        assertThat(node("x", "[log]").output()).isEqualTo("output");
        String text = graph("x", "[log], output: logarithm").replace("from: t}", "from: t.logarithm}");
        assertThat(bench.findings(text)).isEmpty();
    }

    @Test
    void rule17_severalInputsGoBeforeConcat() {
        assertThat(node("[x, z]", "[concat, log]").inputs())
                .containsExactly(Reference.input("x"), Reference.input("z"));
        assertThat(bench.findings(graph("[x, z]", "[log]")))
                .containsExactly(
                        AT
                                + "input: 2 inputs for a transform that doesn't begin with concat. Put concat first in ops to join them, or keep one.");
        assertThat(bench.findings(graph("x", "[log, concat]")))
                .containsExactly(
                        AT + "ops[1]: concat isn't the first op. Put it first: it joins the inputs of the transform.");
    }

    @Test
    void rule17_anUnknownKernelIsAFindingWithAPatch() {
        String text = graph("x", "[one_hot, {clipp: {min: 1}}]");
        Checked checked = bench.check(text);

        assertThat(bench.places(text))
                .containsExactly("8  spec.steps[0].transform.ops[0]", "8  spec.steps[0].transform.ops[1]");
        assertThat(Patches.apply(
                        text,
                        checked.findings().stream()
                                .flatMap(f -> f.patch().stream())
                                .toList()))
                .isEqualTo(graph("x", "[oneHot, {clip: {min: 1}}]"));
    }

    @Test
    void rule17_wrongArgumentsAreFoundWhereTheyStand() {
        assertThat(bench.places(graph("x", "[{clip: {min: a}}]")))
                .containsExactly("8  spec.steps[0].transform.ops[0].clip.min");
        assertThat(bench.places(graph("x", "[log, {standardize: {mean: 0, std: 0}}]")))
                .containsExactly("8  spec.steps[0].transform.ops[1].standardize.std");
        assertThat(bench.places(graph("x", "[{select: [months, moths]}]")))
                .containsExactly("8  spec.steps[0].transform.ops[0].select[1]");
        assertThat(bench.places(graph("x", "[{cast: BYTES}]")))
                .containsExactly("8  spec.steps[0].transform.ops[0].cast");
    }

    @Test
    void rule17_severalWrongOpsAreReportedAtOnce() {
        assertThat(bench.places(graph("x", "[{clip: {}}, nothing, {labels: a}]")))
                .hasSize(3);
    }

    @Test
    void rule17_anOpIsAWordOrAnObjectWithOneKey() {
        assertThat(bench.findings(graph("x", "[{clip: {min: 1}, log: {}}]")))
                .containsExactly(
                        AT + "ops[0]: an op has one key, its kernel. Write a kernel's name, or {kernel: arguments}.");
        assertThat(bench.findings(graph("x", "[[log]]")))
                .containsExactly(
                        AT + "ops[0]: is a list, an op is wanted. Write a kernel's name, or {kernel: arguments}.");
        assertThat(bench.findings(graph("x", "[]")))
                .containsExactly(AT + "ops: is an empty list, at least one entry is wanted.");
    }

    @Test
    void rule17_labelsAreText() {
        assertThat(bench.findings(graph("z", "[{threshold: {at: 1, labels: [no, yes]}}]")))
                .containsExactly(
                        AT
                                + "ops[0].threshold.labels[0]: no reads as a boolean to kubectl, text is wanted. Quote it: \"no\".",
                        AT
                                + "ops[0].threshold.labels[1]: yes reads as a boolean to kubectl, text is wanted. Quote it: \"yes\".");
    }

    @Test
    void rule17_numbersAreFinite() {
        assertThat(bench.findings(graph("x", "[{clip: {max: 1e999}}]")))
                .containsExactly(AT + "ops[0].clip.max: is 1e999, more than any float holds. Write a finite number.");
        assertThat(bench.findings(graph("x", "[{clip: {max: .inf}}]")))
                .containsExactly(AT + "ops[0].clip.max: .inf isn't a number in JSON. Write a finite number.");
    }

    @Test
    void rule17_constantsComeFromFiles() {
        bench.file(
                "scaler.json",
                "{\"median\": {\"months\": 3, \"age\": 40.5}, \"scale\": {\"mean\": [1, 2], \"std\": [1, 3]}, \"low\": 0}");
        bench.file("deep/five.json", "5");
        TransformNode node = node(
                "x",
                "[{impute: {file: scaler.json#median}}, {standardize: {file: scaler.json#scale}}, {clip: {min: {file: scaler.json#low}, max: {file: deep/five.json}}}]");

        assertThat(node.ops().get(0)).isEqualTo(Op.parse("impute", java.util.Map.of("months", 3L, "age", 40.5)));
        assertThat(node.ops().get(1))
                .isEqualTo(Op.parse("standardize", java.util.Map.of("mean", List.of(1L, 2L), "std", List.of(1L, 3L))));
        assertThat(node.ops().get(2)).isEqualTo(Op.parse("clip", java.util.Map.of("min", 0L, "max", 5L)));
        assertThat(bench.check(graph(
                                "x", "[{impute: {file: scaler.json#low}}, {clip: {min: {file: scaler.json#low}}}]"))
                        .graph()
                        .orElseThrow()
                        .files())
                .hasSize(1);
    }

    @Test
    void rule17_aFeatureMayBeCalledFile() {
        String text = graph("x", "[{clip: {min: {file: 3}}}]").replace("months, age", "file, age");
        assertThat(bench.findings(text)).isEmpty();
    }

    @Test
    void rule17_theFirstHalfReadsNoFiles() {
        assertThat(
                        bench.alone(
                                graph(
                                        "x",
                                        "[{impute: {file: nothing.json#median}}, {standardize: {file: nothing.json}}, {clip: {min: {file: nothing.json}}}]")))
                .isEmpty();
        assertThat(bench.alone(
                        graph("x", "[{standardize: {mean: {file: a.json}, std: {file: b.json}}}, {select: [monts]}]")))
                .hasSize(1)
                .allMatch(f -> f.startsWith(AT + "ops[1].select[0]"));
    }

    @Test
    void rule17_aFileThatIsWrongIsAFinding() {
        bench.file("broken.json", "{\"a\": 1,}")
                .file("twice.json", "{\"a\": 1, \"a\": 2}")
                .file("list.json", "[1, 2]")
                .file("a.json", "{\"median\": 1} 2");
        assertThat(bench.findings(graph("x", "[{impute: {file: nothing.json#a}}]")))
                .containsExactly(
                        AT
                                + "ops[0].impute.file: 'nothing.json' isn't there. Check the name; it is relative to the folder of the graph file.");
        assertThat(bench.findings(graph("x", "[{impute: {file: ../../etc/passwd}}]"))
                        .get(0))
                .startsWith(AT + "ops[0].impute.file: ");
        assertThat(bench.findings(graph("x", "[{impute: {file: broken.json}}]")).get(0))
                .startsWith(AT + "ops[0].impute.file: broken.json isn't JSON in line 1: ");
        assertThat(bench.findings(graph("x", "[{impute: {file: twice.json}}]")).get(0))
                .startsWith(AT + "ops[0].impute.file: twice.json isn't JSON in line 1: Duplicate field 'a'");
        assertThat(bench.findings(graph("x", "[{impute: {file: list.json#a}}]")))
                .containsExactly(
                        AT
                                + "ops[0].impute.file: list.json isn't a JSON object and has no key 'a'. Write {file: list.json} for the whole file.");
        assertThat(bench.findings(graph("x", "[{impute: {file: a.json}}]")))
                .containsExactly(AT + "ops[0].impute.file: a.json has more after its JSON value.");
        bench.file("a.json", "{\"median\": 1, \"word\": \"one\"}");
        assertThat(bench.findings(graph("x", "[{impute: {file: a.json#medain}}]")))
                .containsExactly(
                        AT
                                + "ops[0].impute.file: a.json has no key 'medain'; known: median, word. Did you mean 'median'?");
        assertThat(bench.findings(graph("x", "[{impute: {file: a.json#word}}]")).get(0))
                .startsWith(AT + "ops[0].impute: ")
                .contains("(in a.json#word)");
    }

    @Test
    void rule17_aDataFileAtAnHttpAddressIsAFinding() {
        String inside = graph("x", "[{impute: {file: \"https://example.org/a.json#low\"}}]");
        String below = graph("x", "[{impute: {file: a.json#low}}]")
                .replace("spec:\n", "spec:\n  modelRoot: https://example.org\n");

        assertThat(bench.alone(inside))
                .hasSize(1)
                .allMatch(f -> f.contains("impute.file: 'https://example.org/a.json' lies at an http address, for which"
                        + " nobody vouches, and a data file has no sha256. Put it beside the graph file, or"));
        assertThat(bench.alone(below)).hasSize(1).allMatch(f -> f.contains("'a.json' lies at an http address"));
        assertThat(bench.alone(below.replace("https:", "s3:"))).isEmpty();
    }

    @Test
    void rule17_whatFollowsAWrongTransformIsNotReported() {
        String text = graph("x", "[clop]")
                .replace("[{name: p, from: t}", "[{name: p, from: u}")
                .replace("}}]\n  outputs", "}}, {transform: {id: u, input: t, ops: [oneHot, softmax]}}]\n  outputs");
        assertThat(bench.places(text)).containsExactly("8  spec.steps[0].transform.ops[0]");
    }
}
