// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What others define and read: autoscalers, gateways, metrics. One graph for all tests, in the order of a cluster's life: first
 * the kinds aren't there, then they come.
 */
@ClusterTest
@Tag("fault")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NeighboursTest {
    private static final Duration DONE = Duration.ofMinutes(1);

    /** Kinds are looked for twice a minute, by graphs that wait for them once. */
    private static final Duration NOTICED = Duration.ofMinutes(3);

    private static final String CPU = "{\"spec\": {\"autoscaling\": {\"min\": 1, \"max\": 3, \"cpu\": 70}}}";
    private static final String TRIGGERS = "{\"spec\": {\"autoscaling\": {\"min\": 1, \"max\": 3, \"triggers\": ["
            + "{\"type\": \"prometheus\", \"metadata\": {\"serverAddress\": \"http://prometheus.monitoring:9090\","
            + " \"query\": \"sum(rate(mehari_requests_total[1m]))\", \"threshold\": \"100\"}}]}}}";
    private static final String EXPOSE = "{\"spec\": {\"expose\": {\"gateway\": {\"name\": \"public\","
            + " \"namespace\": \"infra\", \"listener\": \"https\"}, \"hostnames\": [\"iris.example.com\"]}}}";
    private static final String NONE = "{\"spec\": {\"autoscaling\": null, \"expose\": null}}";

    private static final String AUTOSCALER = "horizontalpodautoscalers.autoscaling/iris";
    private static final String SCALED_OBJECT = "scaledobjects.keda.sh/iris";
    private static final String ROUTE = "httproutes.gateway.networking.k8s.io/iris";
    private static final String MONITOR = "podmonitors.monitoring.coreos.com/iris";
    private static final String POLICY = "networkpolicies.networking.k8s.io/iris";

    private Cluster cluster;
    private Space space;
    private Iris iris;

    @BeforeAll
    void servesWhereNoneOfThemIs(Cluster cluster, Space space, Operator operator) {
        assumeThat(cluster.kit())
                .as("definitions come and go on the kit's cluster alone")
                .isPresent();
        this.cluster = cluster;
        this.space = space;
        takeAway();
        operator.install("renderer=plain");
        iris = Iris.apply(space, "iris");
        iris.graph().awaitLive(1, Credit.UP);
    }

    @AfterAll
    void takeAway() {
        Neighbour.PROMETHEUS.remove(cluster);
        Neighbour.GATEWAY_API.remove(cluster);
        Neighbour.KEDA.remove(cluster);
    }

    private void install() {
        Neighbour.PROMETHEUS.install(cluster);
        Neighbour.GATEWAY_API.install(cluster);
        Neighbour.KEDA.install(cluster);
    }

    private JsonNode object(String object) {
        return Credit.json(space.kubectl("get", object, "-o", "json"));
    }

    private boolean isThere(String object) {
        return !space.kubectl("get", object, "--ignore-not-found", "-o", "name").isBlank();
    }

    private JsonNode awaitThere(String object, Duration limit) {
        space.await(limit, object, () -> isThere(object));
        return object(object);
    }

    private void awaitGone(String object) {
        space.await(DONE, object + " to be gone", () -> !isThere(object));
    }

    private JsonNode findings() {
        return iris.graph().status().path("findings");
    }

    @Test
    @Order(1)
    void saysWhatToInstallForTriggersAndServesOn() {
        iris.graph().patch(TRIGGERS);
        JsonNode condition = iris.graph().awaitCondition("Degraded", "True", "KindMissing", DONE);
        assertThat(condition.path("message").asText()).contains("spec.autoscaling.triggers", "Install KEDA");
        assertThat(findings().path(0).path("path").asText()).isEqualTo("spec.autoscaling.triggers");
        assertThat(findings().path(0).path("severity").asText()).isEqualTo("warning");
        assertThat(findings().path(0).path("mend").asText()).contains("KEDA");
        assertThat(iris.graph().condition("Ready").path("status").asText()).isEqualTo("True");
        iris.assertAnswers(1);
    }

    @Test
    @Order(2)
    void scalesByCpuAloneWhereTriggersCantBeHad() {
        iris.graph().patch(TRIGGERS);
        iris.graph().patch(CPU);
        awaitThere(AUTOSCALER, DONE);
        iris.graph().awaitCondition("Degraded", "True", "KindMissing", DONE);
        iris.graph().patch(NONE);
        awaitGone(AUTOSCALER);
    }

    @Test
    @Order(3)
    void saysWhatToInstallForAGatewayAndServesOn() {
        iris.graph().patch(NONE);
        iris.graph().patch(EXPOSE);
        JsonNode condition = iris.graph().awaitCondition("Degraded", "True", "KindMissing", DONE);
        assertThat(condition.path("message").asText()).contains("spec.expose", "Install the Gateway API");
        iris.assertAnswers(1);
        iris.graph().patch(NONE);
        iris.graph().awaitCondition("Degraded", "False", "Live", DONE);
        assertThat(findings()).isEmpty();
    }

    @Test
    @Order(4)
    void noticesKindsThatComeLater() {
        iris.graph().patch(TRIGGERS);
        iris.graph().patch(EXPOSE);
        iris.graph().awaitCondition("Degraded", "True", "KindMissing", DONE);
        install();
        awaitThere(SCALED_OBJECT, NOTICED);
        awaitThere(ROUTE, NOTICED);
        // No key asks for it: a graph that waits for another kind finds it on the way.
        awaitThere(MONITOR, NOTICED);
        iris.graph().awaitCondition("Degraded", "False", "Live", NOTICED);
        assertThat(findings()).isEmpty();
        assertThat(iris.graph().live()).as("no new revision").isEqualTo(1);
    }

    @Test
    @Order(5)
    void asksKedaToScaleTheGraph() {
        iris.graph().patch(TRIGGERS);
        JsonNode spec = awaitThere(SCALED_OBJECT, DONE).path("spec");
        assertThat(spec.path("scaleTargetRef"))
                .isEqualTo(Credit.json(
                        "{\"apiVersion\": \"mehari.dev/v1alpha1\", \"kind\": \"InferenceGraph\", \"name\": \"iris\"}"));
        assertThat(spec.path("minReplicaCount").asInt()).isEqualTo(1);
        assertThat(spec.path("maxReplicaCount").asInt()).isEqualTo(3);
        assertThat(spec.path("triggers")
                        .path(0)
                        .path("metadata")
                        .path("threshold")
                        .asText())
                .isEqualTo("100");
        awaitGone(AUTOSCALER);
    }

    @Test
    @Order(5)
    void leadsTheGatewayToTheGraph() {
        iris.graph().patch(EXPOSE);
        JsonNode spec = awaitThere(ROUTE, DONE).path("spec");
        assertThat(spec.path("hostnames").path(0).asText()).isEqualTo("iris.example.com");
        assertThat(spec.path("parentRefs").path(0).path("name").asText()).isEqualTo("public");
        assertThat(spec.path("parentRefs").path(0).path("namespace").asText()).isEqualTo("infra");
        assertThat(spec.path("parentRefs").path(0).path("sectionName").asText()).isEqualTo("https");
        JsonNode backend = spec.path("rules").path(0).path("backendRefs").path(0);
        assertThat(backend.path("name").asText()).isEqualTo("iris");
        assertThat(backend.path("port").asInt()).isEqualTo(80);
    }

    @Test
    @Order(5)
    void letsMetricsBeReadOfPodsAlone() {
        JsonNode monitor = awaitThere(MONITOR, DONE).path("spec");
        assertThat(monitor.at("/selector/matchLabels/mehari.dev~1graph").asText())
                .isEqualTo("iris");
        String port = monitor.at("/podMetricsEndpoints/0/port").asText();
        List<Pod> pods = pods(1);
        assertThat(pods).isNotEmpty().allSatisfy(pod -> assertThat(
                        pod.getSpec().getContainers().get(0).getPorts())
                .anyMatch(each -> port.equals(each.getName())));
        assertThat(object(POLICY)
                        .at("/spec/podSelector/matchLabels/mehari.dev~1graph")
                        .asText())
                .isEqualTo("iris");
    }

    private List<Pod> pods(long revision) {
        return space.client()
                .pods()
                .inNamespace(space.name())
                .withLabel("mehari.dev/graph", "iris")
                .withLabel("mehari.dev/revision", Long.toString(revision))
                .list()
                .getItems();
    }

    /** What each of them is asked for by. */
    private void ask(String object) {
        iris.graph().patch(object.equals(AUTOSCALER) ? "{\"spec\": {\"autoscaling\": null}}" : TRIGGERS);
        if (object.equals(AUTOSCALER)) {
            iris.graph().patch(CPU);
        }
        iris.graph().patch(EXPOSE);
        awaitThere(object, DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {AUTOSCALER, SCALED_OBJECT, ROUTE, MONITOR, POLICY})
    @Order(6)
    void comeBackWhenDeleted(String object) {
        ask(object);
        String before = object(object).at("/metadata/uid").asText();
        space.kubectl("delete", object, "--wait=false");
        space.await(
                DONE,
                object + " to come back",
                () -> !object(object).at("/metadata/uid").asText().equals(before));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                AUTOSCALER + " | {\"spec\": {\"maxReplicas\": 9}}",
                SCALED_OBJECT + " | {\"spec\": {\"maxReplicaCount\": 9}}",
                ROUTE + " | {\"spec\": {\"hostnames\": [\"elsewhere.example.com\"]}}",
                MONITOR + " | {\"spec\": {\"podMetricsEndpoints\": [{\"port\": \"http\", \"path\": \"/x\"}]}}",
                POLICY + " | {\"spec\": {\"ingress\": [{}]}}",
                AUTOSCALER + " | {\"spec\": {\"scaleTargetRef\": {\"name\": \"other\"}}}",
                POLICY + " | {\"metadata\": {\"labels\": {\"app.kubernetes.io/managed-by\": \"me\"}}}",
            })
    @Order(6)
    void areMendedWhenEdited(String object, String patch) {
        ask(object);
        JsonNode before = wanted(object(object));
        space.kubectl("patch", object, "--type=merge", "-p", patch);
        space.await(DONE, object + " to be mended", () -> wanted(object(object)).equals(before));
    }

    private static JsonNode wanted(JsonNode object) {
        ObjectNode wanted = ((ObjectNode) object).objectNode();
        wanted.set("labels", object.at("/metadata/labels"));
        wanted.set("spec", object.path("spec"));
        return wanted;
    }

    @ParameterizedTest
    @ValueSource(strings = {AUTOSCALER, SCALED_OBJECT, ROUTE, MONITOR, POLICY})
    @Order(6)
    void haveOnlyFieldsThatTheirDefinitionsKnow(String object) {
        ask(object);
        ObjectNode copy = (ObjectNode) object(object);
        JsonNode labels = copy.at("/metadata/labels");
        copy.remove("status");
        copy.putObject("metadata")
                .put("name", "copy")
                .put("namespace", space.name())
                .set("labels", labels);
        String said = space.dryRun("create", List.of(copy));
        assertThat(said).contains("created (server dry run)").doesNotContain("Warning");
        assertThat(labels.path("mehari.dev/graph").asText()).isEqualTo("iris");
    }

    @ParameterizedTest
    @CsvSource({AUTOSCALER + ", autoscaling", SCALED_OBJECT + ", autoscaling", ROUTE + ", expose"})
    @Order(7)
    void goWithTheirKey(String object, String key) {
        ask(object);
        iris.graph().patch("{\"spec\": {\"" + key + "\": null}}");
        awaitGone(object);
        assertThat(isThere(MONITOR)).isTrue();
        assertThat(isThere(POLICY)).isTrue();
    }

    @Test
    @Order(8)
    void letsTheAutoscalerReadTheGraphsScale() {
        ask(AUTOSCALER);
        // No metrics here, so it can't decide; but it found what it scales, by the scale subresource.
        space.await(NOTICED, "the autoscaler to get the scale", () -> {
            for (JsonNode condition : object(AUTOSCALER).at("/status/conditions")) {
                if (condition.path("type").asText().equals("AbleToScale")) {
                    return condition.path("status").asText().equals("True");
                }
            }
            return false;
        });
        JsonNode target = object(AUTOSCALER).at("/spec/scaleTargetRef");
        assertThat(target.path("kind").asText()).isEqualTo("InferenceGraph");
        assertThat(target.path("apiVersion").asText()).isEqualTo("mehari.dev/v1alpha1");
        assertThat(object(AUTOSCALER).at("/status/currentReplicas").asInt()).isEqualTo(1);
        iris.graph().patch(NONE);
        awaitGone(AUTOSCALER);
    }

    @Test
    @Order(9)
    void bringsACandidateToTheCountThatChangedWhileItStarted() {
        iris.graph().patch(NONE);
        iris.graph().awaitLive(1, DONE);
        iris.change("2");
        space.await(DONE, "a pod of the candidate", () -> !pods(2).isEmpty());
        space.kubectl("scale", "inferencegraphs.mehari.dev/iris", "--replicas=2");
        space.await(Credit.UP, "the switch", () -> iris.graph().live() == 2);
        assertThat(pods(2).stream().filter(NeighboursTest::isReady))
                .as("ready pods at the switch")
                .hasSize(2);
        iris.assertAnswers(2);
        space.kubectl("scale", "inferencegraphs.mehari.dev/iris", "--replicas=1");
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    @Test
    @Order(10)
    void goesOnWhenTheKindsAreTakenAway() {
        iris.graph().patch(TRIGGERS);
        iris.graph().patch(EXPOSE);
        awaitThere(ROUTE, DONE);
        Neighbour.GATEWAY_API.remove(cluster);
        // First a write finds out, then those who look for kinds.
        iris.graph()
                .awaitCondition(
                        "Degraded",
                        NOTICED,
                        "word of the missing kind",
                        condition -> condition.path("reason").asText().equals("KindMissing")
                                && condition.path("message").asText().startsWith("spec.expose"));
        iris.graph().patch(NONE);
        iris.graph().awaitCondition("Degraded", "False", "Live", DONE);
        iris.assertAnswers(iris.graph().live());
    }
}
