// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** What everyone gets who applies the sample, whatever renders it. One graph for all tests, which only look. */
@ClusterTest
@Tag("smoke")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CreditContract {
    private final String[] values;
    private Credit credit;

    /** @param values of the chart, that choose the way to run it */
    CreditContract(String... values) {
        this.values = values;
    }

    @BeforeAll
    void appliesTheSample(Space space, Operator operator) {
        operator.install(values);
        prepare(space.cluster());
        credit = Credit.apply(space);
        credit.graph().awaitLive(1, Credit.UP);
    }

    /** What must be done to the cluster before. */
    void prepare(Cluster cluster) {}

    Space space() {
        return credit.space();
    }

    Credit credit() {
        return credit;
    }

    private KubernetesClient client() {
        return space().client();
    }

    List<Pod> pods() {
        return client().pods()
                .inNamespace(space().name())
                .withLabel("mehari.dev/graph", "credit")
                .list()
                .getItems();
    }

    @Test
    void answersTheRecordedRequestThroughTheGraphsService() {
        assertThat(credit.assertAnswers("credit").path("model_version").asText())
                .isEqualTo("1");
    }

    @Test
    void answersThroughTheRevisionsOwnService() {
        credit.assertAnswers("credit-r1");
    }

    @Test
    void answersAnotherPodByTheServicesName(Space space) {
        String address = "http://credit." + space.name() + ".svc.cluster.local" + Credit.PATH;
        try (Load load =
                Load.start(space, "caller", address, Credit.request().getBytes(StandardCharsets.UTF_8), 5, true)) {
            Credit.assertIsRecorded(Credit.json(load.first()));
        }
    }

    @Test
    void showsItselfInOneLine() {
        String table = space().kubectl("get", "mgraph", "credit");
        assertThat(table).contains("NAME").contains("credit").contains("True");
    }

    @Test
    void saysWhatIsLiveAndOfWhichModels() {
        JsonNode status = credit.graph().status();
        assertThat(status.path("live").path("number").asLong()).isEqualTo(1);
        assertThat(status.path("live").path("identity").asText()).matches("[0-9a-f]{64}");
        assertThat(status.path("replicas").asInt()).isEqualTo(1);
        assertThat(status.path("findings")).isEmpty();
        assertThat(status.path("addresses").path("http").asText())
                .isEqualTo("http://credit." + space().name() + ".svc:80/v2/models/credit");
        assertThat(status.path("models").path("trees").path("runtime").asText()).isEqualTo("xgboost");
        assertThat(status.path("models").path("trees").path("sha256").asText())
                .isEqualTo("2c1404fcf1877d39f8cfaff6b860534dcf1493bd66933e8d0972cb10dff9f863");
        assertThat(status.path("models")
                        .path("net")
                        .path("card")
                        .path("training")
                        .path("data")
                        .asText())
                .isEqualTo("german-credit");
    }

    @Test
    void sendsTheTrafficToOneRevisionBySelector() {
        Service service = client().services()
                .inNamespace(space().name())
                .withName("credit")
                .get();
        assertThat(service.getSpec().getSelector())
                .containsEntry("mehari.dev/graph", "credit")
                .containsEntry("mehari.dev/revision", "1");
        assertThat(service.getSpec().getPorts())
                .extracting(port -> port.getPort())
                .contains(80, 9000);
    }

    @Test
    void ownsWhatItMadeForTheGraph() {
        String uid = credit.graph().json().path("metadata").path("uid").asText();
        Map<String, HasMetadata> made = Map.of(
                "service",
                        client().services()
                                .inNamespace(space().name())
                                .withName("credit")
                                .get(),
                "revision",
                        client().apps()
                                .controllerRevisions()
                                .inNamespace(space().name())
                                .withName("credit-r1")
                                .get());
        assertThat(made).allSatisfy((kind, object) -> {
            assertThat(object.getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> {
                        assertThat(owner.getUid()).isEqualTo(uid);
                        assertThat(owner.getController()).isTrue();
                    });
            assertThat(object.getMetadata().getLabels())
                    .containsEntry("app.kubernetes.io/managed-by", "mehari")
                    .containsEntry("mehari.dev/graph", "credit");
        });
    }

    @Test
    void runsPodsThatMayDoNothingBesidesServing() {
        assertThat(pods()).hasSize(1).allSatisfy(pod -> {
            assertThat(pod.getMetadata().getLabels()).containsEntry("mehari.dev/revision", "1");
            assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
            Container container = pod.getSpec().getContainers().get(0);
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(container.getReadinessProbe().getHttpGet().getPort().getIntVal())
                    .isEqualTo(9876);
        });
    }

    @Test
    void namesTheWayItIsRendered() {
        assertThat(credit.graph().status().path("renderer").asText()).isEqualTo(renderer());
    }

    abstract String renderer();
}
