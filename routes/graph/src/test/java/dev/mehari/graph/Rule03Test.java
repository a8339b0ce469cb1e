// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 3: order, what is seen where, and what nothing uses. */
class Rule03Test {
    private final Bench bench = Bench.withModels();

    private static String steps(String steps, String output) {
        return Bench.head("  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]\n"
                + "  models: {trees: {uri: trees.json, runtime: xgboost}}\n"
                + "  steps:\n"
                + steps.indent(4)
                + "  outputs: [{name: p, from: " + output + "}]\n");
    }

    @Test
    void rule03_stepsRunInOrder() {
        assertThat(bench.findings(steps("""
                        - transform: {id: first, input: second, ops: [log]}
                        - transform: {id: second, input: x, ops: [log]}
                        """, "first")))
                .containsExactly(
                        "6  spec.models.trees: warning: no step uses the model 'trees'. Remove it, or use it.",
                        "8  spec.steps[0].transform.input: 'second' comes later, and steps run in order. Move it before this step.");
    }

    @Test
    void rule03_aStepDoesNotSeeItself() {
        assertThat(bench.findings(steps("- transform: {id: first, input: first, ops: [log]}", "first")))
                .containsExactly(
                        "5  spec.inputs[0]: warning: nothing uses the input 'x'. Remove it, or use it.",
                        "6  spec.models.trees: warning: no step uses the model 'trees'. Remove it, or use it.",
                        "8  spec.steps[0].transform.input: 'first' refers to itself. Refer to an input or to an earlier step.");
    }

    private static final String CHOICE = """
            - transform: {id: outer, input: x, ops: [log]}
            - choice:
                id: c
                when:
                  - cel: "x[0] > 1.0"
                    steps:
                      - transform: {id: inner, input: %s, ops: [log]}
                otherwise:
                  steps:
                    - transform: {id: other, input: %s, ops: [log]}
            """;

    @Test
    void rule03_aBlockSeesWhatIsAroundIt() {
        assertThat(bench.findings(steps(CHOICE.formatted("outer", "x"), "c"))).allMatch(f -> f.contains("trees"));
    }

    @Test
    void rule03_nodesInsideABlockAreUnseenOutside() {
        assertThat(bench.findings(steps(CHOICE.formatted("outer", "x"), "inner")))
                .contains(
                        "18  spec.outputs[0].from: 'inner' is inside a branch of 'c' and unseen here. Use what the block gives: 'c.NAME'.");
    }

    @Test
    void rule03_branchesDoNotSeeEachOther() {
        assertThat(bench.findings(steps(CHOICE.formatted("outer", "inner"), "c")))
                .contains(
                        "17  spec.steps[1].choice.otherwise.steps[0].transform.input: 'inner' is inside a branch of 'c' and unseen here. Refer to an input, or to a step of this branch or before the block.");
    }

    @Test
    void rule03_aBlockIsUnseenFromWithin() {
        assertThat(bench.findings(steps(CHOICE.formatted("outer", "c"), "c")))
                .contains(
                        "17  spec.steps[1].choice.otherwise.steps[0].transform.input: 'c' is the block around this step and has no outputs yet. Refer to an input or to an earlier step.");
    }

    @Test
    void rule03_anUnusedStepIsAnError() {
        assertThat(bench.findings(steps("""
                        - transform: {id: a, input: x, ops: [log]}
                        - transform: {id: b, input: x, ops: [log]}
                        - model: {id: m, use: trees, input: x}
                        """, "a")))
                .containsExactly(
                        "9  spec.steps[1].transform: nothing uses what 'b' gives. Remove the step, or refer to it.",
                        "10  spec.steps[2].model: nothing uses what 'm' gives. Remove the step, or refer to it.");
    }

    @Test
    void rule03_onlyTheLastOfAChainOfUnusedStepsIsReported() {
        assertThat(bench.findings(steps("""
                        - model: {id: m, use: trees, input: x}
                        - transform: {id: a, input: m.margin, ops: [log]}
                        - transform: {id: b, input: a, ops: [log]}
                        """, "x")))
                .containsExactly(
                        "10  spec.steps[2].transform: nothing uses what 'b' gives. Remove the step, or refer to it.");
    }

    @Test
    void rule03_anUnusedTapIsFine() {
        assertThat(bench.findings(steps("""
                        - model: {id: m, use: trees, input: x}
                        - tap: {id: look, to: log}
                        """, "m.margin"))).isEmpty();
    }

    @Test
    void rule03_aConditionIsAUse() {
        assertThat(bench.findings(steps("""
                        - model: {id: m, use: trees, input: x}
                        - choice:
                            id: c
                            when: [{cel: "m.margin > 1", steps: [{transform: {id: a, input: x, ops: [log]}}]}]
                            otherwise: {steps: [{transform: {id: b, input: x, ops: [{clip: {min: 0}}]}}]}
                        """, "c"))).isEmpty();
    }

    @Test
    void rule03_anUnusedInputOrModelIsAWarning() {
        assertThat(bench.findings(Bench.head("""
                          inputs: [{name: x, datatype: FP32, shape: [-1]}, {name: z, datatype: FP32, shape: [-1]}]
                          models: {trees: {uri: trees.json, runtime: xgboost}}
                          steps: [{transform: {id: a, input: x, ops: [log]}}]
                          outputs: [{name: p, from: a}]
                        """)))
                .containsExactly(
                        "5  spec.inputs[1]: warning: nothing uses the input 'z'. Remove it, or use it.",
                        "6  spec.models.trees: warning: no step uses the model 'trees'. Remove it, or use it.");
    }

    @Test
    void rule03_whatAMisspelledReferenceMeantIsNotReportedAsUnused() {
        assertThat(bench.findings(steps("- model: {id: m, use: tree, input: x}", "mm.margin")))
                .containsExactly(
                        "8  spec.steps[0].model.use: no model 'tree'; known: trees. Did you mean 'trees'?",
                        "9  spec.outputs[0].from: no input or earlier step 'mm'; known: x, m. Did you mean 'm.margin'?");
    }

    @Test
    void rule03_aTapGivesNothing() {
        assertThat(bench.findings(steps("""
                        - model: {id: m, use: trees, input: x}
                        - tap: {id: look, to: log}
                        - transform: {id: a, input: m.margin, ops: [log]}
                        """, "look")))
                .contains(
                        "11  spec.outputs[0].from: 'look' is a tap and gives nothing. Refer to what comes before it.");
    }

    @Test
    void rule03_whereANameCouldNotBeReadNothingIsSaidOfThoseWhoUseIt() {
        assertThat(Bench.withModels().findings(Bench.head("""
                  input: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {thin: {uri: thin.onnx}}
                  steps:
                    - choice:
                        id: c
                        when: [{cel: "x[0] > 1.0", steps: [{model: {id: a, use: thin, input: x}}]}]
                        otherwise: {steps: [{model: {id: b, use: thin, input: x}}]}
                  outputs: [{name: p, from: c.label}]
                """)))
                .containsExactly(
                        "5  spec.input: unknown key 'input'; known: description, batch, inputs, models, modelRoot, steps, outputs, taps, warmup, limits, replicas, rollout, …. Did you mean 'inputs'?");
    }
}
