// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.mehari.crd.ConditionType;
import dev.mehari.crd.GraphCondition;
import dev.mehari.crd.GraphResource;
import dev.mehari.operator.desired.PlainRenderer;
import dev.mehari.operator.reconcile.FakeCluster;
import dev.mehari.operator.reconcile.GraphRound;
import dev.mehari.operator.reconcile.Renderers;
import dev.mehari.operator.reconcile.Site;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of rounds that fail. */
class GraphReconcilerTest {
    private static final KubernetesClientException TERMINATING = new KubernetesClientException(new StatusBuilder()
            .withCode(403)
            .withReason("Forbidden")
            .withMessage("configmaps \"credit-r1-routes\" is forbidden: unable to create new content in namespace"
                    + " models because it is being terminated")
            .withNewDetails()
            .addNewCause()
            .withReason("NamespaceTerminating")
            .endCause()
            .endDetails()
            .build());

    private final FakeCluster cluster = new FakeCluster();
    private final KubernetesClient client =
            new KubernetesClientBuilder().withConfig(Config.empty()).build();
    private final GraphReconciler reconciler = new GraphReconciler(
            new GraphSources(client),
            new GraphRound(
                    cluster,
                    cluster,
                    cluster,
                    new Renderers(List.of(new PlainRenderer()), Optional.of("plain")),
                    new Site("example.com/mehari:1", "IfNotPresent", Optional.empty()),
                    () -> cluster.now),
            new OperatorMetrics());

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void letsAGraphGoWhoseNamespaceGoes() {
        apply();
        cluster.refusals.put("create", TERMINATING);
        assertThat(reconcile().getScheduleDelay()).isEmpty();
        int tried = cluster.tried.size();
        for (int i = 0; i < 5; i++) {
            assertThat(reconcile().getScheduleDelay()).isEmpty();
        }
        assertThat(cluster.tried).as("calls once it is known").hasSize(tried);
    }

    @Test
    void letsGoWhereverANamespaceRefuses() {
        apply();
        reconcile();
        cluster.settle();
        cluster.remove("Deployment/credit-r1");
        cluster.refusals.put("apply Deployment", TERMINATING);
        assertThat(reconcile().getScheduleDelay()).isEmpty();
        cluster.refusals.clear();
        cluster.tried.clear();
        reconcile();
        assertThat(cluster.tried).isEmpty();
    }

    @Test
    void followsAGraphOfTheSameNameInANamespaceThatIsMadeAnew() {
        apply();
        cluster.refusals.put("create", TERMINATING);
        reconcile();
        cluster.refusals.clear();
        GraphResource again = cluster.graph("credit");
        again.getMetadata().setUid("another");
        reconciler.reconcile(again);
        assertThat(cluster.written).contains("create ControllerRevision/credit-r1");
    }

    @Test
    void comesBackSoonAfterAConflictAndThenLater() {
        apply();
        cluster.refusals.put("apply Deployment", FakeCluster.refusal(409, "the object has been modified"));
        assertThat(reconcile().getScheduleDelay()).hasValue(500L);
        assertThat(reconcile().getScheduleDelay()).hasValue(1000L);
        assertThat(cluster.graph("credit").getStatus().conditions()).isEmpty();
    }

    @Test
    void takesAGraphThatIsGoneForSeenTooLate() {
        apply();
        cluster.refusals.put("status", FakeCluster.refusal(404, "inferencegraphs.mehari.dev \"credit\" not found"));
        assertThat(reconcile().getScheduleDelay()).hasValue(500L);
    }

    @Test
    void tellsOfAFailureInStatusAndWaitsLongerEachTime() {
        apply();
        cluster.refusals.put("apply Deployment", new IllegalStateException("no such luck"));
        assertThat(reconcile().getScheduleDelay()).hasValue(1000L);
        assertThat(degraded().reason()).isEqualTo("Error");
        assertThat(degraded().message()).contains("no such luck.").contains("tries again");
        assertThat(cluster.graph("credit").getStatus().is(ConditionType.READY)).isFalse();
        assertThat(cluster.events).extracting(Event::getReason).containsExactly("Error");
        cluster.tried.clear();
        assertThat(reconcile().getScheduleDelay()).hasValue(2000L);
        assertThat(cluster.tried).as("the same is told once").doesNotContain("status InferenceGraph/credit", "event");
        for (int i = 0; i < 20; i++) {
            assertThat(reconcile().getScheduleDelay().orElseThrow())
                    .isLessThanOrEqualTo(Duration.ofMinutes(1).toMillis());
        }
    }

    @Test
    void takesItBackWhenARoundSucceeds() {
        apply();
        cluster.refusals.put("apply Deployment", new IllegalStateException("no such luck"));
        reconcile();
        cluster.refusals.clear();
        reconcile();
        assertThat(degraded().isTrue()).isFalse();
    }

    @Test
    void bearsAServerThatIsAwayForAMoment() {
        apply();
        cluster.refusals.put("apply Deployment", new KubernetesClientException("Connection refused"));
        reconcile();
        reconcile();
        assertThat(cluster.graph("credit").getStatus().conditions()).isEmpty();
        reconcile();
        assertThat(degraded().reason()).isEqualTo("Error");
    }

    @Test
    void bearsAStatusThatCanNotBeWritten() {
        apply();
        cluster.refusals.put("", new KubernetesClientException("Connection refused"));
        for (int i = 0; i < 5; i++) {
            assertThat(reconcile().getScheduleDelay()).isPresent();
        }
    }

    private UpdateControl<GraphResource> reconcile() {
        return reconciler.reconcile(cluster.graph("credit"));
    }

    private GraphCondition degraded() {
        return cluster.graph("credit")
                .getStatus()
                .condition(ConditionType.DEGRADED)
                .orElseThrow();
    }

    private void apply() {
        cluster.put(Serialization.unmarshal("""
                apiVersion: mehari.dev/v1alpha1
                kind: InferenceGraph
                metadata: {name: credit, namespace: models}
                spec:
                  modelRoot: configmap://credit-models
                  inputs: [{name: x, datatype: FP32, shape: [-1, 2]}]
                  models: {trees: {runtime: xgboost, uri: trees.json}}
                  steps: [{model: {id: m, use: trees, input: x}}]
                  outputs: [{name: score, from: m.prediction}]
                """, GraphResource.class));
    }
}
