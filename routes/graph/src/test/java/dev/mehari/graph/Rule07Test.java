// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 7: the row law, as far as a signature can break it. */
class Rule07Test {
    private final Bench bench = Bench.withModels();

    private String graph(String signature) {
        bench.model("m.onnx", signature);
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {m: {uri: m.onnx}}
                  steps: [{model: {id: m, input: x}}]
                  outputs: [{name: p, from: m.y}]
                """);
    }

    private static ModelNode node(Checked checked) {
        return (ModelNode) checked.graph().orElseThrow().nodes().get(0);
    }

    @Test
    void rule07_anInputFixedAt1IsRunRowByRow() {
        Checked checked = bench.check(graph("{\"inputs\": {\"x\": \"FP32 1 4\"}, \"outputs\": {\"y\": \"FP32 1 3\"}}"));

        assertThat(checked.findings()).isEmpty();
        assertThat(node(checked).rowByRow()).isTrue();
        assertThat(checked.graph().orElseThrow().outputs().get(0).type()).hasToString("FP32 [-1, 3]");
    }

    @Test
    void rule07_anOpenInputIsRunAsABatch() {
        assertThat(node(bench.check(graph("{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"y\": \"FP32 -1 3\"}}")))
                        .rowByRow())
                .isFalse();
    }

    @Test
    void rule07_oneFixedInputOfSeveralIsEnough() {
        bench.model(
                "m.onnx",
                "{\"inputs\": {\"a\": \"FP32 -1 4\", \"b\": \"FP32 1 4\"}, \"outputs\": {\"y\": \"FP32 -1\"}}");
        Checked checked = bench.check(Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {m: {uri: m.onnx}}
                  steps: [{model: {id: m, inputs: {a: x, b: x}}}]
                  outputs: [{name: p, from: m.y}]
                """));
        assertThat(node(checked).rowByRow()).isTrue();
    }

    @Test
    void rule07_anInputFixedAbove1IsAFinding() {
        assertThat(bench.findings(graph("{\"inputs\": {\"x\": \"FP32 8 4\"}, \"outputs\": {\"y\": \"FP32 -1 3\"}}")))
                .containsExactly(
                        "6  spec.models.m: input 'x' is [8, 4]: it takes just 8 rows at a time. Export it with an open first dimension, or set batch: false in spec if a request is one row.");
    }

    @Test
    void rule07_aScalarInputIsAFinding() {
        assertThat(bench.findings(graph("{\"inputs\": {\"x\": \"FP32\"}, \"outputs\": {\"y\": \"FP32 -1 3\"}}")))
                .containsExactly(
                        "6  spec.models.m: input 'x' is a scalar and has no batch dimension. Export it with an open first dimension, or set batch: false in spec if a request is one row.");
    }

    @Test
    void rule07_anOutputWithoutBatchDimensionIsAFinding() {
        for (String shape : new String[] {"", " 3", " 1 3"}) {
            assertThat(bench.findings(
                            graph("{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"y\": \"FP32" + shape + "\"}}")))
                    .containsExactly(
                            "7  spec.steps[0].model: output 'y' of model 'm' is ["
                                    + shape.strip().replace(" ", ", ")
                                    + "] and has no batch dimension. Keep only outputs with a value for each row: outputs: {name: own name}.");
        }
    }

    @Test
    void rule07_anOutputThatIsNotKeptDoesNotMatter() {
        String text = graph(
                        "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"y\": \"FP32 -1\", \"total\": \"FP32\"}}")
                .replace("input: x}", "input: x, outputs: {\"y\": \"y\"}}");
        assertThat(bench.findings(text)).isEmpty();
    }

    @Test
    void rule07_shapesThatAreNotStatedAreLeftToTheRequest() {
        Checked checked = bench.check(graph("{\"inputs\": {\"x\": \"FP32 ?\"}, \"outputs\": {\"y\": \"FP32 ?\"}}"));

        assertThat(checked.findings()).isEmpty();
        assertThat(checked.graph().orElseThrow().outputs().get(0).type()).hasToString("FP32 of unknown shape");
    }

    @Test
    void rule07_withoutBatchFixedShapesAreFine() {
        bench.model("m.onnx", "{\"inputs\": {\"x\": \"FP32 8 4\"}, \"outputs\": {\"y\": \"FP32 3\"}}");
        Checked checked = bench.check(Bench.head("""
                  batch: false
                  inputs: [{name: x, datatype: FP32, shape: [8, 4]}]
                  models: {m: {uri: m.onnx}}
                  steps: [{model: {id: m, input: x}}]
                  outputs: [{name: p, from: m.y}]
                """));
        assertThat(checked.findings()).isEmpty();
        assertThat(node(checked).rowByRow()).isFalse();
    }
}
