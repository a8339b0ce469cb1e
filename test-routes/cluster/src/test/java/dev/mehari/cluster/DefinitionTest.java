// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.crd.Addresses;
import dev.mehari.crd.ConditionType;
import dev.mehari.crd.FindingStatus;
import dev.mehari.crd.GraphCondition;
import dev.mehari.crd.GraphDefinition;
import dev.mehari.crd.GraphResource;
import dev.mehari.crd.GraphStatus;
import dev.mehari.crd.ModelStatus;
import dev.mehari.crd.Reason;
import dev.mehari.crd.RevisionStatus;
import dev.mehari.graph.Finding;
import dev.mehari.graph.GraphFiles;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The definition of InferenceGraphs, asked of a real API server. */
@ClusterTest
@Tag("smoke")
class DefinitionTest {
    private static final int RANDOM_GRAPHS = 300;
    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

    @BeforeEach
    void installs(Cluster cluster, Space space) {
        cluster.client()
                .resource(GraphDefinition.read())
                .fieldManager("mehari-test")
                .forceConflicts()
                .serverSideApply();
        space.await(Duration.ofSeconds(30), "the definition", () -> established(cluster, GraphResource.FULL_NAME));
    }

    private static boolean established(Cluster cluster, String definition) {
        return cluster
                .client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(definition)
                .get()
                .getStatus()
                .getConditions()
                .stream()
                .anyMatch(
                        c -> c.getType().equals("Established") && c.getStatus().equals("True"));
    }

