// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A graph that uses another of its namespace: the other is compiled in, with its models, and a change of it makes a new
 * revision of both. One pair for all tests, in the order of its life.
 */
@ClusterTest
@Tag("smoke")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NestedTest {
    private static final Duration CHANGE = Duration.ofMinutes(2);
    private static final String PARENT = """
            {"apiVersion": "mehari.dev/v1alpha1", "kind": "InferenceGraph", "metadata": {"name": "bouquet"},
             "spec": {
               "inputs": [{"name": "flower", "datatype": "FP32", "shape": [-1, 4],
                           "features": ["sepal_length", "sepal_width", "petal_length", "petal_width"]}],
               "steps": [{"graph": {"id": "inner", "use": "iris", "input": "flower"}}],
               "outputs": [{"name": "label", "from": "inner.label"}],
               "warmup": {"limit": "2s"},
               "pods": %s}}
            """.formatted(Iris.PODS);

    private Space space;
    private Graph parent;
    private Iris child;

    @BeforeAll
    void isAlone(Space space, Operator operator) {
        operator.install();
        this.space = space;
        space.apply(PARENT);
        parent = space.graph("bouquet");
    }

    private Space.Answer ask() {
        return space.post("bouquet", "/v2/models/bouquet/infer", Iris.request());
    }

    private void assertAnswers(long revision) {
        space.await(Duration.ofSeconds(20), "an answer of revision " + revision, () -> {
            Space.Answer answer = ask();
            return answer.status() == 200
                    && answer.json().path("model_version").asText().equals(Long.toString(revision));
        });
        assertThat(ask().json().at("/outputs/0/name").asText()).isEqualTo("label");
        assertThat(ask().json().at("/outputs/0/data/0").asText()).matches("setosa|versicolor|virginica");
    }

    @Test
    @Order(1)
    void saysThatTheOtherIsMissing() {
        JsonNode condition = parent.awaitCondition("Degraded", "True", "ChildMissing", Duration.ofSeconds(30));
        assertThat(condition.path("message").asText()).contains("'iris'", "Apply it");
        assertThat(parent.condition("Ready").path("status").asText()).isEqualTo("False");
        assertThat(space.kubectl("get", "controllerrevisions,deployments,integrations.camel.apache.org", "-o", "name"))
                .doesNotContain("bouquet");
    }

    @Test
    @Order(2)
    void isLiveOnceTheOtherIsThere() {
        child = Iris.apply(space, "iris");
        parent.awaitLive(1, Credit.UP);
        assertAnswers(1);
    }

    @Test
    @Order(3)
    void hasPodsOfItsOwnThatNeedNoneOfTheOther() {
        child.graph().awaitLive(1, Credit.UP);
        space.kubectl("scale", "inferencegraphs.mehari.dev/iris", "--replicas=0");
        space.await(CHANGE, "the other's pods to go", () -> space.kubectl(
                        "get", "pods", "-l", "mehari.dev/graph=iris", "-o", "name")
                .isBlank());
        assertAnswers(1);
    }

    @Test
    @Order(4)
    void becomesANewRevisionWithTheOther() {
        child.change("2");
        parent.awaitLive(2, CHANGE);
        assertAnswers(2);
    }

    @Test
    @Order(5)
    void goesOnWhenTheOtherIsRefused() {
        child.graph().patch("{\"spec\": {\"outputs\": [{\"name\": \"label\", \"from\": \"nobody.label\"}]}}");
        JsonNode condition = parent.awaitCondition("Degraded", "True", "ChildMissing", CHANGE);
        assertThat(condition.path("message").asText()).contains("'iris'", "Mend it there");
        assertThat(parent.condition("Ready").path("status").asText()).isEqualTo("True");
        assertAnswers(2);
    }

    @Test
    @Order(6)
    void goesOnWhenTheOtherIsDeleted() {
        space.kubectl("delete", "inferencegraphs.mehari.dev", "iris");
        parent.awaitCondition("Degraded", CHANGE, "word that it is missing", condition -> condition
                .path("message")
                .asText()
                .contains("isn't in the namespace"));
        assertThat(parent.live()).isEqualTo(2);
        assertAnswers(2);
    }
}
