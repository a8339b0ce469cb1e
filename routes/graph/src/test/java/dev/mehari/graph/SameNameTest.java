// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SameNameTest {
    private static String graph(String name) {
        return "apiVersion: mehari.dev/v1alpha1\nkind: InferenceGraph\nmetadata:\n  name: " + name + "\nspec:\n"
                + "  inputs: [{name: x, datatype: FP32, shape: [-1]}]\n  steps: [{transform: {id: t, input: x, ops: [log]}}]\n"
                + "  outputs: [{name: p, from: t}]\n";
    }

    @Test
    void twoGraphsOfOneNameAreFindingsOnBoth() {
        Bench bench = Bench.empty()
                .file("a.graph.yaml", graph("credit"))
                .file("deep/b.graph.yaml", graph("credit"))
                .file("c.graph.yaml", graph("iris"));
        Path a = bench.folder().resolve("a.graph.yaml");
        Path b = bench.folder().resolve("deep/b.graph.yaml");
        Path c = bench.folder().resolve("c.graph.yaml");

        Map<Path, Checked> checked = GraphFiles.checkAll(List.of(a, b, c), bench.surroundings());

        assertThat(checked.get(a).findings())
                .extracting(Finding::toString)
                .containsExactly(a + ":4  metadata.name: the graph 'credit' is also in " + b
                        + ". Give each graph a name of its own.");
        assertThat(checked.get(b).findings())
                .extracting(Finding::toString)
                .containsExactly(b + ":4  metadata.name: the graph 'credit' is also in " + a
                        + ". Give each graph a name of its own.");
        assertThat(checked.get(a).graph()).isEmpty();
        assertThat(checked.get(c).graph()).isPresent();
    }

    @Test
    void oneFileGivenTwiceIsOneFile() {
        Bench bench = Bench.empty().file("a.graph.yaml", graph("credit"));
        Path a = bench.folder().resolve("a.graph.yaml");

        assertThat(GraphFiles.checkAll(List.of(a, a), bench.surroundings())).hasSize(1);
        assertThat(GraphFiles.checkAll(List.of(a, a), bench.surroundings())
                        .get(a)
                        .findings())
                .isEmpty();
    }
}
