// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.mehari.crd.Annotations;
import dev.mehari.crd.ConditionType;
import dev.mehari.crd.FindingStatus;
import dev.mehari.crd.GraphResource;
import dev.mehari.operator.observe.ChildKind;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is around a graph, in whole rounds. */
class SurroundingsTest {
    private static final String CPU = "autoscaling: {min: 2, max: 5, cpu: 70}";
    private static final String TRIGGERS =
            "autoscaling: {min: 1, max: 5, triggers: [{type: prometheus, metadata: {query: up, threshold: '5'}}]}";
    private static final String EXPOSED =
            "expose: {gateway: {name: public, namespace: infra}, hostnames: [credit.example.com]}";

    private final Stage stage = new Stage();
    private final FakeCluster cluster = stage.cluster;

    @Test
    void makesAPolicyForEveryGraph() {
        stage.apply("").drive();
        assertThat(cluster.find(NetworkPolicy.class, "credit")).isPresent();
        assertThat(stage.writes()).isEmpty();
    }

    @Test
    void makesNothingForAGraphThatIsRefused() {
        GraphResource graph = Stage.graph("");
        graph.getSpec().remove("modelRoot");
        cluster.put(graph);
        stage.drive();
        assertThat(cluster.find(NetworkPolicy.class, "credit")).isEmpty();
    }

    @Test
    void scalesTheGraphAndNotItsRevisions() {
        stage.apply(CPU).drive();
        var target = cluster.find(HorizontalPodAutoscaler.class, "credit")
                .orElseThrow()
                .getSpec()
                .getScaleTargetRef();
        assertThat(target.getKind()).isEqualTo("InferenceGraph");
        assertThat(target.getName()).isEqualTo("credit");
        assertThat(stage.writes()).isEmpty();
    }

    @Test
    void followsAnAutoscalerWithoutWritingReplicasItself() {
        stage.apply(CPU).drive();
        GraphResource scaled = cluster.graph("credit");
        scaled.getSpec().put("replicas", 4);
        cluster.put(scaled);
        stage.drive();
        assertThat(cluster.find(Deployment.class, "credit-r1")
                        .orElseThrow()
                        .getSpec()
                        .getReplicas())
                .isEqualTo(4);
        assertThat(cluster.graph("credit").getSpec().path("replicas").asInt()).isEqualTo(4);
        assertThat(cluster.written).noneMatch(call -> call.startsWith("apply InferenceGraph"));
        assertThat(stage.writes()).isEmpty();
    }

    @Test
    void deletesWhatIsNoLongerWanted() {
        stage.apply(CPU).drive();
        stage.apply("").drive();
        assertThat(cluster.has("HorizontalPodAutoscaler/credit")).isFalse();
        assertThat(cluster.has("NetworkPolicy/credit")).isTrue();
    }

    @Test
    void deletesNoAutoscalerOfSomebodyElse() {
        stage.apply("").drive();
        var foreign = new io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withName("keda-hpa-credit")
                .addToLabels("mehari.dev/graph", "credit")
                .endMetadata()
                .build();
        cluster.edit(foreign);
        stage.drive();
        assertThat(cluster.has("HorizontalPodAutoscaler/keda-hpa-credit")).isTrue();
    }

    @Test
    void keepsAnAutoscalerWhereItsKeysHaveASlip() {
        stage.apply(CPU).drive();
        stage.apply("autoscaling: {min: 4, max: 3, cpu: 70}").drive();
        assertThat(cluster.has("HorizontalPodAutoscaler/credit")).isTrue();
        assertThat(stage.condition(ConditionType.DEGRADED).reason()).isEqualTo("InvalidGraph");
        assertThat(stage.status().findings())
                .extracting(FindingStatus::path)
                .anyMatch(path -> path.startsWith("spec.autoscaling"));
    }

