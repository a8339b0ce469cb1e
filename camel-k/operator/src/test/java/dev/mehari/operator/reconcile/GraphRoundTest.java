// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.mehari.crd.Annotations;
import dev.mehari.crd.ConditionType;
import dev.mehari.crd.GraphCondition;
import dev.mehari.crd.GraphResource;
import dev.mehari.crd.GraphStatus;
import dev.mehari.crd.Labels;
import dev.mehari.operator.desired.PlainRenderer;
import dev.mehari.operator.revision.Kept;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole rollouts on a cluster in memory. */
class GraphRoundTest {
    /** Odd, so that calls are cut before and after they are done. Every call is -Dmehari.crash.stride=1. */
    private static final int STRIDE = Integer.getInteger("mehari.crash.stride", 7);

    private final FakeCluster cluster = new FakeCluster();
    private GraphRound round = newRound();

    @Test
    void bringsAGraphUp() {
        apply(graph("1", ""));
        drive();
        assertThat(status().live().number()).isEqualTo(1);
        assertThat(status().is(ConditionType.READY)).isTrue();
        assertThat(selected()).isEqualTo("1");
        assertThat(condition(ConditionType.PROGRESSING).isTrue()).isFalse();
        assertThat(cluster.events).extracting(Event::getReason).containsExactly("Switched");
    }

    @Test
    void writesNothingWhereNothingDiffers() {
        apply(graph("1", ""));
        drive();
        cluster.written.clear();
        run();
        run();
        assertThat(cluster.written).isEmpty();
    }

    @Test
    void refusesWhatCheckRefusesAndGoesOn() {
        apply(graph("1", ""));
        drive();
        GraphResource wrong = graph("2", "");
        wrong.getSpec().withArray("outputs").addObject().put("name", "z").put("from", "nothing.there");
        apply(wrong);
        drive();
        assertThat(status().live().number()).isEqualTo(1);
        assertThat(condition(ConditionType.DEGRADED).reason()).isEqualTo("InvalidGraph");
        assertThat(status().findings()).anyMatch(f -> f.path().startsWith("spec.outputs[1]"));
        assertThat(status().is(ConditionType.READY)).isTrue();
    }

    @Test
    void tellsOfAMountThatIsNotThereAndGoesOnWhenItComes() {
        cluster.podsGetReady = false;
        cluster.ofPods.add(
                failedMount("MountVolume.SetUp failed for volume \"credentials\" : secret \"s3\" not found"));
        apply(graph("1", ""));
        drive();
        assertThat(condition(ConditionType.DEGRADED).reason()).isEqualTo("MountMissing");
        assertThat(condition(ConditionType.DEGRADED).message()).contains("\"s3\" not found", "Create the Secret");
        cluster.podsGetReady = true;
        drive();
        assertThat(status().is(ConditionType.READY)).isTrue();
        assertThat(condition(ConditionType.DEGRADED).isTrue()).isFalse();
    }

    @Test
    void waitsForMountsThatOnlyTakeTime() {
        cluster.podsGetReady = false;
        cluster.ofPods.add(failedMount("MountVolume.SetUp failed: failed to sync configmap cache: timed out"));
        apply(graph("1", ""));
        drive();
        assertThat(condition(ConditionType.DEGRADED).isTrue()).isFalse();
        assertThat(condition(ConditionType.PROGRESSING).reason()).isEqualTo("Deploying");
    }

    private static Event failedMount(String message) {
        return new EventBuilder().withReason("FailedMount").withMessage(message).build();
    }

    @Test
    void forgetsWhatWasWrongWithASpecThatIsTakenBack() {
        cluster.report = """
                {"graphs": [{"graph": "credit", "revision": 1, "state": "LIVE", "findings": [], "models": {}}]}
                """;
        apply(graph("1", ""));
        drive();
        GraphResource wrong = graph("2", "");
        wrong.getSpec().withArray("outputs").addObject().put("name", "z").put("from", "nothing.there");
        apply(wrong);
        drive();
        apply(graph("1", ""));
        drive();
        assertThat(status().findings()).isEmpty();
        assertThat(condition(ConditionType.DEGRADED).isTrue()).isFalse();
    }

