// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import dev.mehari.maths.Combiner;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GraphFilesTest {
    private final Bench bench = Bench.empty()
            .model(
                    "models/trees.json",
                    "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"prediction\": \"FP32 -1\"}}")
            .model(
                    "models/net.zip",
                    "{\"inputs\": {\"input\": \"FP32 -1 7\"}, \"outputs\": {\"output\": \"FP32 -1 2\"}}")
            .model(
                    "models/thin.onnx",
                    "{\"inputs\": {\"x\": \"FP32 -1 7\"}, \"outputs\": {\"probabilities\": \"FP32 -1 2\"}}")
            .file("scaler.json", "{\"median\": 3, \"scale\": {\"mean\": [1, 2, 3], \"std\": [1, 1, 2]}}");

    @Test
    void resolvesTheWholeExample() throws IOException {
        Checked checked = bench.check(example());

        assertThat(checked.findings()).isEmpty();
        CheckedGraph graph = checked.graph().orElseThrow();
        assertThat(graph.types().keySet())
                .extracting(Reference::toString)
                .containsExactly(
                        "applicant",
                        "scale.output",
                        "thin.probability",
                        "trees.probability",
                        "net.probability",
                        "committee.probability",
                        "score.probability",
                        "score.branch",
                        "decide.label");
        assertThat(graph.files()).extracting(DataFile::uri).containsExactly("scaler.json");
        ChoiceNode score = (ChoiceNode) graph.nodes().get(1);
        assertThat(score.outputs()).containsExactly("probability");
        assertThat(score.when().get(0).branch().gives())
                .containsEntry("probability", new Reference("thin", "probability"));
        EnsembleNode committee = (EnsembleNode) score.otherwise().nodes().get(0);
        assertThat(committee.combine()).isEqualTo(java.util.Map.of("probability", Combiner.MEAN));
        assertThat(committee.quorum()).isEmpty();
    }

    @Test
    void asksForNoFileInTheFirstHalf() throws IOException {
        Reading reading =
                GraphFiles.read("credit.graph.yaml", example(), Bench.empty().folder());

        assertThat(reading.findings()).isEmpty();
        assertThat(reading.graph().orElseThrow().name()).isEqualTo("credit");
    }

    @Test
    void givesNoGraphWithAnError() {
        Checked checked = bench.check("kind: Nothing");

        assertThat(checked.graph()).isEmpty();
        assertThat(Finding.anyError(checked.findings())).isTrue();
    }

    private static String example() throws IOException {
        try (InputStream in = GraphFilesTest.class.getResourceAsStream("credit.graph.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
