// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.engine.DeploymentException;
import dev.mehari.engine.Engine;
import dev.mehari.engine.GraphRevisions;
import dev.mehari.engine.NoRevisionException;
import dev.mehari.engine.RevisionDiff;
import dev.mehari.engine.RevisionFailure;
import dev.mehari.engine.ServedGraph;
import dev.mehari.graph.Finding;
import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/**
 * What the management port says of graphs and does to them, without the port: {@value #DESCRIPTION} describes it. May block
 * while a revision is loaded; thread-safe.
 */
final class ManagementApi {
    /** Where everything of this API lies. */
    static final String ROOT = "/v1/";

    /** Where the API describes itself, as OpenAPI 3. */
    static final String DESCRIPTION = "/v1/openapi.json";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Engine engine;

    ManagementApi(Engine engine) {
        this.engine = engine;
    }

    /** An answer: its status and JSON. @param allow the methods that there are, where another was used */
    record Reply(int status, JsonNode body, Optional<String> allow) {
        static Reply ok(JsonNode body) {
            return new Reply(200, body, Optional.empty());
        }

        static Reply error(int status, String message) {
            return new Reply(status, JSON.objectNode().put("error", message), Optional.empty());
        }
    }

    /** A request that can't be meant. */
    private static final class WrongCall extends RuntimeException {
        private static final long serialVersionUID = 1;

        final int status;

