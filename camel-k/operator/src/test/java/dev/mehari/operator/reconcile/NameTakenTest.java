// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.mehari.crd.ConditionType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Names that a graph needs and others have. */
class NameTakenTest {
    private static final String OWNED = """
            ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: other, uid: another, controller: true}]
            """.strip();
    private static final String LABELS = "labels: {mehari.dev/graph: credit}";

    private final Stage stage = new Stage();
    private final FakeCluster cluster = stage.cluster;

    static Stream<Arguments> foreign() {
        Map<String, String> kinds = new TreeMap<>(Map.of(
                "v1 Service credit",
                "spec: {selector: {app: other}}",
                "v1 Service credit-r1",
                "spec: {selector: {app: other}}",
                "v1 ConfigMap credit-r1-routes",
                "data: {a: b}",
                "v1 ConfigMap credit-r1-properties",
                "data: {a: b}",
                "apps/v1 Deployment credit-r1",
                "spec: {replicas: 0}",
                "apps/v1 ControllerRevision credit-r1",
                "revision: 1",
                "policy/v1 PodDisruptionBudget credit-r1",
                "spec: {maxUnavailable: 1}"));
        return kinds.entrySet().stream().flatMap(e -> java.util.stream.Stream.of(LABELS, OWNED, "annotations: {a: b}")
                .map(meta -> Arguments.of(e.getKey(), e.getValue(), meta)));
    }

    @Test
    void givesNoNumberThatOnlyALabelAsksFor() {
        cluster.edit(Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: evil.0
                  namespace: models
                  labels: {mehari.dev/graph: credit, mehari.dev/revision: '999999999999999999'}
                """));
        stage.apply("").drive();
        assertThat(stage.status().live().number()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void leavesItAloneAndGoesOnWhenItGoes(String what, String body, String meta) {
        String[] words = what.split(" ", -1);
        String key = words[1] + "/" + words[2];
        HasMetadata foreign = Serialization.unmarshal("apiVersion: " + words[0] + "\nkind: " + words[1]
                + "\nmetadata:\n  name: " + words[2] + "\n  namespace: models\n  " + meta + "\n" + body + "\n");
        cluster.edit(foreign);
        stage.apply("").drive();
        // A revision is made by a create, which does nothing where its name is taken.
        assertThat(cluster.written).noneMatch(call -> call.endsWith(" " + key) && !call.startsWith("create "));
        assertThat(stage.condition(ConditionType.DEGRADED).reason()).isEqualTo("NameTaken");
        assertThat(stage.condition(ConditionType.DEGRADED).message())
                .contains(words[1] + " '" + words[2] + "'")
                .contains("Delete or rename it");
        assertThat(stage.writes()).allMatch(call -> call.startsWith("create "));

        cluster.remove(key);
        stage.drive();
        assertThat(stage.condition(ConditionType.DEGRADED).isTrue()).isFalse();
        assertThat(stage.status().is(ConditionType.READY)).isTrue();
    }
}
