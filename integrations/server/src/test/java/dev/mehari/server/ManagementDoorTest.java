// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.mehari.graph.Checked;
import dev.mehari.graph.GraphFiles;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The management API over its port, held against its own description; and the commands that use it. */
class ManagementDoorTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private Toys toys;
    private ManagementDoor door;

    @BeforeEach
    void open() throws Exception {
        toys = new Toys(folder);
        for (int n = 1; n <= 4; n++) {
            Files.writeString(folder.resolve("m" + n + ".toy.json"), Toys.model(n));
            deploy(Toys.graph("a", "m" + n + ".toy.json", 0));
        }
        door = open(new ManagementAccess(true, Optional.empty()));
    }

    private ManagementDoor open(ManagementAccess access) throws Exception {
        return ManagementDoor.open(
                vertx,
                toys.engine,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                access,
                Optional.empty(),
                "127.0.0.1",
                0);
    }

    private void deploy(String text) throws Exception {
        Checked checked = GraphFiles.check("a.graph.yaml", text, folder, toys.surroundings);
        if (checked.graph().isPresent()) {
            toys.engine.deploy(checked.graph().get());
        } else {
            toys.engine.refused("a", checked.findings());
        }
    }

    @AfterEach
    void close() {
        door.close();
        vertx.close();
        toys.close();
    }

    private String address() {
        return "http://127.0.0.1:" + door.port();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address() + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The answer's JSON, which must be as the description says. */
    private JsonNode ask(String method, String path, String body, int status) throws Exception {
        String[] headers = method.equals("POST") ? new String[] {"Content-Type", "application/json"} : new String[0];
        HttpResponse<String> answer = send(method, path, body, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        requireDescribed(method, path, status, answer.body());
        return JSON.readTree(answer.body());
    }

    private static void requireDescribed(String method, String path, int status, String body) throws Exception {
        JsonNode description = ManagementApi.description();
        JsonNode operation = description
                .path("paths")
                .path(path.replaceFirst("\\?.*", "").replaceFirst("/graphs/[^/]+", "/graphs/{graph}"))
                .path(method.toLowerCase(java.util.Locale.ROOT));
        assertThat(operation.isMissingNode())
                .as(method + " " + path + " is described")
                .isFalse();
        JsonNode response = operation.path("responses").path(String.valueOf(status));
        if (response.isMissingNode()) {
            response = operation.path("responses").path("default");
        }
        if (response.has("$ref")) {
            response = description.at(response.path("$ref").asText().substring(1));
        }
        ObjectNode schema = response.at("/content/application~1json/schema").deepCopy();
        schema.set("components", description.path("components"));
        assertThat(SchemaRegistry.withDialect(Dialects.getOpenApi30())
                        .getSchema(schema.toString(), InputFormat.JSON)
                        .validate(body, InputFormat.JSON))
                .as(body)
                .isEmpty();
    }

    @Test
    void listsGraphs() throws Exception {
        JsonNode graphs = ask("GET", "/v1/graphs", "", 200).path("graphs");

        assertThat(graphs).hasSize(1);
        assertThat(graphs.at("/0/live").asInt()).isEqualTo(4);
        assertThat(graphs.at("/0/known").asInt()).isEqualTo(4);
    }

    @Test
    void tellsWhatEachRevisionIsDoing() throws Exception {
        JsonNode graph = ask("GET", "/v1/graphs/a/revisions", "", 200);

        assertThat(graph.at("/revisions/3/state").asText()).isEqualTo("live");
        assertThat(graph.at("/revisions/2/state").asText()).isIn("standby", "draining");
        assertThat(graph.at("/revisions/0/models/toy/uri").asText()).isEqualTo("m1.toy.json");
        assertThat(ask("GET", "/v1/graphs/a", "", 200)).isNotNull();
    }

    @Test
    void tellsWhyAChangeIsNotLive() throws Exception {
        deploy(Toys.graph("a", "m1.toy.json", 0).replace("from: least", "from: last"));

        JsonNode graph = ask("GET", "/v1/graphs/a/revisions", "", 200);

        assertThat(graph.at("/live").asInt()).isEqualTo(4);
        assertThat(graph.at("/lastError/findings/0/path").asText()).isEqualTo("spec.outputs[0].from");
        assertThat(ask("GET", "/v1/graphs", "", 200).at("/graphs/0/lastError").isObject())
                .isTrue();
    }

    @Test
    void rollsBackToTheOneBeforeOrToANumber() throws Exception {
        assertThat(ask("POST", "/v1/graphs/a/rollback", "", 200)
                        .path("revision")
                        .asText())
                .isEqualTo("a@3");
        assertThat(toys.ask("a")).isEqualTo(3);
        JsonNode first = ask("POST", "/v1/graphs/a/rollback", "{\"to\": 1}", 200);
        assertThat(first.path("live").asInt()).isEqualTo(1);
        assertThat(first.path("pinned").asBoolean()).isTrue();
        assertThat(toys.ask("a")).isEqualTo(1);
    }

    @Test
    void tellsWhatCannotBeLoadedAnyMore() throws Exception {
        Files.delete(folder.resolve("m1.toy.json"));

        assertThat(ask("POST", "/v1/graphs/a/rollback", "{\"to\": 1}", 409)
                        .path("error")
                        .asText())
                .contains("m1.toy.json")
                .doesNotContain(folder.toString());
        assertThat(toys.ask("a")).isEqualTo(4);
    }

    @Test
    void tellsWhatChanged() throws Exception {
        JsonNode diff = ask("GET", "/v1/graphs/a/diff?from=2&to=4", "", 200);

        assertThat(diff.at("/changes/0/path").asText()).isEqualTo("models.toy.sha256");
        assertThat(diff.at("/changes/0/kind").asText()).isEqualTo("changed");
        assertThat(ask("GET", "/v1/graphs/a/diff?from=2&to=2", "", 200).path("changes"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET  | /v1/graphs/b/revisions             |              | 404",
                "GET  | /v1/graphs/..%2f..%2fx/revisions   |              | 404",
                "GET  | /v1/graphs?x=1                     |              | 400",
                "GET  | /v1/graphs/a/diff                  |              | 400",
                "GET  | /v1/graphs/a/diff?from=1           |              | 400",
                "GET  | /v1/graphs/a/diff?from=0&to=1      |              | 400",
                "GET  | /v1/graphs/a/diff?from=1&to=1e1    |              | 400",
                "GET  | /v1/graphs/a/diff?from=1&to=2&to=3 |              | 400",
                "GET  | /v1/graphs/a/diff?from=1&to=9      |              | 404",
                "POST | /v1/graphs/a/rollback              | {            | 400",
                "POST | /v1/graphs/a/rollback              | []           | 400",
                "POST | /v1/graphs/a/rollback              | {} {}        | 400",
                "POST | /v1/graphs/a/rollback              | {\"to\":\"1\"}   | 400",
                "POST | /v1/graphs/a/rollback              | {\"to\":null}  | 400",
                "POST | /v1/graphs/a/rollback              | {\"to\":1.5}   | 400",
                "POST | /v1/graphs/a/rollback              | {\"to\":-1}    | 400",
                "POST | /v1/graphs/a/rollback              | {\"from\":1}   | 400",
                "POST | /v1/graphs/a/rollback              | {\"to\":9}     | 404",
                "POST | /v1/graphs/b/rollback              | {}           | 404",
            })
    void refusesWrongCallsInWords(String method, String path, String body, int status) throws Exception {
        JsonNode answer = ask(method.strip(), path.strip(), body == null ? "" : body.strip(), status);

        assertThat(answer.path("error").asText()).isNotBlank();
        assertThat(toys.ask("a")).isEqualTo(4);
    }

    @Test
    void saysWhichMethodAndPathThereAre() throws Exception {
        HttpResponse<String> get = send("GET", "/v1/graphs/a/rollback", "");
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).contains("POST");
        assertThat(send("DELETE", "/v1/graphs/a", "", "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(405);
        assertThat(send("OPTIONS", "/v1/graphs/a/rollback", "").statusCode()).isEqualTo(415);
        assertThat(send("GET", "/v1/nothing", "").body()).contains("error", ManagementApi.DESCRIPTION);
        assertThat(send("GET", "/nothing", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/v1/graphs/%zz/revisions".replace("%zz", "%25zz"), "")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        assertThat(ask("POST", "/v1/graphs/a/rollback", " ".repeat(1 << 17), 413)
                        .path("error")
                        .asText())
                .contains("65536");
    }

    @Test
    void doesNothingForAPageOfAnotherSite() throws Exception {
        assertThat(send("POST", "/v1/graphs/a/rollback", "{}", "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
        assertThat(send("POST", "/v1/graphs/a/rollback", "{}", "Content-Type", "application/json", "Origin", "http://x")
                        .statusCode())
                .isEqualTo(403);
        assertThat(toys.ask("a")).isEqualTo(4);
    }

    @Test
    void describesEveryPathAndNothingElse() throws Exception {
        Set<String> described = new TreeSet<>();
        ManagementApi.description().path("paths").fieldNames().forEachRemaining(described::add);

        assertThat(described)
                .containsExactlyInAnyOrder(
                        "/v1/openapi.json",
                        "/v1/graphs",
                        "/v1/graphs/{graph}",
                        "/v1/graphs/{graph}/revisions",
                        "/v1/graphs/{graph}/diff",
                        "/v1/graphs/{graph}/rollback",
                        "/v1/graphs/{graph}/trace");
        assertThat(ask("GET", "/v1/openapi.json", "", 200)).isEqualTo(ManagementApi.description());
    }

    @Test
    void tracesARequest() throws Exception {
        String request = "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[3]}]}";
        JsonNode trace = ask("POST", "/v1/graphs/a/trace", "{\"request\":" + request + "}", 200);

        assertThat(trace.path("revision").asInt()).isEqualTo(4);
        assertThat(trace.path("steps").size()).isPositive();
        assertThat(trace.has("error")).isFalse();
        assertThat(ask("POST", "/v1/graphs/a/trace", "{\"request\":{\"inputs\":[]}}", 200)
                        .path("error")
                        .asText())
                .contains("missing");
        assertThat(ask("POST", "/v1/graphs/a/trace", "{\"request\":{}}", 400)
                        .path("error")
                        .asText())
                .contains("inputs is missing");
        ask("POST", "/v1/graphs/a/trace", "{}", 400);
        ask("POST", "/v1/graphs/a/trace", "{\"request\":{}, \"other\": 1}", 400);
        ask("POST", "/v1/graphs/b/trace", "{\"request\":" + request + "}", 404);
        ask("GET", "/v1/graphs/a/revisions", "", 200);
    }

    @Test
    void inferAsksAServerForAGraphByName(@TempDir Path other) throws Exception {
        Path request = Files.writeString(
                other.resolve("request.json"),
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[3]}]}");

        CommandRun traced = run("infer", "a", "--input", request.toString(), "--trace");

        assertThat(traced.err()).isEmpty();
        assertThat(traced.out()).startsWith("a@4  request trace  ").contains("answer");
        assertThat(run("infer", "nobody", "--input", request.toString()).err()).contains("there is no graph 'nobody'");
    }

    private CommandRun run(String... arguments) {
        List<String> all = new java.util.ArrayList<>(List.of(arguments));
        all.addAll(List.of("--server", address()));
        return CommandRun.of(all.toArray(String[]::new));
    }

    @Test
    void commandsShowAndRollBack() {
        assertThat(run("revisions").out()).contains("GRAPH").contains("a      4");
        assertThat(run("revisions", "a").out())
                .contains("a@4")
                .contains("live")
                .contains("a@1")
                .contains("known");
        assertThat(run("diff", "a@3", "a@4").out()).startsWith("the file of model 'toy' was ");
        assertThat(run("rollback", "a", "--to", "2").out()).isEqualToIgnoringNewLines("a@2 is live");
        assertThat(run("revisions", "a").out()).contains("rolled back to");
        assertThat(run("rollback", "a", "--json").out()).contains("\"revision\" : \"a@4\"");
        assertThat(run("diff", "a@3", "a@3").out()).isEqualToIgnoringNewLines("a@3 and a@3 are the same");
    }

    @Test
    void commandsEndWithOneWhereTheServerSaysNo() {
        CommandRun run = run("rollback", "b");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualToIgnoringNewLines("mehari: there is no graph 'b' here; there are: a");
    }

    @Test
    void commandsEndWithOneWhereNoServerIs() {
        door.close();
        CommandRun run = CommandRun.of("revisions", "--server", "http://127.0.0.1:1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("no server answers at http://127.0.0.1:1")
                .contains("--server");
    }

    @ParameterizedTest
    @CsvSource({
        "rollback a --to zero",
        "rollback a --to 0",
        "rollback",
        "diff a@1",
        "diff a@1 b@2",
        "diff a 2",
        "revisions a b",
        "revisions --server nowhere",
        "settings x",
        "revisions --server ftp://x"
    })
    void commandsEndWithTwoWhereTheLineIsWrong(String line) {
        CommandRun run = CommandRun.of(line.split(" "));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void commandsTeach() {
        for (String command :
                Map.of("revisions", "", "rollback", "", "diff", "").keySet()) {
            assertThat(CommandRun.of(command, "--help").out())
                    .contains("Example")
                    .contains("Exit codes");
        }
    }

    @Test
    void wantsTheTokenWhereOneIsSet() throws Exception {
        door.close();
        String token = "0123456789abcdef0123456789abcdef";
        door = open(new ManagementAccess(true, Optional.of(token)));

        HttpResponse<String> without = send("GET", "/v1/graphs", "");
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(send("GET", "/v1/graphs", "", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("GET", "/observe/health/live", "").statusCode()).isEqualTo(200);
        assertThat(run("revisions").err()).contains("MEHARI_MANAGEMENT_TOKEN");
    }
}