        WrongCall(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    /**
     * @param path as sent, without the query
     * @param query as sent; null for none
     */
    Reply answer(String method, String path, @Nullable String query, String body) {
        try {
            return route(method.equals("HEAD") ? "GET" : method, path.split("/", -1), query, body);
        } catch (WrongCall e) {
            return Reply.error(e.status, String.valueOf(e.getMessage()));
        } catch (NoRevisionException e) {
            return Reply.error(404, String.valueOf(e.getMessage()));
        } catch (DeploymentException e) {
            return Reply.error(409, String.valueOf(e.getMessage()));
        }
    }

    private Reply route(String method, String[] path, @Nullable String query, String body) throws DeploymentException {
        // "", "v1", "graphs", name, what
        if (path.length == 3 && path[2].equals("openapi.json")) {
            return require(method, "GET").orElseGet(() -> Reply.ok(description()));
        }
        if (path.length < 3 || path.length > 5 || !path[2].equals("graphs")) {
            throw new WrongCall(404, "there is nothing here; " + DESCRIPTION + " says what there is");
        }
        if (path.length == 3) {
            query(query, Set.of());
            return require(method, "GET").orElseGet(() -> Reply.ok(graphs()));
        }
        String name = decoded(path[3]);
        String what = path.length == 4 ? "" : path[4];
        switch (what) {
            case "", "revisions" -> {
                query(query, Set.of());
                return require(method, "GET").orElseGet(() -> Reply.ok(graph(engine.revisions(name))));
            }
            case "diff" -> {
                Map<String, String> asked = query(query, Set.of("from", "to"));
                return require(method, "GET")
                        .orElseGet(() -> Reply.ok(diff(engine.diff(name, number("from", asked), number("to", asked)))));
            }
            case "rollback" -> {
                Optional<Reply> wrong = require(method, "POST");
                if (wrong.isPresent()) {
                    return wrong.get();
                }
                query(query, Set.of());
                String live = engine.rollback(name, target(body));
                ObjectNode answer = graph(engine.revisions(name));
                return Reply.ok(answer.put("revision", live));
            }
            case "trace" -> {
                Optional<Reply> wrong = require(method, "POST");
                if (wrong.isPresent()) {
                    return wrong.get();
                }
                query(query, Set.of());
                return Reply.ok(trace(name, body));
            }
            default ->
                throw new WrongCall(
                        404, "a graph has revisions, diff, rollback and trace; " + DESCRIPTION + " says how");
        }
    }

    private static Optional<Reply> require(String method, String wanted) {
        if (method.equals(wanted)) {
            return Optional.empty();
        }
        ObjectNode error = JSON.objectNode().put("error", "this takes " + wanted + ", not " + method);
        return Optional.of(new Reply(405, error, Optional.of(wanted.equals("GET") ? "GET, HEAD" : wanted)));
    }

    private static Map<String, String> query(@Nullable String query, Set<String> known) {
        Map<String, String> values = new TreeMap<>();
        if (query == null || query.isEmpty()) {
            return values;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!known.contains(name)) {
                throw new WrongCall(
                        400,
                        "no parameter '" + name + "'; known: "
                                + (known.isEmpty()
                                        ? "none"
                                        : String.join(
                                                ", ", known.stream().sorted().toList())));
            }
            if (values.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
                throw new WrongCall(400, "parameter '" + name + "' is given twice");
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new WrongCall(400, "a percent sign in the address isn't followed by two hexadecimal digits");
        }
    }

    private static long number(String name, Map<String, String> values) {
        String text = values.get(name);
        if (text == null) {
            throw new WrongCall(400, "parameter '" + name + "' is missing: the number of a revision");
        }
        return number(name, text);
    }

    private static long number(String name, String text) {
        if (text.matches("[1-9][0-9]{0,17}")) {
            return Long.parseLong(text);
        }
        throw new WrongCall(400, "'" + name + "' is no number of a revision; one is 1 or more");
    }

    /** The body of a rollback: nothing, {@code {}} or {@code {"to": 2}}. */
    private static Optional<Long> target(String body) {
        if (body.isBlank()) {
            return Optional.empty();
        }
        JsonNode json = object(body, "it may be {\"to\": 2}");
        json.fieldNames().forEachRemaining(key -> {
            if (!key.equals("to")) {
                throw new WrongCall(400, "no key '" + key + "'; known: to");
            }
        });
        if (!json.has("to")) {
            return Optional.empty();
        }
        JsonNode to = json.get("to");
        return Optional.of(number("to", to.isIntegralNumber() ? to.asText() : ""));
    }

    /** The body of a trace: {@code {"request": {…}, "headers": {"user": "ann"}, "revision": 2}}, of which the first is needed. */
    private JsonNode trace(String name, String body) {
        JsonNode json = object(body, "it is {\"request\": {…}}");
        json.fieldNames().forEachRemaining(key -> {
            if (!Set.of("request", "headers", "revision").contains(key)) {
                throw new WrongCall(400, "no key '" + key + "'; known: headers, request, revision");
            }
        });
        if (!json.path("request").isObject()) {
            throw new WrongCall(400, "'request' is no object; it is a request of the Open Inference Protocol");
        }
        Map<String, String> headers = new TreeMap<>();
        json.path("headers").fields().forEachRemaining(header -> {
            if (!header.getValue().isTextual()) {
                throw new WrongCall(400, "header '" + header.getKey() + "' is no text");
            }
            headers.put(
                    header.getKey().toLowerCase(Locale.ROOT), header.getValue().asText());
        });
        ServedGraph graph = engine.find(name);
        if (graph == null) {
            throw new WrongCall(404, "there is no graph '" + name + "'");
        }
        String version = json.has("revision") ? json.path("revision").asText() : null;
        try {
            byte[] request = MAPPER.writeValueAsBytes(json.path("request"));
            return MAPPER.readTree(
                    new TracedRequest(request, headers).ask(graph, version).trace());
        } catch (InferenceException e) {
            throw new WrongCall(400, String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WrongCall(503, "the server is stopping");
        }
    }

    private static JsonNode object(String body, String form) {
        JsonNode json;
        try {
            json = MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new WrongCall(400, "the body is no JSON; " + form);
        }
        if (!json.isObject()) {
            throw new WrongCall(400, "the body is no JSON object; " + form);
        }
        return json;
    }

    private JsonNode graphs() {
        ObjectNode answer = JSON.objectNode();
        var list = answer.putArray("graphs");
        for (GraphRevisions graph : engine.revisions()) {
            ObjectNode json = head(graph);
            json.put(
                    "loaded",
                    graph.revisions().stream().filter(each -> isLoaded(each)).count());
            json.put("known", graph.revisions().size());
            list.add(json);
        }
        return answer;
    }

    private static boolean isLoaded(GraphRevisions.Status status) {
        return switch (status.state()) {
            case LIVE, DRAINING, STANDBY, HELD -> true;
            case LOADING, WARMING, FAILED, KNOWN -> false;
        };
    }

    private static ObjectNode head(GraphRevisions graph) {
        ObjectNode json = JSON.objectNode().put("graph", graph.graph());
        if (graph.live().isPresent()) {
            json.put("live", graph.live().get());
        } else {
            json.putNull("live");
        }
        json.put("pinned", graph.pinned());
        json.set(
                "lastError",
                graph.lastFailure().<JsonNode>map(ManagementApi::failure).orElse(JSON.nullNode()));
        return json;
    }

    private static ObjectNode graph(GraphRevisions graph) {
        ObjectNode json = head(graph);
        var revisions = json.putArray("revisions");
        for (GraphRevisions.Status status : graph.revisions()) {
            ObjectNode each = revisions
                    .addObject()
                    .put("revision", status.revision().number())
                    .put("identity", status.revision().identity())
                    .put("state", status.state().word())
                    .put("since", status.since().toString())
                    .put("firstSeen", status.revision().firstSeen().toString())
                    .put("file", status.revision().file())
                    .put("heldBy", status.holders());
            ObjectNode models = each.putObject("models");
            status.revision().models().forEach((key, model) -> models.putObject(key)
                    .put("runtime", model.runtime())
                    .put("uri", shown(model.uri()))
                    .put("sha256", model.sha256())
                    .put("version", model.version()));
            ObjectNode children = each.putObject("graphs");
            status.revision().children().forEach(children::put);
            each.set(
                    "error",
                    status.failure().<JsonNode>map(ManagementApi::failure).orElse(JSON.nullNode()));
        }
        return json;
    }

    /** Without what may be a secret in an address: a user with password, a signature in the query. */
    private static String shown(String uri) {
        return uri.contains("://") ? uri.replaceFirst("://[^/@]*@", "://").replaceFirst("\\?.*", "?…") : uri;
    }

    private static ObjectNode failure(RevisionFailure failure) {
        ObjectNode json = JSON.objectNode().put("at", failure.at().toString());
        failure.revision().ifPresent(revision -> json.put("revision", revision));
        json.put("message", failure.message());
        List<Map<String, @Nullable Object>> findings = new ArrayList<>();
        failure.findings().stream().map(Finding::toJson).forEach(findings::add);
        json.set("findings", MAPPER.valueToTree(findings));
        return json;
    }

    private static ObjectNode diff(RevisionDiff diff) {
        ObjectNode json = JSON.objectNode()
                .put("graph", diff.graph())
                .put("from", diff.from())
                .put("to", diff.to());
        var changes = json.putArray("changes");
        for (RevisionDiff.Change change : diff.changes()) {
            ObjectNode each = changes.addObject()
                    .put("path", change.path())
                    .put("kind", change.kind().word());
            change.before().ifPresent(value -> each.set("before", value));
            change.after().ifPresent(value -> each.set("after", value));
            each.put("words", change.words());
        }
        return json;
    }

    /** The OpenAPI document. */
    static JsonNode description() {
        try (InputStream in = ManagementApi.class.getResourceAsStream("management.openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("management.openapi.json isn't in the jar");
            }
            return MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
