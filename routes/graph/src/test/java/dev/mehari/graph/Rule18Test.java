// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 18: choices. */
class Rule18Test {
    private final Bench bench = Bench.withModels();

    private static String choice(String body) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 1], features: [a]}]
                  steps:
                    - choice: {id: c, %s}
                  outputs: [{name: p, from: c}]
                """.formatted(body));
    }

    private static final String WHEN = "when: [{cel: 'x.a > 1', steps: [{transform: {id: t1, input: x, ops: [log]}}]}]";
    private static final String OTHERWISE = "otherwise: {steps: [{transform: {id: t2, input: x, ops: [log]}}]}";

    @Test
    void rule18_branchesKeepTheirOrder() {
        ChoiceNode node = (ChoiceNode)
                bench.check(choice("when: [{cel: 'x.a > 2', steps: [{transform: {id: t0, input: x, ops: [log]}}]}, "
                                + "{cel: 'x.a > 1', steps: [{transform: {id: t1, input: x, ops: [log]}}]}], "
                                + OTHERWISE))
                        .graph()
                        .orElseThrow()
                        .nodes()
                        .get(0);

        assertThat(node.when()).extracting(ChoiceNode.When::cel).containsExactly("x.a > 2", "x.a > 1");
    }

    @Test
    void rule18_otherwiseIsRequired() {
        assertThat(bench.findings(choice(WHEN))).containsExactly("7  spec.steps[0].choice: 'otherwise' is missing.");
    }

    @Test
    void rule18_whenIsRequired() {
        assertThat(bench.findings(choice(OTHERWISE))).containsExactly("7  spec.steps[0].choice: 'when' is missing.");
        assertThat(bench.findings(choice("when: [], " + OTHERWISE)))
                .containsExactly("7  spec.steps[0].choice.when: is an empty list, at least one entry is wanted.");
        assertThat(bench.findings(choice(WHEN.replace("cel: 'x.a > 1', ", "") + ", " + OTHERWISE)))
                .containsExactly("7  spec.steps[0].choice.when[0]: 'cel' is missing.");
    }

    @Test
    void rule18_otherwiseIsNoList() {
        assertThat(bench.findings(choice(WHEN + ", otherwise: [{transform: {id: t2, input: x, ops: [log]}}]")))
                .containsExactly(
                        "7  spec.steps[0].choice.otherwise: is a list, an object is wanted. Write keys and values: known: steps, outputs.");
    }
}
