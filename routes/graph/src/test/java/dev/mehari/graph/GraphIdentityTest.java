// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GraphIdentityTest {
    private static final String GRAPH = Bench.head("""
              inputs:
                - {name: x, datatype: FP32, shape: [-1, 4]}
              models:
                thin: {uri: thin.onnx, version: "1", card: {metrics: {auc: 0.5}}}
              steps:
                - transform: {id: scale, input: x, ops: [{impute: {file: scaler.json#median}}, {clip: {max: 9}}]}
                - model: {id: m, use: thin, input: scale}
              outputs:
                - {name: p, from: m.probabilities}
            """);

    private final Bench bench = Bench.withModels().file("scaler.json", "{\"median\": 3}");

    private String identity(String text) {
        Checked checked = bench.check(text);
        assertThat(checked.findings()).isEmpty();
        return GraphIdentity.of(checked.graph().orElseThrow());
    }

    @Test
    void isASha256() {
        assertThat(identity(GRAPH)).matches("[0-9a-f]{64}");
    }

    @Test
    void doesNotCountCommentsLayoutAndKeyOrder() {
        String other = GRAPH.replace("uri: thin.onnx, version: \"1\"", "version: '1', uri: thin.onnx")
                .replace("  outputs:", "  # what comes out\n\n  outputs:");
        assertThat(identity(other)).isEqualTo(identity(GRAPH));
    }

    @Test
    void doesNotCountMetadataAndDescriptions() {
        String other = GRAPH.replace("{name: g}", "{name: other, labels: {team: risk}}")
                .replace("version: \"1\"", "version: \"1\", description: the thin one")
                .replace("name: p,", "name: p, description: how likely,");
        assertThat(identity(other)).isEqualTo(identity(GRAPH));
    }

    @Test
    void doesNotCountWhatIsWrittenOutThoughItIsTheDefault() {
        String other = GRAPH.replace("steps:", "batch: true\n  steps:")
                .replace("input: scale}", "inputs: {x: scale.output}}")
                .replace("max: 9", "max: 9.0");
        assertThat(identity(other)).isEqualTo(identity(GRAPH));
    }

    @Test
    void doesNotCountWhereFilesLie() {
        String before = identity(GRAPH);
        bench.file(
                "else/where.onnx",
                "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"label\": \"INT64 -1\", \"probabilities\": \"FP32 -1 2\"}}");
        assertThat(identity(GRAPH.replace("thin.onnx", "else/where.onnx"))).isEqualTo(before);
    }

    @Test
    void countsChangedModelBytes() {
        String before = identity(GRAPH);
        bench.model(
                "thin.onnx",
                "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"probabilities\": \"FP32 -1 2\", \"label\": \"INT64 -1\"}}");
        assertThat(identity(GRAPH)).isNotEqualTo(before);
    }

    @Test
    void countsChangedDataFiles() {
        String before = identity(GRAPH);
        bench.file("scaler.json", "{\"median\":  3}");
        assertThat(identity(GRAPH)).isNotEqualTo(before);
    }

    @Test
    void countsCardsConstantsAndLimits() {
        assertThat(identity(GRAPH.replace("0.5", "0.6"))).isNotEqualTo(identity(GRAPH));
        assertThat(identity(GRAPH.replace("max: 9", "max: 8"))).isNotEqualTo(identity(GRAPH));
        assertThat(identity(GRAPH.replace("steps:", "limits: {rows: 3}\n  steps:")))
                .isNotEqualTo(identity(GRAPH));
    }
}
