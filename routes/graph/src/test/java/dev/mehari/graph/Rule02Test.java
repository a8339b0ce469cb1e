// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 2: references. */
class Rule02Test {
    private final Bench bench = Bench.withModels()
            .model(
                    "layers.onnx",
                    "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"dense_2/BiasAdd:0\": \"FP32 -1 2\", \"a.b\": \"FP32 -1\"}}")
            .model("one.onnx", "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"only\": \"FP32 -1 2\"}}");

    private static String from(String reference) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4], features: [a, months, c, d]}]
                  models: {layers: {uri: layers.onnx}, one: {uri: one.onnx}}
                  steps:
                    - model: {id: layers, input: x}
                    - model: {id: one, input: x}
                    - transform: {id: scale, input: x, ops: [{clip: {min: 0}}]}
                  outputs:
                    - {name: all, from: "%s"}
                    - {name: l, from: "layers.a.b"}
                    - {name: o, from: one.only}
                    - {name: s, from: scale.output}
                """.formatted(reference));
    }

    @Test
    void rule02_namesAnInputANodeWithOneOutputOrANodesOutput() {
        for (String reference : new String[] {"x", "one", "one.only", "scale", "scale.output", "layers.a.b"}) {
            assertThat(bench.findings(from(reference))).isEmpty();
        }
    }

    @Test
    void rule02_theFirstDotEndsTheId() {
        assertThat(bench.findings(from("layers.dense_2/BiasAdd:0"))).isEmpty();
    }

    @Test
    void rule02_aNodeWithSeveralOutputsWantsOne() {
        assertThat(bench.findings(from("layers")))
                .containsExactly(
                        "12  spec.outputs[0].from: 'layers' has 2 outputs, one is wanted. Write 'layers.dense_2/BiasAdd:0' or 'layers.a.b'.");
    }

    @Test
    void rule02_branchDoesNotCountAsAnOutput() {
        assertThat(bench.findings(Bench.head("""
                          inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                          models: {one: {uri: one.onnx}}
                          steps:
                            - choice:
                                id: c
                                when: [{cel: "x[0] > 1", steps: [{model: {id: m1, use: one, input: x}}]}]
                                otherwise: {steps: [{model: {id: m2, use: one, input: x}}]}
                          outputs: [{name: p, from: c}, {name: branch, from: c.branch}]
                        """))).isEmpty();
    }

    @Test
    void rule02_columnsAreNoReferences() {
        assertThat(bench.findings(from("x.months")))
                .containsExactly(
                        "12  spec.outputs[0].from: 'months' is a column of 'x', and a reference names a whole tensor. Pick it in a transform: {select: [\"months\"]}.");
        assertThat(bench.findings(from("months")))
                .containsExactly(
                        "12  spec.outputs[0].from: 'months' is a column of 'x', and a reference names a whole tensor. Pick it in a transform: {select: [\"months\"]}.");
        assertThat(bench.findings(from("scale.output.months")))
                .containsExactly(
                        "12  spec.outputs[0].from: 'months' is a column of 'scale.output', and a reference names a whole tensor. Pick it in a transform: {select: [\"months\"]}.");
        assertThat(bench.findings(from("scale.months")))
                .containsExactly(
                        "12  spec.outputs[0].from: 'months' is a column of 'scale.output', and a reference names a whole tensor. Pick it in a transform: {select: [\"months\"]}.");
    }

    @Test
    void rule02_whatIsNotThereIsNamedWithWhatIs() {
        assertThat(bench.findings(from("scael")))
                .containsExactly(
                        "12  spec.outputs[0].from: no input or earlier step 'scael'; known: x, layers, one, scale. Did you mean 'scale'?");
        assertThat(bench.findings(from("one.onyl")))
                .containsExactly(
                        "12  spec.outputs[0].from: 'one' has no output 'onyl'; known: only. Did you mean 'one.only'?");
        assertThat(bench.findings(from("x.first")))
                .containsExactly("12  spec.outputs[0].from: 'x' is an input and has no output 'first'. Write 'x'.");
        assertThat(bench.findings(from("something")))
                .containsExactly(
                        "12  spec.outputs[0].from: no input or earlier step 'something'; known: x, layers, one, scale.");
    }

    @Test
    void rule02_aNearMissIsPatched() {
        String text = from("scael");
        Patch patch = bench.check(text).findings().get(0).patch().orElseThrow();

        assertThat(Patches.apply(text, java.util.List.of(patch))).isEqualTo(from("scale"));
    }

    @Test
    void rule02_aModelIsNoNode() {
        assertThat(bench.findings(Bench.head("""
                          inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                          models: {one: {uri: one.onnx}}
                          steps: [{model: {id: m, use: one, input: x}}]
                          outputs: [{name: p, from: one}]
                        """)))
                .containsExactly(
                        "8  spec.outputs[0].from: 'one' is a model, and a reference names an input or a step. Refer to the step that uses it.");
    }
}
