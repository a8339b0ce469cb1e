// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 19: ensembles. */
class Rule19Test {
    private final Bench bench = Bench.withModels()
            .model(
                    "a.onnx",
                    "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"p\": \"FP32 -1 2\", \"label\": \"INT64 -1\"}}")
            .model(
                    "b.onnx",
                    "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"p\": \"FP32 -1 2\", \"label\": \"INT64 -1\", \"extra\": \"FP32 -1\"}}")
            .model(
                    "words.onnx",
                    "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"p\": \"FP32 -1 2\", \"label\": \"BYTES -1\"}}");

    private static String ensemble(String combine, String first, String second, String from) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {one: {uri: %s}, two: {uri: %s}}
                  steps:
                    - ensemble:
                        id: e
                        combine: %s
                        branches:
                          - {weight: 3, steps: [{model: {id: m1, use: one, input: x}}]}
                          - steps: [{model: {id: m2, use: two, input: x}}]
                  outputs: [{name: p, from: %s}]
                """.formatted(first, second, combine, from));
    }

    private EnsembleNode node(String combine) {
        Checked checked = bench.check(ensemble(combine, "a.onnx", "b.onnx", "e.p"));
        assertThat(checked.findings()).allMatch(f -> f.severity() == Severity.WARNING);
        return (EnsembleNode) checked.graph().orElseThrow().nodes().get(0);
    }

    @Test
    void rule19_oneCombinerForAllOutputsThatAllBranchesGive() {
        assertThat(node("mean").combine()).hasToString("{p=MEAN, label=MEAN}");
    }

    @Test
    void rule19_aCombinerPerOutputDropsTheOthers() {
        assertThat(node("{p: median}").combine()).hasToString("{p=MEDIAN}");
        assertThat(bench.findings(ensemble("{p: mean}", "a.onnx", "b.onnx", "e.label")))
                .containsExactly("14  spec.outputs[0].from: 'e' has no output 'label'; known: p.");
    }

    @Test
    void rule19_aWeightIs1IfItIsNotGiven() {
        assertThat(node("mean").branches())
                .extracting(EnsembleNode.WeightedBranch::weight)
                .containsExactly(3.0, 1.0);
    }

    @Test
    void rule19_typesFollowFromTheCombiner() {
        assertThat(bench.check(ensemble("mean", "a.onnx", "b.onnx", "e.label"))
                        .graph()
                        .orElseThrow()
                        .outputs()
                        .get(0)
                        .type())
                .hasToString("FP64 [-1]");
        assertThat(bench.check(ensemble("{label: vote, p: concat}", "a.onnx", "b.onnx", "e.label"))
                        .graph()
                        .orElseThrow()
                        .outputs()
                        .get(0)
                        .type())
                .hasToString("INT64 [-1]");
        assertThat(bench.check(ensemble("{label: vote, p: concat}", "a.onnx", "b.onnx", "e.p"))
                        .graph()
                        .orElseThrow()
                        .outputs()
                        .get(0)
                        .type())
                .hasToString("FP32 [-1, 4]");
    }

    @Test
    void rule19_anOutputThatItsCombinerCannotTakeIsAFinding() {
        assertThat(bench.findings(ensemble("mean", "words.onnx", "words.onnx", "e.p")))
                .hasSize(1)
                .allMatch(f -> f.startsWith("10  spec.steps[0].ensemble.combine: output 'label': "))
                .allMatch(f -> f.endsWith(" Or name only the outputs to combine: {output: combiner}."));
        assertThat(bench.findings(ensemble("{p: vote}", "a.onnx", "b.onnx", "e.p")))
                .hasSize(1)
                .allMatch(f -> f.startsWith("10  spec.steps[0].ensemble.combine.p: output 'p': "));
    }

    @Test
    void rule19_whatOnlySomeBranchesGiveIsNotCombined() {
        assertThat(bench.findings(ensemble("mean", "a.onnx", "b.onnx", "e.extra")))
                .containsExactly(
                        "14  spec.outputs[0].from: 'e.extra' can't be used: branches[0] doesn't give 'extra'. Let all branches give it.");
        assertThat(bench.findings(ensemble("{extra: mean}", "a.onnx", "b.onnx", "e.extra")))
                .containsExactly(
                        "10  spec.steps[0].ensemble.combine.extra: 'extra' can't be combined: branches[0] doesn't give 'extra'. Let all branches give it.");
        assertThat(bench.findings(ensemble("{labl: mean}", "a.onnx", "b.onnx", "e")))
                .containsExactly(
                        "10  spec.steps[0].ensemble.combine.labl: no branch gives 'labl'; known: p, label. Did you mean 'label'?");
    }

    @Test
    void rule19_anUnknownCombinerIsAFinding() {
        assertThat(bench.findings(ensemble("maen", "a.onnx", "b.onnx", "e.p")))
                .containsExactly(
                        "10  spec.steps[0].ensemble.combine: no combiner 'maen'; known: mean, median, min, max, vote, concat. Did you mean 'mean'?");
        assertThat(bench.findings(ensemble("{}", "a.onnx", "b.onnx", "e.p")))
                .containsExactly(
                        "10  spec.steps[0].ensemble.combine: no output is combined. Write a combiner for all outputs, or {output: combiner}.");
        assertThat(bench.findings(ensemble("[mean]", "a.onnx", "b.onnx", "e.p")))
                .containsExactly("10  spec.steps[0].ensemble.combine: is a list, text is wanted.");
    }

    @Test
    void rule19_aWeightIsAbove0() {
        for (String weight : new String[] {"0", "-1"}) {
            assertThat(bench.findings(
                            ensemble("mean", "a.onnx", "b.onnx", "e.p").replace("weight: 3", "weight: " + weight)))
                    .containsExactly("12  spec.steps[0].ensemble.branches[0].weight: the weight " + weight
                            + " isn't above 0. Give the branch a weight above 0, or remove the branch.");
        }
        assertThat(bench.findings(ensemble("mean", "a.onnx", "b.onnx", "e.p").replace("weight: 3", "weight: heavy")))
                .containsExactly(
                        "12  spec.steps[0].ensemble.branches[0].weight: is the text 'heavy', a number is wanted.");
        assertThat(bench.findings(ensemble("mean", "a.onnx", "b.onnx", "e.p").replace("weight: 3", "weight: \"3\"")))
                .containsExactly(
                        "12  spec.steps[0].ensemble.branches[0].weight: is the text '3', a number is wanted. Remove the quotes.");
    }

    @Test
    void rule19_aWeightThatNothingLooksAtIsAWarning() {
        assertThat(bench.findings(ensemble("median", "a.onnx", "b.onnx", "e.p")))
                .containsExactly(
                        "12  spec.steps[0].ensemble.branches[0].weight: warning: median doesn't look at weights. Remove it, or combine by mean or vote.");
        assertThat(bench.findings(ensemble("{p: max, label: vote}", "a.onnx", "b.onnx", "e.p")))
                .isEmpty();
    }

    @Test
    void rule19_withoutModelsWhatIsKnownIsStillChecked() {
        assertThat(bench.alone(ensemble("mean", "a.onnx", "b.onnx", "e.anything")))
                .isEmpty();
        assertThat(bench.alone(ensemble("{p: mean}", "a.onnx", "b.onnx", "e.anything")))
                .containsExactly("14  spec.outputs[0].from: 'e' has no output 'anything'; known: p.");
    }
}
