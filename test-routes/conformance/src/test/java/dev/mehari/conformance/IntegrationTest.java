// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What runs in a pod of Camel K, with the files that it mounts. */
class IntegrationTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static final String TOY = """
            {"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 1]}],
             "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1], "weights": [2]}]}""";

    private static final String INNER = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: %s}
            spec:
              modelRoot: "%s"
              inputs: [{name: x, datatype: FP32, shape: [-1, 1]}]
              models: {twice: {runtime: toy, uri: twice.toy.json}}
              steps: [{%s}]
              outputs: [{name: y, from: twice}]
            """;

    @TempDir
    private Path folder;

    private Pod pod;

    @BeforeEach
    void layOut() throws Exception {
        pod = Pod.in(folder);
        Files.writeString(folder.resolve("twice.toy.json"), TOY);
    }

    private static String credit(Path models) {
        return Room.read(new Sample("credit").graph())
                .replace("\nspec:\n", "\nspec:\n  modelRoot: \"file:" + models + "\"\n");
    }

    private String twice(String name, String step) {
        return INNER.formatted(name, "file:" + folder, step);
    }

    private static final String MODEL = "model: {id: twice, input: x}";

    private static HttpResponse<String> get(URI uri) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode ask(Mehari mehari, String graph, String request) throws Exception {
        HttpRequest post = HttpRequest.newBuilder(mehari.http("/v2/models/" + graph + "/infer"))
                .POST(HttpRequest.BodyPublishers.ofString(request))
                .build();
        HttpResponse<String> answer = CLIENT.send(post, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Sample.json(answer.body(), "answer");
    }

    private static JsonNode report(Mehari mehari) throws Exception {
        HttpResponse<String> answer = get(mehari.management("/observe/revisions"));
        assertThat(answer.statusCode()).isEqualTo(200);
        return Sample.json(answer.body(), "report");
    }

    private static int ready(Mehari mehari) throws Exception {
        return get(mehari.management("/observe/health/ready")).statusCode();
    }

    @Test
    void linksOpenRoutesWithTheModelsAndAnswersAsRecordedUntilSigterm() throws Exception {
        Sample credit = new Sample("credit");
        pod.graph(credit(credit.folder()), 7, Map.of()).source("into.yaml", """
                - route:
                    from:
                      steps:
                      - to:
                          uri: graph:credit
                      uri: direct:applicants
                    id: applicants
                """);
        try (Mehari mehari = pod.start()) {
            assertThat(ready(mehari)).as(mehari.errors()).isEqualTo(200);

            JsonNode answer = ask(mehari, "credit", credit.request());
            assertThat(answer.path("model_version").asText()).isEqualTo("7");
            for (String output : credit.outputs()) {
                List<Object> values = new ArrayList<>();
                for (JsonNode each : answer.path("outputs")) {
                    if (each.path("name").asText().equals(output)) {
                        each.path("data").forEach(v -> values.add(v.isNumber() ? v.doubleValue() : v.asText()));
                    }
                }
                Sample.assertEqual(values, credit.responseOf(output));
            }

            JsonNode report = report(mehari);
            assertThat(report.path("ready").asBoolean()).isTrue();
            JsonNode graph = report.at("/graphs/0");
            assertThat(graph.path("graph").asText()).isEqualTo("credit");
            assertThat(graph.path("revision").asLong()).isEqualTo(7);
            assertThat(graph.path("state").asText()).isEqualTo("LIVE");
            assertThat(graph.path("identity").asText()).matches("[0-9a-f]{64}").isNotEqualTo("0".repeat(64));
            assertThat(graph.path("findings"))
                    .as("open and closed are of one graph")
                    .isEmpty();
            assertThat(graph.at("/models/trees/card/predicts").asText()).isEqualTo("probability of a bad credit");
            assertThat(report.at("/routes/0/state").asText())
                    .as("the route beside it")
                    .isEqualTo("LIVE");
            assertThat(get(mehari.management("/v1/graphs")).statusCode())
                    .as("without a token")
                    .isEqualTo(403);

            mehari.sendSigterm();
            assertThat(mehari.awaitEnd()).as(mehari.errors()).isZero();
        }
    }

    @Test
    void servesAGraphWhoseModelComesLater() throws Exception {
        Files.delete(folder.resolve("twice.toy.json"));
        pod.graph(twice("late", MODEL), 2, Map.of());
        try (Mehari mehari = pod.start()) {
            assertThat(ready(mehari)).isEqualTo(503);
            assertThat(report(mehari).at("/graphs/0/state").asText()).isEqualTo("REFUSED");
            assertThat(report(mehari).at("/graphs/0/findings/0/path").asText()).isEqualTo("spec.models.twice.uri");

            Files.writeString(folder.resolve("twice.toy.json"), TOY);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> ready(mehari) == 200);
            assertThat(report(mehari).at("/graphs/0/state").asText()).isEqualTo("LIVE");
            assertThat(report(mehari).at("/graphs/0/findings")).isEmpty();
            assertThat(ask(
                                    mehari,
                                    "late",
                                    "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1, 1], \"data\": [2]}]}")
                            .at("/outputs/0/data/0")
                            .asInt())
                    .isEqualTo(4);
        }
    }

    @Test
    void staysUpAndSaysWithPathsWhatIsWrongWithModelsAndColumns() throws Exception {
        Path samples = new Sample("credit").folder();
        String wrongDigest = credit(samples).replace("2c1404fcf1877d39", "0000000000000000");
        String wrongColumn = twice(
                        "columns",
                        MODEL + "}, {choice: {id: c, when: [{cel: \"twice.z > 1.0\", outputs: {o: x}}],"
                                + " otherwise: {outputs: {o: x}}}")
                .replace("from: twice}", "from: twice}, {name: o, from: c}");
        pod.graph(wrongDigest, 7, Map.of()).graph(wrongColumn, 2, Map.of()).graph(twice("right", MODEL), 3, Map.of());
        try (Mehari mehari = pod.start()) {
            assertThat(ready(mehari)).isEqualTo(503);
            assertThat(get(mehari.management("/observe/health/live")).statusCode())
                    .isEqualTo(200);

            JsonNode report = report(mehari);
            assertThat(report.path("ready").asBoolean()).isFalse();
            assertThat(states(report)).containsExactly("columns REFUSED", "credit REFUSED", "right LIVE");
            assertThat(report.at("/graphs/0/findings/0/path").asText()).isEqualTo("spec.steps[1].choice.when[0].cel");
            assertThat(report.at("/graphs/1/findings/0/path").asText()).isEqualTo("spec.models.trees.uri");
        }
    }

    private static List<String> states(JsonNode report) {
        List<String> states = new ArrayList<>();
        report.path("graphs")
                .forEach(g -> states.add(
                        g.path("graph").asText() + " " + g.path("state").asText()));
        return states;
    }

    @Test
    void servesAGraphThatUsesAnotherAtTheNumbersThatAreMounted() throws Exception {
        pod.graph(twice("inner", MODEL), 4, Map.of());
        pod.graph(
                twice("outer", "graph: {id: twice, use: inner, input: x}")
                        .replace("  models: {twice: {runtime: toy, uri: twice.toy.json}}\n", ""),
                9,
                Map.of("inner", 4L));
        try (Mehari mehari = pod.start()) {
            assertThat(report(mehari).toString()).doesNotContain("\"findings\":[{");
            JsonNode answer = ask(
                    mehari,
                    "outer",
                    "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[21]}]}");

            assertThat(answer.path("model_version").asText()).isEqualTo("9");
            assertThat(answer.at("/outputs/0/data/0").doubleValue()).isEqualTo(42);
        }
    }

    @Test
    void aBrokenRouteBesideIsToldAndEndsNothing() throws Exception {
        pod.graph(twice("right", MODEL), 1, Map.of())
                .source("broken.yaml", """
                - route:
                    id: broken
                    from:
                      uri: nosuchscheme:x
                      steps: [{to: {uri: "graph:right"}}]
                """)
                .source("notes.txt", "no routes")
                .source("odd.yaml", "- [");
        try (Mehari mehari = pod.start()) {
            assertThat(ready(mehari)).isEqualTo(503);
            JsonNode report = report(mehari);

            assertThat(states(report)).containsExactly("right LIVE");
            assertThat(report.path("routes")).hasSize(3);
            assertThat(report.path("routes").toString())
                    .contains("nosuchscheme")
                    .contains("only *.yaml and *.yml are read")
                    .contains("isn't YAML");
        }
    }

    @Test
    void routesThatTheirManifestDoesNotMakeAreAWarning() throws Exception {
        pod.graph(twice("right", MODEL), 1, Map.of());
        Path file = folder.resolve("etc/camel/sources/right.yaml");
        Files.writeString(file, Files.readString(file).replace("\"infer:twice\"", "\"infer:thrice\""));
        try (Mehari mehari = pod.start()) {
            assertThat(ready(mehari)).isEqualTo(200);
            assertThat(report(mehari).at("/graphs/0/findings/0/severity").asText())
                    .isEqualTo("warning");
        }
    }

    @Test
    void aModelThatNothingSaysThePlaceOfIsRefusedWithAMend() throws Exception {
        pod.graph(twice("lost", MODEL).replace("  modelRoot: \"file:" + folder + "\"\n", ""), 1, Map.of());
        try (Mehari mehari = pod.start()) {
            JsonNode finding = report(mehari).at("/graphs/0/findings/0");

            assertThat(finding.path("path").asText()).isEqualTo("spec.models.twice.uri");
            assertThat(finding.path("mend").asText()).contains("spec.modelRoot");
        }
    }

    @Test
    void closedRoutesAreServedTheSameWay() throws Exception {
        Sample credit = new Sample("credit");
        pod.source("credit.yaml", Export.of(credit.graph()).text());
        try (Mehari mehari = pod.start()) {
            assertThat(report(mehari).at("/graphs/0/findings")).isEmpty();
            assertThat(ask(mehari, "credit", credit.request())
                            .path("model_version")
                            .asText())
                    .isEqualTo("1");
        }
    }
}
