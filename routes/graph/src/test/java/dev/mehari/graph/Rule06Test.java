// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 6: dimension 0 is the batch. */
class Rule06Test {
    private final Bench bench = Bench.withModels();

    private static String graph(String shape, String more) {
        return Bench.head("""
                  %s
                  inputs: [{name: x, datatype: FP32, shape: %s}]
                  steps: [{transform: {id: t, input: x, ops: [log]}}]
                  outputs: [{name: p, from: t}]
                """.formatted(more, shape));
    }

    @Test
    void rule06_dimension0IsDeclaredAsAnyLength() {
        for (String shape : new String[] {"[-1]", "[-1, 4]", "[-1, 3, 224, 224]", "[-1, -1]"}) {
            assertThat(bench.findings(graph(shape, "batch: true"))).isEmpty();
        }
        assertThat(bench.findings(graph("[4]", "batch: true")))
                .containsExactly(
                        "6  spec.inputs[0].shape: dimension 0 of [4] isn't the batch. Write [-1, 4], or set batch: false in spec if a request is one row.");
        assertThat(bench.findings(graph("[]", "batch: true")))
                .containsExactly(
                        "6  spec.inputs[0].shape: dimension 0 of [] isn't the batch. Write [-1], or set batch: false in spec if a request is one row.");
    }

    @Test
    void rule06_withoutBatchAnyShapeGoes() {
        for (String shape : new String[] {"[]", "[4]", "[-1]", "[1, 3, 224, 224]"}) {
            assertThat(bench.findings(graph(shape, "batch: false"))).isEmpty();
        }
    }

    @Test
    void rule06_lengthsAreWholeFrom1() {
        for (String length : new String[] {"0", "-2", "1.5", "3000000000"}) {
            assertThat(bench.findings(graph("[-1, " + length + "]", "batch: true")))
                    .containsExactly("6  spec.inputs[0].shape[1]: the length " + length
                            + " isn't one. Write a whole number from 1, or -1 for any length.");
        }
        assertThat(bench.findings(graph("[-1, four]", "batch: true")))
                .containsExactly("6  spec.inputs[0].shape[1]: is the text 'four', a number is wanted.");
        assertThat(bench.findings(graph("4", "batch: true")))
                .containsExactly(
                        "6  spec.inputs[0].shape: is a number, a list of lengths is wanted. Write [-1, 4] for any number of rows of 4.");
        assertThat(bench.findings(graph("[2000000000, 2000000000, 2000000000]", "batch: false")))
                .containsExactly(
                        "6  spec.inputs[0].shape: a tensor of this shape has more elements than can be counted.");
        assertThat(bench.findings(graph("[-1" + ", 1".repeat(16) + "]", "batch: true")))
                .containsExactly("6  spec.inputs[0].shape: has 17 dimensions, at most 16 are allowed.");
    }

    @Test
    void rule06_batchIsABoolean() {
        assertThat(bench.findings(graph("[-1]", "batch: off")))
                .contains("5  spec.batch: off isn't a boolean in YAML 1.2. Write false.");
    }

    @Test
    void rule06_everyOutputHasTheBatch() {
        Checked checked = bench.check(Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {row: {uri: row.onnx}}
                  steps: [{model: {id: m, use: row, input: x}}, {transform: {id: t, input: m, ops: [argmax]}}]
                  outputs: [{name: p, from: m}, {name: c, from: t}, {name: x, from: x}]
                """));
        assertThat(checked.graph().orElseThrow().outputs())
                .extracting(o -> o.type().toString())
                .containsExactly("FP32 [-1, 3]", "INT64 [-1]", "FP32 [-1, 4]");
    }
}
