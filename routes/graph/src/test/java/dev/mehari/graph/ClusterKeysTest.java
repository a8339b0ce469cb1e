// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The keys of the spec that only a cluster looks at. */
class ClusterKeysTest {
    private static final String ALL = """
              replicas: 2
              rollout: {blueGreen: {autoPromote: false, soak: 90s, progressDeadline: 2m, history: 3}}
              autoscaling:
                min: 1
                max: 5
                cpu: 70
                triggers: [{type: prometheus, metadata: {query: up, threshold: "5"}, metricType: Value, authentication: prom}]
              pods:
                resources: {requests: {cpu: 1, memory: 2Gi}, limits: {cpu: "1.5", memory: 2Gi}}
                credentials: model-keys
                nodeSelector: {example.com/pool: cpu, empty: ""}
                tolerations:
                  - {key: models, value: only, effect: NoSchedule}
                  - {operator: Exists}
                  - {key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 60}
              expose: {gateway: {name: public, namespace: infra, listener: https}, hostnames: [credit.example.com, "*.example.org"]}
            """;

    private final Bench bench = Bench.withModels();

    private static String graph(String... keys) {
        String more = String.join("\n", keys);
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {thin: {uri: thin.onnx}}
                  steps: [{model: {id: thin, input: x}}]
                  outputs: [{name: p, from: thin.label}]
                """) + (more.startsWith("  ") ? more : more.isEmpty() ? "" : more.indent(2));
    }

    private ClusterSpec read(String... keys) {
        Reading reading = GraphFiles.read("g.graph.yaml", graph(keys), bench.folder());
        assertThat(reading.findings()).isEmpty();
        return reading.graph().orElseThrow().spec().cluster();
    }

    private String finding(String... keys) {
        List<String> findings = bench.alone(graph(keys));
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    @Test
    void areReadAsWritten() {
        assertThat(read(ALL))
                .isEqualTo(new ClusterSpec(
                        2,
                        new RolloutSpec(new BlueGreenSpec(false, Duration.ofSeconds(90), Duration.ofMinutes(2), 3)),
                        Optional.of(new AutoscalingSpec(
                                1,
                                5,
                                Optional.of(70),
                                List.of(new TriggerSpec(
                                        "prometheus",
                                        Map.of("query", "up", "threshold", "5"),
                                        Optional.of("Value"),
                                        Optional.of("prom"))))),
                        new PodsSpec(
                                new ResourcesSpec(
                                        new QuantitiesSpec(Optional.of("1"), Optional.of("2Gi")),
                                        new QuantitiesSpec(Optional.of("1.5"), Optional.of("2Gi"))),
                                Optional.of("model-keys"),
                                Map.of("example.com/pool", "cpu", "empty", ""),
                                List.of(
                                        new TolerationSpec(
                                                Optional.of("models"),
                                                "Equal",
                                                Optional.of("only"),
                                                Optional.of("NoSchedule"),
                                                Optional.empty()),
                                        new TolerationSpec(
                                                Optional.empty(),
                                                "Exists",
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty()),
                                        new TolerationSpec(
                                                Optional.of("a"),
                                                "Exists",
                                                Optional.empty(),
                                                Optional.of("NoExecute"),
                                                Optional.of(60L)))),
                        Optional.of(new ExposeSpec(
                                new GatewaySpec("public", Optional.of("infra"), Optional.of("https")),
                                List.of("credit.example.com", "*.example.org")))));
        assertThat(GraphSchemaTest.errors(graph(ALL))).isEmpty();
    }

    @Test
    void haveDefaults() {
        assertThat(read()).isEqualTo(ClusterSpec.DEFAULT);
        assertThat(read("rollout: {blueGreen: {}}").rollout())
                .isEqualTo(new RolloutSpec(new BlueGreenSpec(true, Duration.ofMinutes(5), Duration.ofMinutes(10), 10)));
        assertThat(read().replicas()).isEqualTo(1);
        assertThat(read("autoscaling: {max: 3, cpu: 70}")
                        .autoscaling()
                        .orElseThrow()
                        .min())
                .isEqualTo(1);
    }

    @Test
    void dontCountInTheIdentity() {
        assertThat(identity(ALL)).isEqualTo(identity(""));
    }

    private String identity(String keys) {
        Checked checked = bench.check(graph(keys));
        assertThat(checked.findings()).isEmpty();
        return GraphIdentity.of(checked.graph().orElseThrow());
    }

    @Test
    void mayScaleToZero() {
        assertThat(read("replicas: 0").replicas()).isZero();
        assertThat(read("autoscaling: {min: 0, max: 2, triggers: [{type: cron}]}")
                        .autoscaling()
                        .orElseThrow()
                        .min())
                .isZero();
        assertThat(finding("autoscaling: {min: 0, max: 2, cpu: 70}"))
                .isEqualTo("9  spec.autoscaling.min: is 0, and without pods there is no CPU to measure that would"
                        + " bring one back. Write 1, or add triggers of KEDA.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                replicas: -1 | spec.replicas: is -1, a whole number from 0 to 1000 is wanted.
                replicas: 1001 | spec.replicas: is 1001, a whole number from 0 to 1000 is wanted.
                replicas: 1.5 | spec.replicas: is 1.5, a whole number from 0 to 1000 is wanted.
                replicas: two | spec.replicas: is the text 'two', a number is wanted.
                replicas: 1e999999999 | spec.replicas: is 1e999999999, more than any float holds, a number is wanted.
                rollout: {} | spec.rollout: says no kind of rollout, exactly one is wanted. Write {blueGreen: {}}, or nothing.
                rollout: blueGreen | spec.rollout: is text, an object is wanted. Write keys and values: known: blueGreen.
                rollout: {canary: {}} | spec.rollout.canary: 'canary' is not in this version. Remove it.
                rollout: {bluegreen: {}} | spec.rollout.bluegreen: unknown key 'bluegreen'; known: blueGreen. Did you mean 'blueGreen'?
                rollout: {blueGreen: {soak: 1h}} | spec.rollout.blueGreen.soak: is '1h', a duration is wanted. Did you mean '60m'?
                rollout: {blueGreen: {progressDeadline: 5ms}} | spec.rollout.blueGreen.progressDeadline: is less than a second, and no pod is ready in that. Write 10m, or leave it out.
                rollout: {blueGreen: {history: 0}} | spec.rollout.blueGreen.history: is 0, a whole number from 1 to 100 is wanted.
                autoscaling: {max: 3} | spec.autoscaling: says no measure to scale by. Add cpu: 70, or triggers of KEDA.
                autoscaling: {cpu: 70} | spec.autoscaling: 'max' is missing.
                autoscaling: {min: 4, max: 3, cpu: 70} | spec.autoscaling.min: min is 4, more than max, 3. Lower min or raise max.
                autoscaling: {max: 3, cpu: 0} | spec.autoscaling.cpu: is 0, a whole number from 1 to 1000 is wanted.
                autoscaling: {max: 3, triggers: [{metadata: {a: b}}]} | spec.autoscaling.triggers[0]: 'type' is missing.
                autoscaling: {max: 3, triggers: [{type: cron, metadata: {a: 5}}]} | spec.autoscaling.triggers[0].metadata.a: 5 reads as a number, text is wanted. Quote it: "5".
                autoscaling: {max: 3, triggers: [{type: cron, metricType: value}]} | spec.autoscaling.triggers[0].metricType: no 'value'; known: AverageValue, Value, Utilization. Did you mean 'Value'?
                pods: {credentials: Model_Keys} | spec.pods.credentials: 'Model_Keys' can't be an object's name. Write a name such as credit-keys.
                pods: {nodeSelector: {"a b": c}} | spec.pods.nodeSelector["a b"]: 'a b' can't be a label's key. Write a key such as example.com/pool.
                pods: {nodeSelector: {a: "b/c"}} | spec.pods.nodeSelector.a: 'b/c' can't be a label's value. Write at most 63 letters, digits, '-', '_', '.'.
                pods: {nodeSelector: {a: true}} | spec.pods.nodeSelector.a: true reads as a boolean, text is wanted. Quote it: "true".
                pods: {resources: {requests: {cpu: 2}, limits: {cpu: 1500m}}} | spec.pods.resources.requests.cpu: 2 is more than the limit, 1500m. Lower the request or raise the limit.
                pods: {resources: {requests: {cpu: 0}}} | spec.pods.resources.requests.cpu: is nothing, and a pod needs something. Write 500m, or leave it out.
                pods: {resources: {requests: {cpu: much}}} | spec.pods.resources.requests.cpu: is 'much', an amount is wanted. Write cores: 2, or 500m for half of one.
                pods: {resources: {requests: {memory: 512m}}} | spec.pods.resources.requests.memory: is 512m, and that is 0.512 bytes. Did you mean '512Mi'?
                pods: {resources: {limits: {memory: 2GB}}} | spec.pods.resources.limits.memory: is '2GB', an amount is wanted. Did you mean '2Gi'?
                pods: {resources: {limits: {memory: 2}}} | spec.pods.resources.limits.memory: is 2, and that is 2 bytes. Write bytes with their unit: 512Mi, 2Gi.
                pods: {tolerations: [{effect: NoSchedule}]} | spec.pods.tolerations[0]: 'key' is missing. Add it, or write operator: Exists to bear every taint.
                pods: {tolerations: [{key: a, operator: Exists, value: b}]} | spec.pods.tolerations[0].value: 'Exists' asks for no value. Remove it, or write operator: Equal.
                pods: {tolerations: [{key: a, tolerationSeconds: 5}]} | spec.pods.tolerations[0].tolerationSeconds: only the effect NoExecute is borne for a time. Remove it, or write effect: NoExecute.
                pods: {tolerations: [{key: a, effect: noSchedule}]} | spec.pods.tolerations[0].effect: no 'noSchedule'; known: NoSchedule, PreferNoSchedule, NoExecute. Did you mean 'NoSchedule'?
                expose: {} | spec.expose: 'gateway' is missing.
                expose: {gateway: {}} | spec.expose.gateway: 'name' is missing.
                expose: {gateway: {name: p}, hostnames: [A.example.com]} | spec.expose.hostnames[0]: 'A.example.com' can't be a host's name. Write a DNS name in lower case, without scheme, port or path: credit.example.com.
                expose: {gateway: {name: p}, hostnames: [10.0.0.1]} | spec.expose.hostnames[0]: '10.0.0.1' can't be a host's name. Write a DNS name in lower case, without scheme, port or path: credit.example.com.
                expose: {gateway: {name: p}, hostnames: [a.b, a.b]} | spec.expose.hostnames[1]: 'a.b' is given twice. Remove one.
                expose: {gateway: {name: p, namespace: a.b}} | spec.expose.gateway.namespace: 'a.b' can't be a namespace. Write a name such as models.
                resources: {} | spec.resources: 'resources' doesn't stand in spec itself. Write pods: {resources: …}.
                """)
    void haveFindingsThatNameTheMend(String keys, String finding) {
        assertThat(finding(keys)).isEqualTo("9  " + finding);
    }

