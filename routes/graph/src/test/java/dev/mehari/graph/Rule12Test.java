// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 12: defaults. */
class Rule12Test {
    private final Bench bench = Bench.withModels();

    private static String input(String input) {
        return Bench.head("  inputs: [" + input + "]\n"
                + "  models: {text: {uri: text.onnx}}\n"
                + "  steps: []\n"
                + "  outputs: [{name: p, from: x}]\n");
    }

    private CheckedInput checked(String input) {
        String text = input(input)
                .replace("  steps: []", "  steps: [{tap: {id: look, to: log}}]")
                .replace("  models: {text: {uri: text.onnx}}\n", "");
        Checked checked = bench.check(text);
        assertThat(checked.findings()).isEmpty();
        return checked.graph().orElseThrow().inputs().get(0);
    }

    private String finding(String input) {
        return bench.findings(input(input)
                        .replace("  steps: []", "  steps: [{tap: {id: look, to: log}}]")
                        .replace("  models: {text: {uri: text.onnx}}\n", ""))
                .get(0);
    }

    @Test
    void rule12_oneValueFillsAllColumns() {
        Tensor row = checked("{name: x, datatype: FP32, shape: [-1, 3], default: 0.5}")
                .defaultRow()
                .orElseThrow();

        assertThat(row.shape()).hasToString("[1, 3]");
        assertThat(row.toFloats()).containsExactly(0.5f, 0.5f, 0.5f);
    }

    @Test
    void rule12_aRowHasAValuePerColumn() {
        Tensor row = checked("{name: x, datatype: INT16, shape: [-1, 3], default: [1, -2, 3]}")
                .defaultRow()
                .orElseThrow();

        assertThat(row.toLongs()).containsExactly(1, -2, 3);
    }

    @Test
    void rule12_nullIsMissingInFloats() {
        Tensor row = checked("{name: x, datatype: FP64, shape: [-1, 2], default: [null, 1]}")
                .defaultRow()
                .orElseThrow();

        assertThat(row.toDoubles()).containsExactly(Double.NaN, 1);
        assertThat(finding("{name: x, datatype: INT32, shape: [-1, 2], default: [null, 1]}"))
                .isEqualTo(
                        "5  spec.inputs[0].default[0]: null is a missing value, which INT32 doesn't have. Write a whole number in its range.");
    }

    @Test
    void rule12_aCategoryIsGivenByTextOrIndex() {
        String features =
                "features: [{name: a, categories: [low, high], default: high}, {name: b, categories: [low, high], default: 0}, {name: c, default: 2.5}]";
        CheckedInput input = checked("{name: x, datatype: FP32, shape: [-1, 3], " + features + "}");

        assertThat(input.columnDefaults().get(0).orElseThrow().toFloats()).containsExactly(1);
        assertThat(input.columnDefaults().get(0).orElseThrow().shape()).hasToString("[1]");
        assertThat(input.columnDefaults().get(1).orElseThrow().toFloats()).containsExactly(0);
        assertThat(input.defaultRow().orElseThrow().toFloats()).containsExactly(1, 0, 2.5f);
    }

    @Test
    void rule12_aRowMayNameCategoriesByText() {
        CheckedInput input = checked(
                "{name: x, datatype: UINT8, shape: [-1, 2], features: [{name: a, categories: [low, high]}, b], default: [high, 7]}");

        assertThat(input.defaultRow().orElseThrow().toLongs()).containsExactly(1, 7);
        assertThat(input.columnDefaults()).allMatch(java.util.Optional::isEmpty);
    }

    @Test
    void rule12_textAndBooleansHaveDefaultsToo() {
        assertThat(checked("{name: x, datatype: BYTES, shape: [-1], default: hello}")
                        .defaultRow()
                        .orElseThrow()
                        .textAt(0))
                .isEqualTo("hello");
        assertThat(checked("{name: x, datatype: BOOL, shape: [-1, 2], default: true}")
                        .defaultRow()
                        .orElseThrow()
                        .booleanAt(1))
                .isTrue();
    }

    @Test
    void rule12_theWholeRangeOfUnsignedNumbersGoes() {
        Tensor row = checked("{name: x, datatype: UINT64, shape: [-1], default: 18446744073709551615}")
                .defaultRow()
                .orElseThrow();

        assertThat(row.datatype()).isEqualTo(Datatype.UINT64);
        assertThat(row.longAt(0)).isEqualTo(-1L);
        assertThat(finding("{name: x, datatype: UINT64, shape: [-1], default: 18446744073709551616}"))
                .isEqualTo(
                        "5  spec.inputs[0].default: 18446744073709551616 isn't a value of UINT64. Write a whole number in its range.");
    }

    @Test
    void rule12_withoutBatchTheDefaultIsTheTensor() {
        String text = input("{name: x, datatype: FP32, shape: [3], default: [1, 2, 3]}")
                .replace("  steps: []", "  batch: false\n  steps: [{tap: {id: look, to: log}}]")
                .replace("  models: {text: {uri: text.onnx}}\n", "");
        assertThat(bench.check(text)
                        .graph()
                        .orElseThrow()
                        .inputs()
                        .get(0)
                        .defaultRow()
                        .orElseThrow()
                        .shape())
                .hasToString("[3]");
    }

