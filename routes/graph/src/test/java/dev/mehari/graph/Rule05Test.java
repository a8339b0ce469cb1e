// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 5: the output that says which branch answered. */
class Rule05Test {
    private final Bench bench = Bench.withModels()
            .model(
                    "branchy.onnx",
                    "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"branch\": \"FP32 -1\", \"p\": \"FP32 -1\"}}");

    private static String choice(String otherwise, String from) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4], features: [a, b, c, d]}]
                  models: {trees: {uri: trees.json, runtime: xgboost}, branchy: {uri: branchy.onnx}}
                  steps:
                    - choice:
                        id: c
                        when: [{cel: "x.a > 1", steps: [{model: {id: m1, use: trees, input: x}}]}]
                        otherwise: {%s}
                  outputs: [{name: branch, from: %s}]
                """.formatted(otherwise, from));
    }

    private static final String INNER =
            "steps: [{choice: {id: inner, when: [{cel: \"x.b > 1\", steps: [{model: {id: m2, use: trees, input: x}}]}], "
                    + "otherwise: {steps: [{model: {id: m3, use: trees, input: x}}]}}}]";

    @Test
    void rule05_isInt32PerRow() {
        Checked checked = bench.check(choice(INNER, "c.branch"));

        assertThat(checked.graph().orElseThrow().outputs().get(0).type())
                .isEqualTo(new TensorType(Datatype.INT32, Shape.of(-1)));
    }

    @Test
    void rule05_isOneNumberWithoutBatch() {
        String text = Bench.head("""
                  batch: false
                  inputs: [{name: x, datatype: FP32, shape: [4]}]
                  steps:
                    - choice:
                        id: c
                        when: [{cel: "x[0] > 1", steps: [{transform: {id: t1, input: x, ops: [log]}}]}]
                        otherwise: {steps: [{transform: {id: t2, input: x, ops: [log]}}]}
                  outputs: [{name: p, from: c.output}, {name: way, from: c.branch}]
                """);
        Checked checked = bench.check(text);

        assertThat(checked.findings()).isEmpty();
        assertThat(checked.graph().orElseThrow().outputs().get(1).type()).hasToString("INT32 [1]");
    }

    @Test
    void rule05_canBeReadInConditions() {
        String text = Bench.withStep(choice(INNER, "d"), """
                - choice:
                    id: d
                    when: [{cel: "c.branch == 1", steps: [{transform: {id: t1, input: c.margin, ops: [log]}}]}]
                    otherwise: {steps: [{transform: {id: t2, input: c.margin, ops: [log]}}]}
                """);
        assertThat(bench.findings(text)).allMatch(f -> f.contains("branchy"));
    }

    @Test
    void rule05_isNotHandedOutwardByItself() {
        ChoiceNode node = (ChoiceNode) bench.check(choice(INNER, "c.branch"))
                .graph()
                .orElseThrow()
                .nodes()
                .get(0);

        assertThat(node.outputs()).containsExactly("prediction", "margin");
    }

    @Test
    void rule05_isHandedOutwardUnderAnotherName() {
        String text = choice(INNER + ", outputs: {inner: inner.branch, margin: inner.margin}", "c.margin");
        assertThat(bench.findings(text)).allMatch(f -> f.contains("branchy"));
    }

    @Test
    void rule05_noBranchMayGiveAnOutputOfThatName() {
        assertThat(bench.findings(
                        choice(INNER + ", outputs: {branch: inner.branch, margin: inner.margin}", "c.margin")))
                .contains(
                        "11  spec.steps[0].choice.otherwise.outputs.branch: a branch can't give an output named 'branch'. Choose another name: 'branch' says which branch answered.");
        assertThat(bench.findings(choice("steps: [{model: {id: m2, use: branchy, input: x}}]", "c.branch")))
                .contains(
                        "11  spec.steps[0].choice.otherwise.steps[0].model: the branch would give an output named 'branch', which says which branch answered. Rename it with outputs on this step or on the branch.");
        assertThat(bench.findings(
                        choice("steps: [{transform: {id: t, input: x, ops: [log], output: branch}}]", "c.branch")))
                .contains(
                        "11  spec.steps[0].choice.otherwise.steps[0].transform: the branch would give an output named 'branch', which says which branch answered. Rename it with outputs on this step or on the branch.");
    }

    @Test
    void rule05_anEnsembleGivesNone() {
        String text = Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {trees: {uri: trees.json, runtime: xgboost}}
                  steps:
                    - ensemble:
                        id: e
                        combine: mean
                        branches: [{steps: [{model: {id: m1, use: trees, input: x}}]}]
                  outputs: [{name: branch, from: e.branch}]
                """);
        assertThat(bench.findings(text))
                .containsExactly("12  spec.outputs[0].from: 'e' has no output 'branch'; known: prediction, margin.");
    }
}
