// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;

import dev.mehari.tensor.Feature;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 13: what becomes of column names, end to end. */
class Rule13Test {
    private final Bench bench = Bench.withModels();

    private List<String> names(String ops) {
        Checked checked = bench.check(Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 3], features: [{name: checking, categories: [none, low]}, months, age]}]
                  steps: [{transform: {id: t, input: x, ops: %s}}]
                  outputs: [{name: p, from: t}]
                """.formatted(ops)));
        assertThat(checked.findings()).isEmpty();
        return checked.graph().orElseThrow().types().get(new Reference("t", "output")).features().stream()
                .map(Feature::name)
                .toList();
    }

    @Test
    void rule13_mostKernelsKeepThem() {
        assertThat(names("[{impute: 0}, {clip: {min: 1}}, {standardize: {mean: 0, std: 1}}, log, {cast: FP64}]"))
                .containsExactly("checking", "months", "age");
        assertThat(names("[{select: [age, checking]}]")).containsExactly("age", "checking");
    }

    @Test
    void rule13_oneHotNamesColumnsAfterCategories() {
        assertThat(names("[oneHot]")).containsExactly("checking=none", "checking=low", "months", "age");
    }

    @Test
    void rule13_theOthersDropThem() {
        assertThat(names("[softmax]")).isEmpty();
    }

    @Test
    void rule13_oneHotWithoutCategoriesIsAFinding() {
        assertThat(bench.places(Bench.head("""
                          inputs: [{name: x, datatype: FP32, shape: [-1, 2], features: [a, b]}]
                          steps: [{transform: {id: t, input: x, ops: [{clip: {min: 0}}, oneHot]}}]
                          outputs: [{name: p, from: t}]
                        """))).containsExactly("6  spec.steps[0].transform.ops[1]");
    }
}
