// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 11: columns may be sent one by one, so any text goes as their name, in several inputs too. */
class Rule11Test {
    private final Bench bench = Bench.withModels();

    @Test
    void rule11_columnsOfSeveralInputsMayHaveOneName() {
        assertThat(bench.findings(Bench.head("""
                          inputs:
                            - {name: x, datatype: FP32, shape: [-1, 2], features: [age, z.age]}
                            - {name: z, datatype: FP32, shape: [-1, 2], features: [age, x]}
                          steps: [{transform: {id: t, input: [x, z], ops: [concat, {select: [0, 3]}]}}]
                          outputs: [{name: p, from: t}]
                        """))).isEmpty();
    }

    @Test
    void rule11_warmupRequestsNameInputsAndColumns() {
        String text = Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 2], features: [age, months]}]
                  warmup: {limit: 2s, requests: [{x: [[1, 2]]}, {age: [1], x.months: [2]}, {aeg: [1], months: [2]}]}
                  steps: [{transform: {id: t, input: x, ops: [log]}}]
                  outputs: [{name: p, from: t}]
                """);
        assertThat(bench.findings(text))
                .containsExactly(
                        "6  spec.warmup.requests[2].aeg: no input or column 'aeg'; known: x, age, x.age, months, x.months. Did you mean 'age'?");
    }
}
