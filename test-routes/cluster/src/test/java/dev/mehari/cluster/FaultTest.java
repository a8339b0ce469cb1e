// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Changes that can't work: the running revision goes on, a condition says what is wrong, and the mended graph goes live.
 * One graph for all tests, which leave it as they found it.
 */
@ClusterTest
@Tag("fault")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultTest {
    private static final Duration TOLD = Duration.ofMinutes(2);
    private static final String PODS = "{\"credentials\": null, \"nodeSelector\": null, \"resources\":"
            + " {\"limits\": null, \"requests\": {\"cpu\": \"50m\", \"memory\": \"256Mi\"}}}";
    private static final String GOOD = "{\"spec\": {\"pods\": " + PODS + ", \"rollout\": null, \"models\": {\"iris\": {"
            + "\"uri\": \"iris.onnx\", \"sha256\": \"" + Iris.DIGEST + "\"}}, \"outputs\": ["
            + "{\"name\": \"label\", \"from\": \"classify.label\"},"
            + "{\"name\": \"probabilities\", \"from\": \"classify.probabilities\"}]}}";

    private Space space;
    private Operator operator;
    private Iris iris;

    @BeforeAll
    void serves(Space space, Operator operator) {
        operator.install();
        this.space = space;
        this.operator = operator;
        iris = Iris.apply(space, "iris");
        iris.graph().awaitLive(1, Credit.UP);
    }

    @AfterEach
    void isAsItWas() {
        iris.graph().patch(GOOD);
        iris.graph().awaitReady(TOLD);
    }

    /** The condition, once it is there; the first revision must answer all the while. */
    private JsonNode degraded(String reason) {
        JsonNode condition = iris.graph().awaitCondition("Degraded", "True", reason, TOLD);
        iris.assertAnswers(1);
        assertThat(iris.graph().condition("Ready").path("status").asText()).isEqualTo("True");
        assertThat(iris.graph().live()).isEqualTo(1);
        return condition;
    }

    @Test
    void tellsOfAModelThatIsMissing() {
        iris.graph().patch("{\"spec\": {\"models\": {\"iris\": {\"uri\": \"nowhere.onnx\"}}}}");
        assertThat(degraded("ModelMissing").path("message").asText()).contains("nowhere.onnx");
        assertThat(iris.graph().status().path("findings").path(0).path("path").asText())
                .isEqualTo("spec.models.iris.uri");
    }

    @Test
    void tellsOfAConfigMapThatIsMissing() {
        iris.graph().patch("{\"spec\": {\"models\": {\"iris\": {\"uri\": \"configmap://nowhere/iris.onnx\"}}}}");
        assertThat(degraded("MountMissing").path("message").asText()).contains("nowhere");
    }

    @Test
    void tellsOfAWrongDigest() {
        iris.graph().patch("{\"spec\": {\"models\": {\"iris\": {\"sha256\": \"" + "0".repeat(64) + "\"}}}}");
        degraded("DigestMismatch");
        assertThat(iris.graph()
                        .status()
                        .path("findings")
                        .path(0)
                        .path("message")
                        .asText())
                .contains("sha256");
    }

    @Test
    void tellsWhatTheFirstHalfOfACheckRefusesBeforeAnyPod() {
        iris.graph().patch("{\"spec\": {\"outputs\": [{\"name\": \"label\", \"from\": \"nobody.label\"}]}}");
        degraded("InvalidGraph");
        JsonNode finding = iris.graph().status().path("findings").path(0);
        assertThat(finding.path("path").asText()).startsWith("spec.outputs[0]");
        assertThat(finding.path("message").asText()).contains("'nobody'", "known: flower, classify");
    }

    @Test
    void tellsWhatTheSecondHalfRefusesInThePod() {
        iris.graph().patch("{\"spec\": {\"outputs\": [{\"name\": \"label\", \"from\": \"classify.nothing\"}]}}");
        degraded("InvalidGraph");
        assertThat(iris.graph().status().path("findings").path(0).path("path").asText())
                .startsWith("spec.outputs[0]");
    }

    @Test
    void tellsOfPodsThatEndAgainAndAgain() {
        iris.graph()
                .patch("{\"spec\": {\"pods\": {\"resources\": {\"limits\": {\"memory\": \"24Mi\"},"
                        + " \"requests\": {\"memory\": \"16Mi\"}}}}}");
        degraded("PodsCrash");
    }

    @Test
    void tellsOfPodsThatNoNodeHasRoomFor() {
        iris.graph().patch("{\"spec\": {\"pods\": {\"resources\": {\"requests\": {\"cpu\": \"900\"}}}}}");
        degraded("Unschedulable");
    }

    @Test
    void tellsOfANamespaceWithoutRoomForThePods() {
        space.apply("""
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: full}
                spec: {hard: {pods: "1"}}
                """);
        // It is in force once the controller has counted.
        space.await(TOLD, "the quota", () -> !space.kubectl(
                        "get", "resourcequota", "full", "-o", "jsonpath={.status.used.pods}")
                .isBlank());
        try {
            iris.change("quota");
            degraded("QuotaExceeded");
        } finally {
            space.kubectl("delete", "resourcequota", "full");
            iris.change("1");
        }
    }

    @Test
    void tellsOfASecretThatIsMissing() {
        iris.graph().patch("{\"spec\": {\"pods\": {\"credentials\": \"no-such-secret\"}}}");
        assertThat(degraded("MountMissing").path("message").asText()).contains("no-such-secret");
    }

    @Test
    void tellsOfARuntimeImageThatIsMissing() {
        operator.install("runtime.image.tag=no-such-tag");
        try {
            iris.change("image");
            degraded("ImageUnavailable");
        } finally {
            operator.install();
            iris.change("1");
        }
    }

    @Test
    void givesUpAtTheDeadline() {
        iris.graph()
                .patch("{\"spec\": {\"rollout\": {\"blueGreen\": {\"progressDeadline\": \"20s\"}},"
                        + " \"pods\": {\"nodeSelector\": {\"no-such\": \"node\"}}}}");
        iris.graph().awaitCondition("Degraded", TOLD, "word that the revision was given up", condition -> condition
                .path("message")
                .asText()
                .contains("tried again when the spec's content changes"));
        iris.assertAnswers(1);
    }
}
