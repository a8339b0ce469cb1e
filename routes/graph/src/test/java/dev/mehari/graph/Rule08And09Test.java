// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rules 8 and 9: what a compiler learns of a choice, so that rows can be parted, or need not be. */
class Rule08And09Test {
    private final Bench bench = Bench.withModels();

    private ChoiceNode choice(String cel) {
        Checked checked = bench.check(Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4], features: [a, b, c, d]}]
                  steps:
                    - choice:
                        id: c
                        when: [{cel: "%s", steps: [{transform: {id: t1, input: x, ops: [log]}}]}]
                        otherwise: {steps: [{transform: {id: t2, input: x, ops: [{clip: {min: 0}}]}}]}
                  outputs: [{name: p, from: c}]
                """.formatted(cel)));
        assertThat(checked.findings()).isEmpty();
        return (ChoiceNode) checked.graph().orElseThrow().nodes().get(0);
    }

    @Test
    void rule08_aConditionOverTensorsPartsRows() {
        ChoiceNode node = choice("x.a > 1 || headers['x-way'] == 'left'");

        assertThat(node.readsRows()).isTrue();
        assertThat(node.when().get(0).path()).isEqualTo("spec.steps[0].choice.when[0].cel");
    }

    @Test
    void rule08_everyBranchSaysWhichTensorIsWhichOutput() {
        ChoiceNode node = choice("x.a > 1");

        assertThat(node.when().get(0).branch().gives()).containsEntry("output", new Reference("t1", "output"));
        assertThat(node.otherwise().gives()).containsEntry("output", new Reference("t2", "output"));
    }

    @Test
    void rule09_aConditionOverTheRequestAloneDoesNot() {
        assertThat(choice("headers['x-way'] == 'left' && params.debug == true && request.caller != ''")
                        .readsRows())
                .isFalse();
    }
}