    @Test
    void goesLiveWithoutTheKindsThatItAsksFor() {
        stage.apply(TRIGGERS + "\n" + EXPOSED).drive();
        assertThat(stage.status().live().number()).isEqualTo(1);
        assertThat(stage.status().is(ConditionType.READY)).isTrue();
        assertThat(stage.condition(ConditionType.DEGRADED).isTrue()).isTrue();
        assertThat(stage.condition(ConditionType.DEGRADED).reason()).isEqualTo("KindMissing");
        assertThat(stage.condition(ConditionType.DEGRADED).message())
                .contains("spec.autoscaling.triggers")
                .contains("Install KEDA");
        assertThat(stage.status().findings())
                .extracting(FindingStatus::path, FindingStatus::severity)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("spec.autoscaling.triggers", "warning"),
                        org.assertj.core.groups.Tuple.tuple("spec.expose", "warning"));
    }

    @Test
    void looksForMissingKindsOnceAMinuteAndWritesNothingMeanwhile() {
        stage.apply(EXPOSED).drive();
        assertThat(stage.writes()).isEmpty();
        assertThat(stage.run().orElseThrow().recheck()).hasValue(Duration.ofMinutes(1));
    }

    @Test
    void tellsOfATroubleOfTheRolloutFirst() {
        cluster.podsGetReady = false;
        cluster.report = """
                {"graphs": [{"graph": "credit", "revision": 1, "state": "REFUSED", "findings": [
                {"path": "spec.models.trees.sha256", "severity": "error", "message": "it has sha256 12…", "mend": ""}]}]}
                """;
        stage.apply(EXPOSED);
        stage.run();
        cluster.settle();
        stage.run();
        assertThat(stage.condition(ConditionType.DEGRADED).reason()).isEqualTo("DigestMismatch");
        assertThat(stage.condition(ConditionType.READY).reason()).isEqualTo("DigestMismatch");
    }

    @Test
    void makesThemWhenTheKindsCome() {
        stage.apply(TRIGGERS + "\n" + EXPOSED).drive();
        cluster.kinds.addAll(List.of(ChildKind.SCALED_OBJECT, ChildKind.HTTP_ROUTE, ChildKind.POD_MONITOR));
        stage.drive();
        assertThat(List.of("ScaledObject/credit", "HTTPRoute/credit", "PodMonitor/credit"))
                .allMatch(cluster::has);
        assertThat(stage.condition(ConditionType.DEGRADED).isTrue()).isFalse();
        assertThat(stage.status().findings()).isEmpty();
        assertThat(stage.writes()).isEmpty();
    }

    @Test
    void takesAnAutoscalerAwayBeforeKedaBringsItsOwn() {
        stage.apply(CPU).drive();
        cluster.kinds.add(ChildKind.SCALED_OBJECT);
        stage.apply(TRIGGERS);
        assertThat(stage.writes())
                .containsSubsequence("delete HorizontalPodAutoscaler/credit", "apply ScaledObject/credit");
    }

    @Test
    void putsBackWhatIsEditedOrDeleted() {
        stage.apply(CPU).drive();
        Map<String, String> before = cluster.state();
        cluster.remove("NetworkPolicy/credit");
        HorizontalPodAutoscaler edited =
                cluster.find(HorizontalPodAutoscaler.class, "credit").orElseThrow();
        edited.getSpec().setMaxReplicas(99);
        cluster.edit(edited);
        stage.drive();
        assertThat(cluster.state()).isEqualTo(before);
        assertThat(cluster.find(HorizontalPodAutoscaler.class, "credit")
                        .orElseThrow()
                        .getSpec()
                        .getMaxReplicas())
                .isEqualTo(5);
    }

    @Test
    void opensNoPortThatSomebodyAddsToThePolicy() {
        stage.apply("").drive();
        NetworkPolicy edited = cluster.find(NetworkPolicy.class, "credit").orElseThrow();
        var port = new io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder()
                .withProtocol("TCP")
                .withPort(new io.fabric8.kubernetes.api.model.IntOrString(22))
                .build();
        edited.getSpec().getIngress().get(0).getPorts().add(port);
        cluster.edit(edited);
        assertThat(stage.writes()).contains("apply NetworkPolicy/credit");
    }

    @Test
    void goesLiveThoughAnAdmissionHookFails() {
        cluster.refusals.put(
                "apply NetworkPolicy", FakeCluster.refusal(500, "failed calling webhook \"policies.example.com\""));
        stage.apply("").drive();
        assertThat(stage.status().is(ConditionType.READY)).isTrue();
        assertThat(stage.condition(ConditionType.DEGRADED).reason()).isEqualTo("RefusedByCluster");
        assertThat(stage.condition(ConditionType.DEGRADED).message())
                .contains("NetworkPolicy 'credit'")
                .contains("webhook");
    }

    @Test
    void leavesAloneAPolicyThatIsNotOurs() {
        cluster.edit(new io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder()
                .withNewMetadata()
                .withName("credit")
                .endMetadata()
                .build());
        stage.apply("").drive();
        assertThat(stage.status().is(ConditionType.READY)).isTrue();
        assertThat(stage.condition(ConditionType.DEGRADED).reason()).isEqualTo("NameTaken");
        cluster.remove("NetworkPolicy/credit");
        stage.drive();
        assertThat(cluster.has("NetworkPolicy/credit")).isTrue();
        assertThat(stage.condition(ConditionType.DEGRADED).isTrue()).isFalse();
    }

    @Test
    void changesNothingWhilePaused() {
        stage.apply("").drive();
        GraphResource paused = Stage.graph(CPU);
        paused.getMetadata().setAnnotations(new TreeMap<>(Map.of(Annotations.PAUSE, "true")));
        cluster.put(paused);
        stage.drive();
        assertThat(cluster.has("HorizontalPodAutoscaler/credit")).isFalse();
    }
}
