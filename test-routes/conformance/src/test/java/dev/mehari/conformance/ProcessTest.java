// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How the process starts, refuses to start, and ends. */
class ProcessTest {
    /** Over HTTP/2 this client of JDK 17 drops an answer that it has in hand when the server says its goodbye. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Answers in 1.5 s, so that a signal finds its request under way. */
    private static final String SLOW = """
            {"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 1]}],
             "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1], "weights": [2]}], "sleepMillis": 1500}""";
    /** The warm-up's one request makes the engine find that the model is dear. */
    private static final String GRAPH = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: slow}
            spec:
              inputs: [{name: x, datatype: FP32, shape: [-1, 1]}]
              models: {slow: {runtime: toy, uri: slow.toy.json}}
              steps: [{model: {id: slow, input: x}}]
              outputs: [{name: double, from: slow.y}]
              warmup: {requests: [{x: [[1]]}], limit: 4s}
            """;

    @TempDir
    private Path folder;

    @Test
    void finishesRequestsUnderWayOnSigtermAndEndsWithZero() throws Exception {
        Files.writeString(folder.resolve("slow.toy.json"), SLOW);
        Files.writeString(folder.resolve("slow.graph.yaml"), GRAPH);
        try (Mehari mehari = Mehari.serve(folder, folder.toString())) {
            CompletableFuture<HttpResponse<String>> answer = CLIENT.sendAsync(
                    HttpRequest.newBuilder(mehari.http("/v2/models/slow/infer"))
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[21]}]}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            await().atMost(PATIENCE).until(() -> metrics(mehari).contains("revision=\"1\"} 1.0"));

            mehari.sendSigterm();

            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> status(mehari) == 503);
            assertThat(answer.isDone()).as("the request was under way").isFalse();
            JsonNode body = Sample.json(answer.get().body(), "answer");
            assertThat(answer.get().statusCode()).isEqualTo(200);
            assertThat(body.at("/outputs/0/data/0").doubleValue()).isEqualTo(42);
            assertThat(mehari.awaitEnd()).as(mehari.errors()).isZero();
        }
    }

    private static String metrics(Mehari mehari) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(mehari.management("/observe/metrics")).build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("mehari_requests_in_flight{"))
                .findFirst()
                .orElse("");
    }

    private static int status(Mehari mehari) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(mehari.http("/v2/health/ready")).build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void saysAWrongOptionInOneLineAndEndsWithTwo() throws Exception {
        Mehari.Outcome outcome = Mehari.run(folder, "serve", "--htp-port", "1", ".");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.errorLines()).singleElement().asString().contains("--htp-port");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void saysAMissingFileInOneLineAndEndsWithTwo() throws Exception {
        Mehari.Outcome outcome = Mehari.run(folder, "serve", "nothing.graph.yaml");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.errorLines()).singleElement().asString().contains("nothing.graph.yaml");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void servesNothingOfABrokenGraphAndEndsWithOne() throws Exception {
        Files.writeString(folder.resolve("slow.toy.json"), SLOW);
        Files.writeString(folder.resolve("good.graph.yaml"), GRAPH.replace("name: slow}", "name: good}"));
        Files.writeString(
                folder.resolve("broken.graph.yaml"),
                GRAPH.replace("name: slow}", "name: broken}").replace("from: slow.y", "from: slow.z"));

        Mehari.Outcome outcome =
                Mehari.run(folder, "serve", "--http-port", "0", "--grpc-port", "0", "--management-port", "0", ".");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.errorLines())
                .anyMatch(line -> line.contains("broken.graph.yaml:8") && line.contains("spec.outputs[0].from"))
                .noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
        assertThat(outcome.out()).doesNotContain("ready");
    }
}
