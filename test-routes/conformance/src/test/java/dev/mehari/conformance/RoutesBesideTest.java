// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Routes of one's own beside a graph in a pod, and what their settings may do. */
class RoutesBesideTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final String GRAPH = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: twice}
            spec:
              modelRoot: "file:%s"
              inputs: [{name: x, datatype: FP32, shape: [-1, 1]}]
              models: {twice: {runtime: toy, uri: twice.toy.json}}
              steps: [{model: {id: twice, input: x}}]
              outputs: [{name: y, from: twice}]
            """;

    /** Asks the graph once and writes the answer. */
    private static final String ONCE = """
            - route:
                id: once
                from:
                  uri: "%s"
                  parameters: {repeatCount: 1, delay: 1}
                  steps:
                    - setBody: {constant: '{"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 1], "data": [21]}]}'}
                    - to: {uri: "graph:twice"}
                    - setBody: {simple: "${camelId} ${body}"}
                    - to: {uri: "file:OUT?fileName=answer"}
            """;

    @TempDir
    private Path folder;

    private Path out;
    private Pod pod;

    @BeforeEach
    void layOut() throws Exception {
        out = folder.resolve("out");
        pod = Pod.in(folder).settings("");
        Files.writeString(folder.resolve("twice.toy.json"), IntegrationTest.TOY);
        pod.graph(GRAPH.formatted(folder), 1, Map.of());
    }

    private String once(String from) {
        return ONCE.formatted(from).replace("OUT", out.toString());
    }

    private static JsonNode routes(Mehari mehari) throws Exception {
        HttpResponse<String> answer = get(mehari.management("/observe/revisions"));
        JsonNode report = Sample.json(answer.body(), "report");
        assertThat(report.at("/graphs/0/state").asText()).as(answer.body()).isEqualTo("LIVE");
        return report.path("routes");
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int ready(Mehari mehari) throws Exception {
        return get(mehari.management("/observe/health/ready")).statusCode();
    }

    private String answer() throws IOException {
        await().atMost(LONG).until(() -> Files.exists(out.resolve("answer")));
        return Files.readString(out.resolve("answer"));
    }

    private static void assertFailedAlone(Mehari mehari, String reason) throws Exception {
        assertThat(ready(mehari)).isEqualTo(503);
        JsonNode routes = routes(mehari);
        assertThat(routes).as(mehari.errors()).hasSize(1);
        assertThat(routes.at("/0/state").asText()).isEqualTo("FAILED");
        assertThat(routes.at("/0/reason").asText()).contains(reason);
        HttpRequest post = HttpRequest.newBuilder(mehari.http("/v2/models/twice/infer"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1, 1], \"data\": [21]}]}"))
                .build();
        assertThat(CLIENT.send(post, HttpResponse.BodyHandlers.ofString()).body())
                .contains("42");
    }

    @Test
    void bringRequestsToTheGraphAndGoOnWithItsAnswer() throws Exception {
        pod.source("own.yaml", once("timer:once"));
        try (Mehari mehari = pod.start()) {
            assertThat(ready(mehari)).as(mehari.errors()).isEqualTo(200);
            assertThat(answer()).contains("42");
        }
    }

    @Test
    void reachTheGraphByTheKameletOfTheImage() throws Exception {
        pod.source("own.yaml", once("timer:once").replace("graph:twice", "kamelet:mehari-graph-action?graph=twice"));
        try (Mehari mehari = pod.start()) {
            assertThat(ready(mehari)).as(mehari.errors()).isEqualTo(200);
            assertThat(answer()).contains("42");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tap:log", "kamelet:mehari-tap-sink"})
    void showToATapWhatTheGraphHasAnswered(String tap) throws Exception {
        pod.source(
                "own.yaml",
                once("timer:once")
                        .replace(
                                "- to: {uri: \"graph:twice\"}",
                                "- to: {uri: \"graph:twice\"}\n        - to: {uri: \"" + tap + "\"}"));
        try (Mehari mehari = pod.start()) {
            assertThat(ready(mehari)).as(mehari.errors()).isEqualTo(200);
            assertThat(answer()).as(mehari.errors()).contains("42");
        }
    }

    @Test
    void areConfiguredAsCamelsMainDoesIt() throws Exception {
        pod.settings(
                        "camel.main.name = mine",
                        "source = timer:once",
                        "camel.component.file.lazy-start-producer = true",
                        "camel.beans.batch = #class:dev.mehari.messaging.CommitProcessor")
                .source("own.yaml", once("{{source}}"));
        try (Mehari mehari = pod.start()) {
            assertThat(ready(mehari)).as(mehari.errors()).isEqualTo(200);
            assertThat(answer()).startsWith("mine ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.component.seda.nosuch = 1",
                "camel.component.nosuch.brokers = x",
                "camel.beans.odd = #class:no.such.Class",
                "camel.main.nosuch = 1",
                "camel.cluster.kubernetes.enabled = true\ncamel.cluster.kubernetes.nosuch = 1"
            })
    void failAloneBecauseOfAWrongSettingThatIsNamed(String setting) throws Exception {
        pod.settings(setting).source("own.yaml", once("timer:once"));
        try (Mehari mehari = pod.start()) {
            assertFailedAlone(mehari, "");
            assertThat(routes(mehari).toString()).containsAnyOf("nosuch", "no.such.Class");
        }
    }

    @Test
    void openNoPortsByTheirSettings() throws Exception {
        int server = freePort();
        int debugger = freePort();
        Files.writeString(folder.resolve("more.properties"), "camel.management.enabled = true\nsource = timer:once\n");
        pod.settings(
                        "camel.server.enabled = true",
                        "camel.server.port = " + server,
                        "camel.management.enabled = true",
                        "camel.main.jmx-enabled = true",
                        "camel.main.routesReloadEnabled = true",
                        "camel.debug.enabled = true",
                        "camel.debug.jmx-connector-port = " + debugger,
                        "camel.component.properties.location = file:" + folder.resolve("more.properties"))
                .source("own.yaml", once("{{source}}"));
        try (Mehari mehari = pod.start(Map.of("CAMEL_SERVER_ENABLED", "true", "CAMEL_MANAGEMENT_ENABLED", "true"))) {
            assertThat(ready(mehari)).as(mehari.errors()).isEqualTo(200);
            assertThat(mehari.errors()).contains("camel.server.port is left out");
            for (int port : new int[] {server, debugger}) {
                assertThatThrownBy(() -> get(URI.create("http://127.0.0.1:" + port + "/")))
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void findAClusterServiceThatTheirFileDeclares() throws Exception {
        pod.source("own.yaml", """
                - beans:
                    - name: cluster
                      type: org.apache.camel.component.file.cluster.FileLockClusterService
                      properties: {root: "%s", acquireLockDelay: 10, acquireLockDelayUnit: MILLISECONDS}
                """.formatted(folder.resolve("locks")) + once("master:one:timer:once"));
        try (Mehari mehari = pod.start()) {
            assertThat(ready(mehari)).as(mehari.errors()).isEqualTo(200);
            assertThat(answer()).contains("42");
        }
    }

    @Test
    void findAClusterServiceThatSettingsDeclare() throws Exception {
        pod.settings(
                        "camel.beans.cluster = #class:org.apache.camel.component.file.cluster.FileLockClusterService",
                        "camel.beans.cluster.root = " + folder.resolve("locks"),
                        "camel.beans.cluster.acquireLockDelay = 10",
                        "camel.beans.cluster.acquireLockDelayUnit = MILLISECONDS")
                .source("own.yaml", once("master:one:timer:once"));
        try (Mehari mehari = pod.start()) {
            assertThat(ready(mehari)).as(mehari.errors()).isEqualTo(200);
            assertThat(answer()).contains("42");
        }
    }

    @Test
    void failAloneWhereNobodySaysWhoLeads() throws Exception {
        pod.source("own.yaml", once("master:one:timer:once"));
        try (Mehari mehari = pod.start()) {
            assertFailedAlone(mehari, "luster");
        }
    }

    @Test
    void failAloneWhereABeanCannotBeMade() throws Exception {
        pod.source("own.yaml", "- beans: [{name: odd, type: no.such.Class}]\n" + once("timer:once"));
        try (Mehari mehari = pod.start()) {
            assertFailedAlone(mehari, "no.such.Class");
        }
    }

    @Test
    void failAloneWhereAPlaceholderIsMissing() throws Exception {
        pod.source("own.yaml", once("timer:once").replace("repeatCount: 1", "repeatCount: \"{{times}}\""));
        try (Mehari mehari = pod.start()) {
            assertFailedAlone(mehari, "times");
        }
    }

    @Test
    void mayNeedWhatALaterFileHas() throws Exception {
        pod.source("a.yaml", """
                        - templatedRoute:
                            routeTemplateRef: asking
                            routeId: asked
                            parameters: [{name: source, value: "timer:once"}]
                        """)
                .source(
                        "b.yaml",
                        "- routeTemplate:\n    id: asking\n    parameters: [{name: source}]\n    "
                                + once("{{source}}")
                                        .replace("- route:\n    id: once\n", "")
                                        .strip()
                                + "\n");
        try (Mehari mehari = pod.start()) {
            assertThat(ready(mehari)).as(mehari.errors()).isEqualTo(200);
            assertThat(answer()).contains("42");
        }
    }

    @Test
    void finishWhatTheyHaveTakenInAtSigterm() throws Exception {
        Path in = Files.createDirectories(folder.resolve("in"));
        pod.source("own.yaml", """
                - route:
                    from:
                      uri: file:%s?delay=50&initialDelay=0
                      steps:
                        - to: {uri: "file:%s?fileName=begun"}
                        - delay: {constant: "1500"}
                        - convertBodyTo: {type: String}
                        - to: {uri: "graph:twice"}
                        - setBody: {simple: "answer ${body}"}
                        - to: {uri: "file:%s?fileName=answer"}
                """.formatted(in, out, out));
        try (Mehari mehari = pod.start()) {
            Files.writeString(
                    in.resolve("request"),
                    "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1, 1], \"data\": [21]}]}");
            await().atMost(LONG).until(() -> Files.exists(out.resolve("begun")));
            mehari.sendSigterm();
            assertThat(mehari.awaitEnd()).isZero();
            assertThat(out.resolve("answer")).as(mehari.errors()).exists();
            assertThat(answer()).contains("42");
            try (Stream<Path> left = Files.list(in)) {
                assertThat(left.filter(Files::isRegularFile).toList()).isEqualTo(List.of());
            }
        }
    }
}