    @Test
    void rule12_whatDoesNotFitTheDatatypeIsAFinding() {
        assertThat(finding("{name: x, datatype: INT8, shape: [-1], default: 200}"))
                .isEqualTo("5  spec.inputs[0].default: 200 isn't a value of INT8. Write a whole number in its range.");
        assertThat(finding("{name: x, datatype: INT8, shape: [-1], default: 1.5}"))
                .isEqualTo("5  spec.inputs[0].default: 1.5 isn't a value of INT8. Write a whole number in its range.");
        assertThat(finding("{name: x, datatype: FP16, shape: [-1], default: 70000}"))
                .isEqualTo(
                        "5  spec.inputs[0].default: 70000 isn't a value of FP16. Write a number, or null for a missing value.");
        assertThat(finding("{name: x, datatype: FP32, shape: [-1], default: hello}"))
                .isEqualTo(
                        "5  spec.inputs[0].default: the text 'hello' isn't a value of FP32. Write a number, or null for a missing value.");
        assertThat(finding("{name: x, datatype: BOOL, shape: [-1], default: 1}"))
                .isEqualTo("5  spec.inputs[0].default: the number 1 isn't a value of BOOL. Write true or false.");
        assertThat(finding("{name: x, datatype: BYTES, shape: [-1], default: 7}"))
                .isEqualTo(
                        "5  spec.inputs[0].default: the number 7 isn't a value of BYTES. Write a text; one that looks like a number is quoted.");
    }

    @Test
    void rule12_anUnknownCategoryIsAFinding() {
        assertThat(
                        finding(
                                "{name: x, datatype: FP32, shape: [-1, 1], features: [{name: a, categories: [low, high], default: hihg}]}"))
                .isEqualTo(
                        "5  spec.inputs[0].features[0].default: no category 'hihg'; known: low, high. Did you mean 'high'?");
        assertThat(
                        finding(
                                "{name: x, datatype: FP32, shape: [-1, 1], features: [{name: a, categories: [low, high], default: 2}]}"))
                .isEqualTo(
                        "5  spec.inputs[0].features[0].default: 2 isn't the index of a category, 0 to 1. Write the text of a category, or its index.");
        assertThat(
                        finding(
                                "{name: x, datatype: FP32, shape: [-1, 2], features: [b, {name: a, categories: [low, high]}], default: 7}"))
                .isEqualTo(
                        "5  spec.inputs[0].default: 7 isn't the index of a category, 0 to 1. Write the text of a category, or its index.");
    }

    @Test
    void rule12_aRowOfAnotherLengthIsAFinding() {
        assertThat(finding("{name: x, datatype: FP32, shape: [-1, 3], default: [1, 2]}"))
                .isEqualTo(
                        "5  spec.inputs[0].default: 2 values for the 3 elements of a row of [-1, 3]. Write one value for all, or one per column of a [-1, k] input.");
        assertThat(finding("{name: x, datatype: FP32, shape: [-1, 3], default: [1]}"))
                .isEqualTo(
                        "5  spec.inputs[0].default: 1 value for the 3 elements of a row of [-1, 3]. Write one value for all, or one per column of a [-1, k] input.");
        assertThat(finding("{name: x, datatype: FP32, shape: [-1, 2, 2], default: [1, 2, 3, 4]}"))
                .isEqualTo(
                        "5  spec.inputs[0].default: 4 values for the 4 elements of a row of [-1, 2, 2]. Write one value for all, or one per column of a [-1, k] input.");
    }

    @Test
    void rule12_aDefaultNeedsASize() {
        assertThat(finding("{name: x, datatype: FP32, shape: [-1, -1], default: 1}"))
                .isEqualTo(
                        "5  spec.inputs[0].default: a default needs a size, and [-1, -1] leaves a length open. Write the lengths of the shape, or remove the default.");
        assertThat(finding("{name: x, datatype: FP32, shape: [-1, 3000, 3000], default: 1}"))
                .isEqualTo(
                        "5  spec.inputs[0].default: a default of 9000000 elements is too large, at most 1048576 are allowed. Remove it.");
    }

    @Test
    void rule12_datatypesMatchExactlyInsideAGraph() {
        String text = Bench.head("""
                  inputs: [{name: x, datatype: FP64, shape: [-1, 4]}]
                  models: {thin: {uri: thin.onnx}}
                  steps: [{model: {id: m, use: thin, input: x}}]
                  outputs: [{name: p, from: m.label}]
                """);
        assertThat(bench.findings(text))
                .containsExactly(
                        "7  spec.steps[0].model.input: model 'thin' takes FP32 [-1, 4] as 'x', this is FP64 [-1, 4]. Put a transform with cast: FP32 before it.");
    }

    @Test
    void rule12_noNumericKernelTakesBytes() {
        assertThat(bench.places(Bench.head("""
                          inputs: [{name: x, datatype: BYTES, shape: [-1]}]
                          steps: [{transform: {id: t, input: x, ops: [{clip: {min: 1}}]}}]
                          outputs: [{name: p, from: t}]
                        """))).containsExactly("6  spec.steps[0].transform.ops[0]");
    }
}