    private static GraphResource graph(Space space, String name, JsonNode spec) {
        GraphResource graph = new GraphResource();
        graph.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(space.name())
                .build());
        graph.setSpec((ObjectNode) spec);
        graph.setStatus(null);
        return graph;
    }

    private static JsonNode minimal() {
        return Serialization.unmarshal("""
                inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                models: {thin: {uri: "pvc://models/thin.onnx"}}
                steps: [{model: {id: thin, input: x}}]
                outputs: [{name: p, from: thin.label}]
                """, JsonNode.class);
    }

    /** What the API server would keep of a spec. */
    private static JsonNode kept(Space space, String name, JsonNode spec) {
        ObjectNode kept = space.client()
                .resource(graph(space, name, spec))
                .dryRun()
                .create()
                .getSpec();
        if (!spec.has("replicas")) {
            kept.remove("replicas");
        }
        return kept;
    }

    /** With numbers by their values: 3.0 comes back as 3. */
    private static JsonNode plain(JsonNode node) {
        if (node.isNumber()) {
            return JSON.numberNode(new BigDecimal(node.asText()).stripTrailingZeros());
        } else if (node.isArray()) {
            var array = JSON.arrayNode();
            node.forEach(each -> array.add(plain(each)));
            return array;
        } else if (node.isObject()) {
            var object = JSON.objectNode();
            node.properties().forEach(each -> object.set(each.getKey(), plain(each.getValue())));
            return object;
        }
        return node;
    }

    @Test
    void keepsWhateverIsValidUnderTheJsonSchema(Space space) {
        long seed = new Random().nextLong();
        RandomGraphs graphs = new RandomGraphs(seed);
        for (int i = 0; i < RANDOM_GRAPHS; i++) {
            JsonNode spec = graphs.spec();
            assertThat(plain(kept(space, "g", spec)))
                    .as("graph " + i + " of seed " + seed)
                    .isEqualTo(plain(spec));
        }
    }

    @Test
    void keepsEveryGraphFileThatCheckAccepts(Space space) throws IOException {
        List<Path> accepted = new ArrayList<>();
        for (Path file : files()) {
            if (Finding.anyError(GraphFiles.read(file).findings())) {
                continue;
            }
            accepted.add(file);
            JsonNode spec = Serialization.unmarshal("#\n" + Files.readString(file), JsonNode.class)
                    .get("spec");
            assertThat(plain(kept(space, "g", spec))).as(file.toString()).isEqualTo(plain(spec));
        }
        assertThat(accepted).hasSizeGreaterThan(15);
    }

    private static List<Path> files() throws IOException {
        Path root = Sources.root();
        try (Stream<Path> files = Stream.of("routes", "test-routes/conformance", "integrations")
                .flatMap(room -> below(root.resolve(room)))) {
            return files.filter(f -> f.toString().endsWith(".graph.yaml")
                            && !f.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> below(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void keepsNullsThatAreAppliedServerSide(Space space) throws IOException {
        // kubectl's older way of applying takes them for "remove", and says nothing.
        Path file = Files.createTempFile("nulls", ".yaml");
        Files.writeString(file, """
                apiVersion: mehari.dev/v1alpha1
                kind: InferenceGraph
                metadata: {name: nulls}
                spec:
                  replicas: 0
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4], default: null}]
                  models: {thin: {uri: "pvc://models/thin.onnx", card: {note: null}}}
                  steps: [{model: {id: thin, input: x, fallback: {value: {p: null}}}}]
                  outputs: [{name: p, from: thin.p}]
                """);
        space.kubectl("apply", "--server-side", "-f", file.toString());
        Files.delete(file);

        JsonNode spec = space.graph("nulls").json().path("spec");
        assertThat(spec.at("/inputs/0/default").isNull()).isTrue();
        assertThat(spec.at("/models/thin/card/note").isNull()).isTrue();
        assertThat(spec.at("/steps/0/model/fallback/value/p").isNull()).isTrue();
    }

    @Test
    void keepsUnknownKeysForCheckToTell(Space space) {
        JsonNode spec = minimal();
        ((ObjectNode) spec).put("replicass", 3);
        ((ObjectNode) spec.get("inputs").get(0)).put("shapes", "[-1]");
        ((ObjectNode) spec.get("models").get("thin")).putObject("carte").put("a", 1);
        ((ObjectNode) spec.get("steps").get(0).get("model")).put("inputt", "x");

        assertThat(kept(space, "g", spec)).isEqualTo(spec);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                {replicas: -1} | should be greater than or equal to 0
                {replicas: two} | must be of type integer
                {rollout: {}} | a rollout says exactly one kind: blueGreen
                {rollout: {canary: {}}} | a rollout says exactly one kind: blueGreen
                {rollout: {blueGreen: {soak: 1h}}} | spec.rollout.blueGreen.soak
                {autoscaling: {min: 3, max: 2, cpu: 70}} | min is more than max: lower min or raise max
                {autoscaling: {max: 2}} | says no measure to scale by: add cpu, or triggers of KEDA
                {expose: {hostnames: [a.b]}} | spec.expose.gateway: Required value
                {steps: []} | spec.steps
                {steps: [{model: {id: a}, tap: {id: b}}]} | spec.steps[0]
                {steps: [{model: {}}]} | spec.steps[0].model.id: Required value
                {inputs: [{name: x, datatype: F32, shape: [-1]}]} | spec.inputs[0].datatype: Unsupported value
                """)
    void refusesWithThePathWhatItCanSayWell(String keys, String message, Space space) {
        ObjectNode spec = (ObjectNode) minimal();
        spec.setAll(Serialization.<ObjectNode>unmarshal("#\n" + keys, ObjectNode.class));

        assertThatThrownBy(() -> kept(space, "g", spec))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesNamesThatDontFitInWhatIsNamedAfterThem(Space space) {
        assertThat(kept(space, "a".repeat(48), minimal())).isNotNull();
        assertThatThrownBy(() -> kept(space, "a".repeat(49), minimal()))
                .hasMessageContaining("a graph's name has at most 48 characters");
        assertThatThrownBy(() -> kept(space, "a.b", minimal())).hasMessageContaining("a graph's name has no dots");
    }

    @Test
    void answersToItsNamesBesideTheKindOfKServe(Cluster cluster, Space space) {
        Neighbour.KSERVE.install(cluster);
        try {
            space.client().resource(graph(space, "ours", minimal())).create();
            space.apply("""
                    apiVersion: serving.kserve.io/v1alpha1
                    kind: InferenceGraph
                    metadata: {name: theirs}
                    spec: {nodes: {root: {routerType: Sequence, steps: [{serviceName: classifier}]}}}
                    """);

            assertThat(space.kubectl("get", "inferencegraphs.mehari.dev", "-o", "name"))
                    .contains("/ours")
                    .doesNotContain("theirs");
            assertThat(space.kubectl("get", "mgraph", "-o", "name"))
                    .contains("/ours")
                    .doesNotContain("theirs");
            assertThat(space.kubectl("get", "mehari", "-o", "name"))
                    .contains("/ours")
                    .doesNotContain("theirs");
            assertThat(space.kubectl("get", "inferencegraphs.serving.kserve.io", "-o", "name"))
                    .contains("/theirs");
        } finally {
            Neighbour.KSERVE.remove(cluster);
        }
    }

    @Test
    void scalesAndShowsColumns(Space space) {
        space.client().resource(graph(space, "credit", minimal())).create();
        assertThat(space.client()
                        .resources(GraphResource.class)
                        .inNamespace(space.name())
                        .withName("credit")
                        .get()
                        .getSpec()
                        .get("replicas")
                        .asInt())
                .isEqualTo(1);

        space.kubectl("scale", "mgraph/credit", "--replicas=3");

        assertThat(space.kubectl("get", "mgraph", "credit", "-o", "jsonpath={.spec.replicas}"))
                .contains("3");
        assertThat(space.kubectl("get", "mgraph")
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .split(" +"))
                .containsExactly("NAME", "READY", "LIVE", "CANDIDATE", "REPLICAS", "AGE");
        assertThat(space.kubectl("get", "mgraph", "-o", "wide")).contains("REASON");
        assertThat(space.kubectl("explain", "mgraph.spec.rollout.blueGreen.soak"))
                .contains("Default: 5m");
    }

    @Test
    void keepsAStatusAsItWasWritten(Space space) {
        GraphStatus status = new GraphStatus(
                1L,
                List.of(GraphCondition.of(
                        ConditionType.READY, true, Reason.LIVE, "Revision 7 answers.", Instant.EPOCH, 1L)),
                new RevisionStatus(7, "a", "2026-05-02T12:00:00Z"),
                new RevisionStatus(8, "b", null),
                List.of(new RevisionStatus(8, "b", null), new RevisionStatus(7, "a", null)),
                2,
                "mehari.dev/graph=credit,mehari.dev/revision=7",
                new Addresses("http://credit", "credit:9000"),
                List.of(new FindingStatus("spec.steps[0]", 7, "error", "m", "")),
                Map.of(
                        "trees",
                        new ModelStatus(
                                "xgboost",
                                "pvc://m/t.json",
                                "7",
                                "9f",
                                Serialization.unmarshal("#\n{a: {b: [1, null]}}", JsonNode.class))),
                "camel-k");
        GraphResource graph =
                space.client().resource(graph(space, "credit", minimal())).create();
        graph.setStatus(status);

        GraphResource kept = space.client().resource(graph).updateStatus();

        assertThat(kept.getStatus()).isEqualTo(status);
        assertThat(space.kubectl(
                        "get",
                        "--raw",
                        "/apis/mehari.dev/v1alpha1/namespaces/" + space.name() + "/inferencegraphs/credit/scale"))
                .contains("\"selector\":\"mehari.dev/graph=credit,mehari.dev/revision=7\"");
    }
}
