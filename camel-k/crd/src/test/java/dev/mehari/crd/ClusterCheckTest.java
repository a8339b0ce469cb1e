// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.graph.Finding;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.InferenceGraph;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterCheckTest {
    private static final String GRAPH = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: g}
            spec:
              inputs: [{name: x, datatype: FP32, shape: [-1, 2], features: [file, b]}]
              models: {m: {uri: m.onnx}}
              steps:
                - transform: {id: t, input: x, ops: [{impute: {file: 1}}, {impute: {file: "s.json#median"}}, {clip: {min: {file: "s.json#low"}}}]}
                - model: {id: m, input: t}
              outputs: [{name: p, from: m.p}]
            """;

    private static List<String> findings(String text) {
        InferenceGraph graph =
                GraphFiles.read("g.graph.yaml", text, Path.of(".")).graph().orElseThrow();
        return ClusterCheck.findings(
                        graph, Serialization.unmarshal(text, JsonNode.class).path("spec"))
                .stream()
                .map(Finding::toString)
                .toList();
    }

    @Test
    void wantsARootForModelsAndDataFiles() {
        assertThat(findings(GRAPH))
                .containsExactly(
                        "g.graph.yaml:6  spec.models.m.uri: 'm.onnx' is relative, and in a cluster there is no folder beside"
                                + " the graph. Set spec.modelRoot to where the files are, such as configmap://g-models or"
                                + " pvc://models, or write a whole URI.",
                        "g.graph.yaml:8  spec.steps[0].transform.ops[1].impute.file: 's.json#median' is relative, and in a"
                                + " cluster there is no folder beside the graph. Set spec.modelRoot to where the files are,"
                                + " such as configmap://g-models or pvc://models, or write a whole URI.",
                        "g.graph.yaml:8  spec.steps[0].transform.ops[2].clip.min.file: 's.json#low' is relative, and in a"
                                + " cluster there is no folder beside the graph. Set spec.modelRoot to where the files are,"
                                + " such as configmap://g-models or pvc://models, or write a whole URI.");
    }

    @Test
    void hasNothingToSayWhereThereIsARoot() {
        assertThat(findings(GRAPH.replace("  models:", "  modelRoot: pvc://models\n  models:")))
                .isEmpty();
    }

    @Test
    void hasNothingToSayOfWholeUris() {
        assertThat(findings(GRAPH.replace("m.onnx", "configmap://c/m.onnx").replace("s.json", "s3://b/s.json")))
                .isEmpty();
    }
}
