// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 10: columns. */
class Rule10Test {
    private final Bench bench = Bench.withModels();

    private static String input(String input) {
        return Bench.head("  inputs: [" + input + "]\n"
                + "  steps: [{transform: {id: t, input: x, ops: [{clip: {min: 0}}]}}]\n"
                + "  outputs: [{name: p, from: t}]\n");
    }

    @Test
    void rule10_featuresNameEveryColumnInOrder() {
        Checked checked = bench.check(
                input(
                        "{name: x, datatype: FP32, shape: [-1, 3], features: [a, {name: b, categories: [none, low]}, {name: c, privacy: pii}]}"));

        assertThat(checked.findings()).isEmpty();
        CheckedInput input = checked.graph().orElseThrow().inputs().get(0);
        assertThat(input.type().features())
                .extracting(dev.mehari.tensor.Feature::name)
                .containsExactly("a", "b", "c");
        assertThat(input.type().features().get(1).categories()).containsExactly("none", "low");
        assertThat(input.spec().features())
                .extracting(FeatureSpec::privacy)
                .containsExactly(Privacy.PUBLIC, Privacy.PUBLIC, Privacy.PII);
    }

    @Test
    void rule10_thereAreAsManyAsColumns() {
        assertThat(bench.findings(input("{name: x, datatype: FP32, shape: [-1, 3], features: [a, b]}")))
                .containsExactly(
                        "5  spec.inputs[0].features: 2 features for the 3 columns of [-1, 3]. Name every column, in order, or write the shape [-1, 2].");
    }

    @Test
    void rule10_onlyTwoDimensionsHaveColumns() {
        for (String shape : new String[] {"[-1]", "[-1, -1]", "[-1, 2, 2]"}) {
            assertThat(bench.findings(input("{name: x, datatype: FP32, shape: " + shape + ", features: [a, b]}")))
                    .containsExactly("5  spec.inputs[0].features: features name the columns of [-1, k], the shape is "
                            + shape + ". Write the shape [-1, 2].");
        }
    }

    @Test
    void rule10_withoutBatchThereAreNoColumns() {
        assertThat(bench.findings(input("{name: x, datatype: FP32, shape: [1, 2], features: [a, b]}")
                        .replace("spec:", "spec:\n  batch: false")))
                .containsExactly(
                        "6  spec.inputs[0].features: features name the columns of rows, and without batch there are no rows. Remove them, or remove batch: false.");
    }

    @Test
    void rule10_namesAreUnique() {
        assertThat(bench.findings(input("{name: x, datatype: FP32, shape: [-1, 2], features: [a, {name: a}]}")))
                .containsExactly(
                        "5  spec.inputs[0].features[1]: the feature 'a' is given twice. Give each column a name of its own.");
        assertThat(bench.findings(
                        input("{name: x, datatype: FP32, shape: [-1, 1], features: [{name: a, categories: [b, b]}]}")))
                .containsExactly(
                        "5  spec.inputs[0].features[0].categories[1]: the category 'b' is given twice. Remove one.");
    }

    @Test
    void rule10_categoriesNeedANumberThatHoldsTheirIndex() {
        assertThat(bench.findings(
                        input("{name: x, datatype: BYTES, shape: [-1, 1], features: [{name: a, categories: [b]}]}")
                                .replace("[{clip: {min: 0}}]", "[{select: [a]}]")))
                .containsExactly(
                        "5  spec.inputs[0].features[0].categories: a column with categories holds their index as a number, 'x' is BYTES. Write a numeric datatype such as FP32, or remove the categories.");
        String many = java.util.stream.IntStream.range(0, 129)
                .mapToObj(i -> "c" + i)
                .collect(java.util.stream.Collectors.joining(", "));
        assertThat(bench.findings(input("{name: x, datatype: INT8, shape: [-1, 1], features: [{name: a, categories: ["
                        + many + "]}]}")))
                .containsExactly(
                        "5  spec.inputs[0].features[0].categories: INT8 can't hold the index 128 of the last category. Write a wider datatype.");
        assertThat(bench.findings(input("{name: x, datatype: UINT8, shape: [-1, 1], features: [{name: a, categories: ["
                        + many + "]}]}")))
                .isEmpty();
    }

    @Test
    void rule10_categoriesAreNotEmpty() {
        assertThat(bench.findings(
                        input("{name: x, datatype: FP32, shape: [-1, 1], features: [{name: a, categories: []}]}")))
                .containsExactly(
                        "5  spec.inputs[0].features[0].categories: is an empty list, at least one entry is wanted.");
        assertThat(bench.findings(input(
                        "{name: x, datatype: FP32, shape: [-1, 1], features: [{name: a, categories: [\"\", b]}]}")))
                .containsExactly("5  spec.inputs[0].features[0].categories[0]: is empty text, text is wanted.");
    }

    @Test
    void rule10_privacyIsOneOfFourWords() {
        assertThat(bench.findings(
                        input("{name: x, datatype: FP32, shape: [-1, 1], features: [{name: a, privacy: secrt}]}")))
                .containsExactly(
                        "5  spec.inputs[0].features[0].privacy: no privacy 'secrt'; known: public, internal, pii, secret. Did you mean 'secret'?");
    }

    @Test
    void rule10_datatypesAreThoseOfTheProtocol() {
        assertThat(bench.findings(input("{name: x, datatype: float32, shape: [-1]}")))
                .containsExactly(
                        "5  spec.inputs[0].datatype: no datatype 'float32'; known: BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FP16, BF16, FP32, FP64, BYTES. Did you mean 'FP32'?");
    }
}
