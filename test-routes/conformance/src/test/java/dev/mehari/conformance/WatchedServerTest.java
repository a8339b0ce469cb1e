// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A server whose files change, seen from outside: by clients over REST, and by the commands that manage it. */
class WatchedServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String REQUEST =
            "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[1]}]}";

    @TempDir
    private Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The n-th state of a graph of two nodes, both of which answer n. */
    private void write(int n) throws Exception {
        for (String node : List.of("first", "second")) {
            Files.writeString(folder.resolve(node + n + ".toy.json"), """
                    {"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 1]}],
                     "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1], "weights": [0], "bias": N},
                                 {"name": "t", "datatype": "FP32", "shape": [-1, 1]}], "node": "NODE"}
                    """.replace("N}", n + "}")
                    .replace("NODE", node));
        }
        replace("""
                apiVersion: mehari.dev/v1alpha1
                kind: InferenceGraph
                metadata: {name: two}
                spec:
                  inputs: [{name: x, datatype: FP32, shape: [-1, 1]}]
                  models:
                    first: {runtime: toy, uri: firstN.toy.json}
                    second: {runtime: toy, uri: secondN.toy.json}
                  steps:
                    - model: {id: first, input: x}
                    - model: {id: second, inputs: {x: first.t}}
                  outputs: [{name: one, from: first.y}, {name: other, from: second.y}]
                  warmup: {limit: 100ms}
                """.replace("N.toy", n + ".toy"));
    }

    private void replace(String text) throws Exception {
        Path beside = Files.writeString(folder.resolve(".two.tmp"), text);
        Files.move(beside, folder.resolve("two.graph.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Mehari serve(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "--watch",
                "--set",
                "mehari.watch.interval=100ms",
                "--home",
                folder.resolve("home").toString()));
        arguments.addAll(List.of(more));
        arguments.add(folder.toString());
        return Mehari.serve(folder, arguments.toArray(String[]::new));
    }

    private JsonNode graph(Mehari mehari) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(mehari.management("/v1/graphs/two/revisions"))
                .build();
        return Sample.json(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body(), "revisions");
    }

    private HttpResponse<String> infer(HttpClient by, Mehari mehari, String version) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(mehari.http("/v2/models/two" + version + "/infer"))
                .POST(HttpRequest.BodyPublishers.ofString(REQUEST))
                .build();
        return by.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void losesAndMixesNoAnswerInTwentyChangesUnderLoad() throws Exception {
        write(1);
        AtomicLong answered = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        AtomicLong mixed = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        try (Mehari mehari = serve()) {
            for (int i = 0; i < 3; i++) {
                HttpClient own = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                Thread thread = new Thread(() -> {
                    while (!over.get()) {
                        try {
                            HttpResponse<String> answer = infer(own, mehari, "");
                            JsonNode json = Sample.json(answer.body(), "answer");
                            String one = json.at("/outputs/0/data/0").asText();
                            if (answer.statusCode() != 200) {
                                failed.incrementAndGet();
                            } else if (!one.equals(json.at("/outputs/1/data/0").asText())
                                    || json.at("/outputs/0/data/0").asLong()
                                            != json.path("model_version").asLong()) {
                                mixed.incrementAndGet();
                            }
                            answered.incrementAndGet();
                        } catch (Exception e) {
                            failed.incrementAndGet();
                        }
                    }
                });
                clients.add(thread);
                thread.start();
            }
            for (int n = 2; n <= 21; n++) {
                int state = n;
                write(state);
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> graph(mehari).path("live").asInt() == state);
            }
            over.set(true);
            for (Thread thread : clients) {
                thread.join();
            }
            System.out.printf(
                    "20 changes, %d requests over REST, %d failed, %d mixed%n",
                    answered.get(), failed.get(), mixed.get());
            assertThat(failed).hasValue(0);
            assertThat(mixed).hasValue(0);
            assertThat(answered.get()).isGreaterThan(20);
            assertThat(infer(client, mehari, "/versions/21").statusCode()).isEqualTo(200);
            assertThat(infer(client, mehari, "/versions/1").statusCode()).isEqualTo(404);
            assertThat(metric(mehari, "mehari_revision_swaps_total")).isEqualTo("21.0");
            await().atMost(PATIENCE)
                    .until(() -> metric(mehari, "mehari_revisions_loaded").equals("2.0"));
            assertThat(metrics(mehari)).doesNotContain("revision=\"3\"");
        } finally {
            over.set(true);
        }
    }

    private String metrics(Mehari mehari) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(mehari.management("/observe/metrics")).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private String metric(Mehari mehari, String name) throws Exception {
        return metrics(mehari)
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse("");
    }

    @Test
    void isManagedFromTheCommandLineAndRemembersAfterARestart() throws Exception {
        write(1);
        try (Mehari mehari = serve()) {
            write(2);
            await().atMost(PATIENCE).until(() -> graph(mehari).path("live").asInt() == 2);
            replace("half a file");
            await().atMost(PATIENCE).until(() -> graph(mehari).path("lastError").isObject());
            assertThat(infer(client, mehari, "").body()).contains("\"model_version\":\"2\"");
            String server = mehari.management("").toString();

            Mehari.Outcome shown = Mehari.run(folder, "revisions", "two", "--server", server);
            assertThat(shown.exitCode())
                    .as(String.join("\n", shown.errorLines()))
                    .isZero();
            assertThat(shown.out()).contains("two@2").contains("did not become live");
            assertThat(Mehari.run(folder, "diff", "two@1", "two@2", "--server", server)
                            .out())
                    .contains("the file of model 'first'");

            Mehari.Outcome second = Mehari.run(
                    folder,
                    "serve",
                    "--home",
                    folder.resolve("home").toString(),
                    "--http-port",
                    "0",
                    "--grpc-port",
                    "0",
                    "--management-port",
                    "0",
                    folder.toString());
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.errorLines()).anyMatch(line -> line.contains("in use by another mehari process"));
            mehari.sendSigterm();
            assertThat(mehari.awaitEnd()).isZero();
        }
        write(2);
        try (Mehari mehari = serve()) {
            String server = mehari.management("").toString();
            assertThat(Mehari.run(folder, "rollback", "two", "--server", server).out())
                    .isEqualToIgnoringNewLines("two@1 is live");
            assertThat(infer(client, mehari, "").body()).contains("\"model_version\":\"1\"");
            assertThat(Mehari.run(folder, "rollback", "two", "--to", "9", "--server", server)
                            .exitCode())
                    .isEqualTo(1);
        }
    }
}
