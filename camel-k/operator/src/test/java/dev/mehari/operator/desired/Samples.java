// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Revisions to try things on. */
final class Samples {
    static final String IMAGE = "ghcr.io/mehari/runtime:0.1.0";
    static final String UID = "5f0c9a52-2d2c-4a55-9c59-2f6d4b7a1c11";

    static final String ROUTES = """
            - beans:
              - name: mehari-graph-credit
                type: dev.mehari.nodes.Declaration
            - route:
                id: credit
                from:
                  uri: mehari-graph:credit
                  steps:
                  - to: mehari-model:trees
                  - setHeader:
                      name: answer
                      constant: "yes"
                  - delay:
                      expression: {constant: 10}
            """;

    static final String CREDIT = """
            modelRoot: pvc://models/credit
            models:
              trees: {uri: trees.json, runtime: xgboost}
              thin: {uri: "configmap://credit-thin/thin.onnx"}
              net: {uri: "s3://models/net.zip", card: {file: "pvc://not-mounted/by-a-card"}}
            steps:
            - transform: {id: scale, inputs: [applicant], ops: [{standardize: {mean: {file: "configmap://stats/stats.json#mean"}}}]}
            - model: {use: trees}
            pods:
              resources:
                requests: {cpu: "1", memory: 2Gi}
                limits: {cpu: "4", memory: 4Gi, nvidia.com/gpu: "1"}
              credentials: credit-keys
              nodeSelector: {pool: inference}
              tolerations:
              - {key: inference, operator: Equal, value: only, effect: NoSchedule}
              - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 30}
            """;

    private Samples() {}

    static JsonNode json(String yaml) {
        JsonNode node = Serialization.unmarshal(yaml, JsonNode.class);
        return node == null ? JsonNodeFactory.instance.objectNode() : node;
    }

    static GraphRevision revision(String spec) {
        return revision(json(spec), ROUTES, PlainRenderer.WORD);
    }

    static GraphRevision revision(JsonNode spec, String routes, String renderer) {
        return new GraphRevision("bank", "credit", UID, 7, "0".repeat(64), spec, routes, IMAGE, renderer);
    }
}