    @Test
    void namesTheMendForARelativeDataFileWithItsPath() {
        GraphResource graph = graph("1", "");
        graph.getSpec().remove("modelRoot");
        graph.getSpec().withObject("/models/trees").put("uri", "configmap://m/trees.json");
        graph.getSpec().set("steps", Serialization.unmarshal("""
                        - transform: {id: t, input: x, ops: [{clip: {min: {file: "stats.json#low"}}}]}
                        - model: {id: m, use: trees, input: t}
                        """, com.fasterxml.jackson.databind.JsonNode.class));
        apply(graph);
        drive();
        assertThat(status().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.path()).isEqualTo("spec.steps[0].transform.ops[0].clip.min.file");
            assertThat(finding.severity()).isEqualTo("error");
            assertThat(finding.mend()).contains("Set spec.modelRoot");
        });
        assertThat(cluster.written).noneMatch(call -> call.startsWith("apply Deployment"));
    }

    @Test
    void namesTheMendForARelativeUri() {
        GraphResource graph = graph("1", "");
        graph.getSpec().remove("modelRoot");
        apply(graph);
        drive();
        assertThat(condition(ConditionType.DEGRADED).message()).contains("Set spec.modelRoot");
    }

    @Test
    void switchesToANewRevisionAndKeepsTheOldOne() {
        apply(graph("1", ""));
        drive();
        apply(graph("2", ""));
        drive();
        assertThat(selected()).isEqualTo("2");
        assertThat(replicas(1)).isEqualTo(0);
        assertThat(replicas(2)).isEqualTo(2);
    }

    @Test
    void keepsTheOldPodsWhileTheySoak() {
        apply(graph("1", "soak: 60m"));
        drive();
        apply(graph("2", "soak: 60m"));
        drive();
        assertThat(selected()).isEqualTo("2");
        assertThat(replicas(1)).isEqualTo(2);
        assertThat(condition(ConditionType.PROGRESSING).reason()).isEqualTo("Soaking");
    }

    @Test
    void findsAnOldRevisionAgain() {
        apply(graph("1", ""));
        drive();
        apply(graph("2", ""));
        drive();
        apply(graph("1", ""));
        drive();
        assertThat(selected()).isEqualTo("1");
        assertThat(status().revisions()).hasSize(2);
    }

    @Test
    void rollsBackByOneWriteWhereTheOldPodsStand() {
        apply(graph("1", "soak: 60m"));
        drive();
        apply(graph("2", "soak: 60m"));
        drive();
        cluster.written.clear();
        annotate(Annotations.PIN, "1");
        run();
        assertThat(selected()).isEqualTo("1");
        assertThat(cluster.written)
                .containsExactly(
                        "annotate ControllerRevision/credit-r1",
                        "apply Service/credit",
                        "status InferenceGraph/credit",
                        "event");
        assertThat(status().is(ConditionType.PINNED)).isTrue();
        assertThat(cluster.events).extracting(Event::getReason).endsWith("RolledBack");
    }

    @Test
    void waitsToBePromoted() {
        apply(graph("1", ""));
        drive();
        apply(graph("2", "autoPromote: false"));
        drive();
        assertThat(selected()).isEqualTo("1");
        assertThat(condition(ConditionType.PROGRESSING).reason()).isEqualTo("WaitingForPromotion");
        annotate(Annotations.PROMOTE, "2");
        drive();
        assertThat(selected()).isEqualTo("2");
    }

    @Test
    void tellsWhatPodsReport() {
        apply(graph("1", ""));
        drive();
        cluster.podsGetReady = false;
        cluster.report = """
                {"ready": false, "graphs": [{"graph": "credit", "revision": 2, "state": "REFUSED", "findings": [
                {"path": "spec.models.trees.sha256", "severity": "error", "message": "it has sha256 12…", "mend": "Write it."}]}]}
                """;
        apply(graph("2", ""));
        run();
        cluster.settle();
        run();
        assertThat(condition(ConditionType.DEGRADED).reason()).isEqualTo("DigestMismatch");
        assertThat(status().findings()).hasSize(1);
        assertThat(selected()).isEqualTo("1");
    }

    @Test
    void givesUpWhatDoesNotGetReady() {
        apply(graph("1", ""));
        drive();
        cluster.smokeStatus = 503;
        apply(graph("2", ""));
        drive();
        cluster.now = cluster.now.plus(Duration.ofMinutes(11));
        drive();
        assertThat(condition(ConditionType.DEGRADED).reason()).isEqualTo("SmokeRequestFailed");
        assertThat(replicas(2)).isEqualTo(0);
        assertThat(selected()).isEqualTo("1");
        assertThat(status().is(ConditionType.READY)).isTrue();
    }

    @Test
    void restoresWhatIsDeletedOrEdited() {
        apply(graph("1", ""));
        drive();
        Map<String, String> before = cluster.state();
        cluster.remove("Service/credit");
        cluster.remove("Deployment/credit-r1");
        cluster.remove("ConfigMap/credit-r1-routes");
        cluster.remove("ControllerRevision/credit-r1");
        run();
        cluster.settle();
        drive();
        assertThat(cluster.state()).isEqualTo(before);
        Service service = cluster.find(Service.class, "credit").orElseThrow();
        service.getSpec().setSelector(Map.of(Labels.REVISION, "9"));
        cluster.edit(service);
        Deployment deployment = cluster.find(Deployment.class, "credit-r1").orElseThrow();
        deployment.getSpec().setReplicas(7);
        cluster.edit(deployment);
        drive();
        assertThat(cluster.state()).isEqualTo(before);
    }

    @Test
    void leavesAloneWhatBelongsToSomethingElse() {
        Service foreign = new io.fabric8.kubernetes.api.model.ServiceBuilder()
                .withNewMetadata()
                .withName("credit")
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of("app", "other"))
                .endSpec()
                .build();
        cluster.edit(foreign);
        apply(graph("1", ""));
        drive();
        assertThat(cluster.find(Service.class, "credit").orElseThrow().getSpec().getSelector())
                .containsEntry("app", "other");
        assertThat(condition(ConditionType.DEGRADED).reason()).isEqualTo("NameTaken");
    }

    @Test
    void makesARevisionOfAParentWhenItsChildChanges() {
        apply(named("thin", graph("1", "")));
        drive("thin");
        apply(named("credit", parent()));
        drive();
        assertThat(selected()).isEqualTo("1");
        assertThat(cluster.find(ConfigMap.class, "credit-r1-routes")
                        .orElseThrow()
                        .getData()
                        .get("routes.yaml"))
                .contains("thin@1")
                .contains("credit@1");
        apply(named("thin", graph("2", "")));
        drive("thin");
        drive();
        assertThat(selected()).isEqualTo("2");
    }

    @Test
    void mountsWhatItsChildrenRead() {
        apply(named("thin", graph("1", "")));
        drive("thin");
        apply(named("credit", parent()));
        drive();
        assertThat(cluster.find(Deployment.class, "credit-r1")
                        .orElseThrow()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getVolumes())
                .anyMatch(volume -> volume.getConfigMap() != null
                        && volume.getConfigMap().getName().equals("credit-models"));
        assertThat(Kept.of(cluster.find(ControllerRevision.class, "credit-r1").orElseThrow())
                        .orElseThrow()
                        .revision()
                        .children())
                .containsOnlyKeys("thin")
                .allSatisfy((name, spec) -> assertThat(spec.has("replicas")).isFalse());
    }

    @Test
    void goesOnWhenAChildGoes() {
        apply(named("thin", graph("1", "")));
        drive("thin");
        apply(named("credit", parent()));
        drive();
        cluster.remove("InferenceGraph/thin");
        drive();
        assertThat(condition(ConditionType.DEGRADED).reason()).isEqualTo("ChildMissing");
        assertThat(status().is(ConditionType.READY)).isTrue();
        assertThat(selected()).isEqualTo("1");
    }

    @Test
    void waitsForAChildThatIsMissing() {
        apply(named("credit", parent()));
        drive();
        assertThat(condition(ConditionType.DEGRADED).reason()).isEqualTo("ChildMissing");
        assertThat(condition(ConditionType.DEGRADED).message()).contains("'thin'");
    }

    @Test
    void endsInTheSameStateWhereverItIsKilled() {
        Map<String, String> undisturbed = story(0);
        int crashes = 0;
        for (int at = 1; ; at += STRIDE) {
            FakeCluster[] told = new FakeCluster[1];
            Map<String, String> state = story(at, told);
            assertThat(state).as("killed at call " + at).isEqualTo(undisturbed);
            if (told[0].crashAt == at) {
                break;
            }
            crashes++;
        }
        assertThat(crashes).isGreaterThan(5);
    }

    private static Map<String, String> story(int crashAt) {
        return story(crashAt, new FakeCluster[1]);
    }

    /** Up, changed, rolled back; the crash, if it came, is taken out of the cluster. */
    private static Map<String, String> story(int crashAt, FakeCluster[] told) {
        GraphRoundTest test = new GraphRoundTest();
        told[0] = test.cluster;
        test.cluster.crashAt = crashAt;
        test.apply(graph("1", ""));
        test.drive();
        test.apply(graph("2", ""));
        test.drive();
        test.annotate(Annotations.PIN, "1");
        test.drive();
        assertThat(test.selected()).isEqualTo("1");
        return test.cluster.state();
    }

    private GraphRound newRound() {
        return new GraphRound(
                cluster,
                cluster,
                cluster,
                new Renderers(List.of(new PlainRenderer()), Optional.of("plain")),
                new Site("example.com/mehari:1", "IfNotPresent", Optional.empty()),
                () -> cluster.now);
    }

    private void apply(GraphResource graph) {
        cluster.put(graph);
    }

    private void annotate(String name, String value) {
        GraphResource graph = cluster.graph("credit");
        graph.getMetadata().setAnnotations(new TreeMap<>(Map.of(name, value)));
        cluster.put(graph);
    }

    private void drive() {
        drive("credit");
    }

    private void drive(String name) {
        for (int i = 0; i < 16; i++) {
            int before = cluster.written.size();
            boolean rests = run(name);
            if (rests && cluster.written.size() == before) {
                return;
            }
            cluster.settle();
            cluster.now = cluster.now.plusSeconds(2);
        }
    }

    private boolean run() {
        return run("credit");
    }

    /** A killed operator comes again, and knows nothing. @return whether nothing is left to wait for */
    private boolean run(String name) {
        try {
            return round.run(cluster.graph(name)).recheck().isEmpty();
        } catch (FakeCluster.Crash e) {
            cluster.crashAt = 0;
            round = newRound();
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).isEqualTo(409);
        }
        return false;
    }

    private GraphStatus status() {
        return cluster.graph("credit").getStatus();
    }

    private GraphCondition condition(ConditionType type) {
        return status().condition(type).orElseThrow();
    }

    private String selected() {
        return cluster.find(Service.class, "credit")
                .orElseThrow()
                .getSpec()
                .getSelector()
                .get(Labels.REVISION);
    }

    private int replicas(long revision) {
        return cluster.find(Deployment.class, "credit-r" + revision)
                .orElseThrow()
                .getSpec()
                .getReplicas();
    }

    private static GraphResource named(String name, GraphResource graph) {
        graph.getMetadata().setName(name);
        return graph;
    }

    private static GraphResource graph(String version, String rollout) {
        return Serialization.unmarshal(
                """
                apiVersion: mehari.dev/v1alpha1
                kind: InferenceGraph
                metadata: {name: credit, namespace: models}
                spec:
                  replicas: 2
                  rollout: {blueGreen: {%s}}
                  modelRoot: configmap://credit-models
                  inputs: [{name: x, datatype: FP32, shape: [-1, 2]}]
                  models: {trees: {runtime: xgboost, uri: trees.json, version: "%s"}}
                  steps: [{model: {id: m, use: trees, input: x}}]
                  outputs: [{name: score, from: m.prediction}]
                """.formatted(rollout.isEmpty() ? "soak: 1s" : rollout, version), GraphResource.class);
    }

    private static GraphResource parent() {
        return Serialization.unmarshal("""
                apiVersion: mehari.dev/v1alpha1
                kind: InferenceGraph
                metadata: {name: credit, namespace: models}
                spec:
                  rollout: {blueGreen: {soak: 1s}}
                  inputs: [{name: x, datatype: FP32, shape: [-1, 2]}]
                  steps: [{graph: {id: g, use: thin, input: x}}]
                  outputs: [{name: score, from: g.score}]
                """, GraphResource.class);
    }
}
