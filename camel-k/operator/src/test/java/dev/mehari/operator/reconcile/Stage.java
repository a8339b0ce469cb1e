// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.util.List;
import java.util.Optional;

import dev.mehari.crd.ConditionType;
import dev.mehari.crd.GraphCondition;
import dev.mehari.crd.GraphResource;
import dev.mehari.crd.GraphStatus;
import dev.mehari.operator.desired.PlainRenderer;
import dev.mehari.operator.desired.Renderer;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;

import static org.assertj.core.api.Assertions.assertThat;

/** A graph 'credit' on a cluster in memory, and rounds of it. */
final class Stage {
    static final String GRAPH = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: credit, namespace: models}
            spec:
              replicas: 2
              rollout: {blueGreen: {soak: 1s}}
              modelRoot: configmap://credit-models
              inputs: [{name: x, datatype: FP32, shape: [-1, 2]}]
              models: {trees: {runtime: xgboost, uri: trees.json}}
              steps: [{model: {id: m, use: trees, input: x}}]
              outputs: [{name: score, from: m.prediction}]
            """;

    final FakeCluster cluster = new FakeCluster();
    private GraphRound round;

    Stage() {
        this(new PlainRenderer());
    }

    /** @param all the first is for new revisions */
    Stage(Renderer... all) {
        round = round("IfNotPresent", all);
    }

    /** Another operator comes. */
    Stage operator(String pullPolicy, Renderer... all) {
        round = round(pullPolicy, all);
        return this;
    }

    private GraphRound round(String pullPolicy, Renderer... all) {
        return new GraphRound(
                cluster,
                cluster,
                cluster,
                new Renderers(List.of(all), Optional.of(all[0].word())),
                new Site("example.com/mehari:1", pullPolicy, Optional.empty()),
                () -> cluster.now);
    }

    /** @param more keys of the spec, as flow or block lines of two spaces */
    Stage apply(String more) {
        cluster.put(graph(more));
        return this;
    }

    static GraphResource graph(String more) {
        return Serialization.unmarshal(GRAPH + (more.isEmpty() ? "" : more.indent(2)), GraphResource.class);
    }

    /** Rounds until nothing is left to do but to wait. */
    Stage drive() {
        for (int i = 0; i < 16; i++) {
            int before = cluster.written.size();
            run();
            if (cluster.written.size() == before) {
                break;
            }
            cluster.settle();
            cluster.now = cluster.now.plusSeconds(2);
        }
        return this;
    }

    /** One round; a conflict is one that is seen too late. */
    Optional<GraphRound.Outcome> run() {
        try {
            return Optional.of(round.run(cluster.graph("credit")));
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).isEqualTo(409);
            return Optional.empty();
        }
    }

    GraphStatus status() {
        return cluster.graph("credit").getStatus();
    }

    GraphCondition condition(ConditionType type) {
        return status().condition(type).orElseThrow();
    }

    /** What a round writes now. */
    List<String> writes() {
        cluster.written.clear();
        run();
        return List.copyOf(cluster.written);
    }
}
