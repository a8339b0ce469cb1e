// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 20: quorum and deadline. */
class Rule20Test {
    private final Bench bench = Bench.withModels();

    private static String ensemble(String combine, String more) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {trees: {uri: trees.json, runtime: xgboost}}
                  steps:
                    - ensemble:
                        id: e
                        combine: %s
                        branches:
                          - steps: [{model: {id: m1, use: trees, input: x}}]
                          - steps: [{model: {id: m2, use: trees, input: x}}]
                        %s
                  outputs: [{name: p, from: e.margin}]
                """.formatted(combine, more));
    }

    private EnsembleNode node(String more) {
        Checked checked = bench.check(ensemble("mean", more));
        assertThat(checked.findings()).isEmpty();
        return (EnsembleNode) checked.graph().orElseThrow().nodes().get(0);
    }

    @Test
    void rule20_quorumAndDeadlineMayBeLeftOut() {
        assertThat(node("").quorum()).isEmpty();
        assertThat(node("").deadline()).isEmpty();
    }

    @Test
    void rule20_quorumAndDeadlineAreRead() {
        assertThat(node("quorum: 1").quorum()).contains(1);
        assertThat(node("deadline: 50ms").deadline()).contains(Duration.ofMillis(50));
    }

    @Test
    void rule20_aQuorumIsAtMostAllBranches() {
        String text = ensemble("mean", "quorum: 3");
        assertThat(bench.findings(text))
                .containsExactly("14  spec.steps[0].ensemble.quorum: a quorum of 3 of 2 branches. Write 2 or less.");
        assertThat(Patches.apply(
                        text,
                        bench.check(text).findings().get(0).patch().stream().toList()))
                .isEqualTo(ensemble("mean", "quorum: 2"));
    }

    @Test
    void rule20_aQuorumIsAWholeNumberFrom1() {
        for (String quorum : new String[] {"0", "-1", "1.5"}) {
            assertThat(bench.findings(ensemble("mean", "quorum: " + quorum)))
                    .containsExactly(
                            "14  spec.steps[0].ensemble.quorum: is " + quorum + ", a whole number from 1 is wanted.");
        }
    }

    @Test
    void rule20_concatNeedsAllBranches() {
        assertThat(bench.findings(ensemble("concat", "quorum: 2"))).isEmpty();
        assertThat(bench.findings(ensemble("{margin: concat, prediction: mean}", "quorum: 1")))
                .containsExactly(
                        "14  spec.steps[0].ensemble.quorum: concat needs the answers of all branches, and the quorum is 1 of 2. Remove the quorum, or use another combiner.");
        assertThat(bench.alone(ensemble("concat", "quorum: 1")))
                .containsExactly(
                        "14  spec.steps[0].ensemble.quorum: concat needs the answers of all branches, and the quorum is 1 of 2. Remove the quorum, or use another combiner.");
    }
}
