// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.mehari.crd.ConditionType;
import dev.mehari.crd.GraphResource;
import dev.mehari.operator.desired.CamelKForm;
import dev.mehari.operator.desired.CamelKRenderer;
import dev.mehari.operator.desired.CamelKVersion;
import dev.mehari.operator.desired.GraphRevision;
import dev.mehari.operator.desired.PlainRenderer;
import dev.mehari.operator.desired.Renderer;
import dev.mehari.operator.desired.RoutesMode;
import dev.mehari.operator.observe.ChildKind;
import dev.mehari.operator.revision.Kept;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rounds where Camel K is to run a graph. */
class CamelKRoundTest {
    private static final CamelKForm OLD = new CamelKForm(new CamelKVersion(2, 10, 1), RoutesMode.RESOURCES);
    private static final CamelKForm NEW = new CamelKForm(new CamelKVersion(2, 11, 0), RoutesMode.FLOWS);

    /** A cluster's Camel K. */
    private record Installed(CamelKForm form) implements Renderer {
        @Override
        public String word() {
            return "camel-k";
        }

        @Override
        public List<HasMetadata> render(GraphRevision revision, int replicas) {
            CamelKForm kept = revision.camelK();
            return new CamelKRenderer(kept == null ? form : kept).render(revision, replicas);
        }

        @Override
        public GraphRevision remember(GraphRevision revision) {
            return revision.with(form);
        }

        @Override
        public Optional<String> warning() {
            return form.equals(OLD) ? Optional.of("Camel K is old.") : Optional.empty();
        }
    }

    private final Stage stage = new Stage(new Installed(OLD));
    private final FakeCluster cluster = stage.cluster;

    private void install() {
        cluster.kinds.add(ChildKind.INTEGRATION);
    }

    @Test
    void makesNothingWhereCamelKIsMissingAndSaysSo() {
        stage.apply("").drive();
        assertThat(stage.condition(ConditionType.DEGRADED).reason()).isEqualTo("CamelKMissing");
        assertThat(stage.condition(ConditionType.DEGRADED).message())
                .contains("Install Camel K, or set the operator's renderer to plain");
        assertThat(stage.condition(ConditionType.READY).isTrue()).isFalse();
        assertThat(cluster.has("ControllerRevision/credit-r1")).isFalse();
        assertThat(cluster.events).extracting(Event::getReason).containsExactly("CamelKMissing");
    }

    @Test
    void saysItOnceAndLooksAgain() {
        stage.apply("").drive();
        assertThat(stage.writes()).isEmpty();
        assertThat(stage.run().orElseThrow().recheck().orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(cluster.events).hasSize(1);
    }

    @Test
    void goesOnWhenCamelKComes() {
        stage.apply("").drive();
        install();
        stage.run();
        assertThat(cluster.has("Integration/credit-r1")).isTrue();
        assertThat(stage.condition(ConditionType.DEGRADED).isTrue()).isFalse();
    }

    @Test
    void goesOnWithoutCamelKWhenTheRendererIsPlain() {
        stage.apply("").drive();
        stage.operator("IfNotPresent", new PlainRenderer(), new Installed(OLD));
        stage.drive();
        assertThat(stage.status().is(ConditionType.READY)).isTrue();
    }

    @Test
    void triesNoIntegrationWhereCamelKIsGone() {
        install();
        stage.apply("").run();
        cluster.kinds.remove(ChildKind.INTEGRATION);
        cluster.remove("Integration/credit-r1");
        assertThat(stage.writes()).noneMatch(call -> call.contains("Integration"));
        assertThat(stage.condition(ConditionType.DEGRADED).reason()).isEqualTo("CamelKMissing");
        assertThat(stage.condition(ConditionType.DEGRADED).message()).contains("credit@1 can't run");
    }

    @Test
    void speaksOfTheLiveRevisionFirst() {
        Stage plain = new Stage(new PlainRenderer());
        for (String more : List.of("", "pods: {nodeSelector: {disk: ssd}}")) {
            GraphResource graph = Stage.graph(more);
            graph.getSpec().withObject("/rollout/blueGreen").put("soak", "60m");
            plain.cluster.put(graph);
            plain.drive();
        }
        plain.cluster.remove("Deployment/credit-r1");
        plain.cluster.remove("Deployment/credit-r2");
        plain.cluster.refusals.put("apply Deployment", FakeCluster.refusal(403, "exceeded quota: small"));
        plain.run();
        assertThat(plain.condition(ConditionType.DEGRADED).message()).contains("Deployment 'credit-r2'");
    }

    @Test
    void warnsOfAnOldReleaseOnceForEachRevision() {
        install();
        stage.apply("").run();
        stage.run();
        stage.run();
        assertThat(cluster.events)
                .extracting(Event::getReason, Event::getType)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("CamelKOutdated", "Warning"));
    }

    @Test
    void keepsWhatAnIntegrationWasMadeFor() {
        install();
        stage.apply("").run();
        assertThat(cluster.has("ConfigMap/credit-r1-routes")).isTrue();
        stage.operator("IfNotPresent", new Installed(NEW));
        assertThat(stage.writes()).noneMatch(call -> call.startsWith("apply"));
        stage.apply("pods: {nodeSelector: {disk: ssd}}").run();
        assertThat(kept(2).camelK()).isEqualTo(NEW);
        assertThat(cluster.has("ConfigMap/credit-r2-routes")).isFalse();
    }

    @Test
    void keepsThePullPolicyOfARevision() {
        Stage plain = new Stage(new PlainRenderer());
        plain.apply("").drive();
        plain.operator("Always", new PlainRenderer());
        assertThat(plain.writes()).isEmpty();
        plain.apply("pods: {nodeSelector: {disk: ssd}}").drive();
        assertThat(pullPolicy(plain, "credit-r1")).isEqualTo("IfNotPresent");
        assertThat(pullPolicy(plain, "credit-r2")).isEqualTo("Always");
    }

    @Test
    void takesOverNoDeploymentOfSomebodyElse() {
        install();
        cluster.edit(new io.fabric8.kubernetes.api.model.apps.DeploymentBuilder()
                .withNewMetadata()
                .withName("credit-r1")
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .endSpec()
                .build());
        stage.apply("").run();
        assertThat(cluster.has("Integration/credit-r1")).isFalse();
        assertThat(stage.condition(ConditionType.DEGRADED).reason()).isEqualTo("NameTaken");
        assertThat(stage.condition(ConditionType.DEGRADED).message()).contains("Deployment 'credit-r1'");
        cluster.remove("Deployment/credit-r1");
        stage.run();
        assertThat(cluster.has("Integration/credit-r1")).isTrue();
    }

    @Test
    void knowsWhatCamelKMadeOfAnIntegrationThatIsGone() {
        install();
        cluster.edit(new io.fabric8.kubernetes.api.model.apps.DeploymentBuilder()
                .withNewMetadata()
                .withName("credit-r1")
                .addToLabels("camel.apache.org/integration", "credit-r1")
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .endSpec()
                .build());
        stage.apply("").run();
        assertThat(cluster.has("Integration/credit-r1")).isTrue();
    }

    private GraphRevision kept(long number) {
        return Kept.of(cluster.find(ControllerRevision.class, "credit-r" + number)
                        .orElseThrow())
                .orElseThrow()
                .revision();
    }

    private static String pullPolicy(Stage stage, String name) {
        return stage.cluster
                .find(Deployment.class, name)
                .orElseThrow()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getImagePullPolicy();
    }
}