    @Test
    void tellTwoFaultsAtOnce() {
        assertThat(bench.alone(graph("replicas: -1", "pods: {credentials: 'A'}")))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0.5", ".5", "5.", "100m", "1e3", "1E-1", "2k", "1Ei", "0.1", "4n", "7u"})
    void takeAmountsAsKubernetesDoes(String cpu) {
        assertThat(read("pods: {resources: {requests: {cpu: \"" + cpu + "\"}}}")
                        .pods()
                        .resources()
                        .requests()
                        .cpu())
                .contains(cpu);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+1", "1 Gi", "1e", "1gi", "Gi", "1e999", "0x10", "1e1Gi", "١"})
    void takeNoOtherAmounts(String cpu) {
        assertThat(finding("pods: {resources: {requests: {cpu: \"" + cpu + "\"}}}"))
                .contains("an amount is wanted");
    }

    @Test
    void readsWhatKubectlPrints() {
        String fetched = graph("replicas: 2").replace("metadata: {name: g}", """
                metadata:
                  annotations:
                    kubectl.kubernetes.io/last-applied-configuration: |
                      {"apiVersion":"mehari.dev/v1alpha1","kind":"InferenceGraph","metadata":{"annotations":{},"name":"g"}}
                    mehari.dev/pause: "true"
                  creationTimestamp: "2026-05-02T10:00:00Z"
                  deletionGracePeriodSeconds: 0
                  deletionTimestamp: "2026-05-02T10:00:00Z"
                  finalizers:
                  - foregroundDeletion
                  generation: 3
                  labels: {app: credit}
                  managedFields:
                  - apiVersion: mehari.dev/v1alpha1
                    fieldsType: FieldsV1
                    fieldsV1:
                      f:metadata:
                        f:annotations:
                          .: {}
                          f:kubectl.kubernetes.io/last-applied-configuration: {}
                      f:status:
                        f:conditions:
                          k:{"type":"Ready"}:
                            .: {}
                            f:lastTransitionTime: {}
                    manager: kubectl-client-side-apply
                    operation: Update
                    time: "2026-05-02T10:00:00Z"
                  name: g
                  namespace: models
                  ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: a, uid: b}]
                  resourceVersion: "12345"
                  uid: 0b1c
                """.stripTrailing()) + """
                status:
                  conditions:
                  - lastTransitionTime: "2026-05-02T10:00:00Z"
                    message: 'Revision 1: answers, all is well'
                    reason: Live
                    status: "True"
                    type: Ready
                  observedGeneration: 3
                """;

        assertThat(bench.alone(fetched)).isEmpty();
    }
}
