// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.engine.Engine;
import dev.mehari.engine.NoRevisionException;
import dev.mehari.engine.RevisionState;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.Finding;
import dev.mehari.graph.GraphIdentity;
import org.jspecify.annotations.Nullable;

/** How far an Integration has come, for whoever watches over it: {@code GET /observe/revisions}. Thread-safe. */
final class IntegrationStatus {
    /** What a graph, or a file with other routes, has come to. */
    enum State {
        /** Its models are found, checked and loaded. */
        LOADING,
        /** It answers made requests. */
        WARMING,
        /** It answers requests. */
        LIVE,
        /** What is mounted, or what it needs, is wrong: the findings say how. */
        REFUSED,
        /** It is right and couldn't be loaded or warmed. */
        FAILED
    }

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** @param checked once it is */
    private record Graph(
            String name,
            long revision,
            String identity,
            State state,
            String reason,
            List<Finding> findings,
            Optional<CheckedGraph> checked) {}

    private record Routes(String file, State state, String reason) {}

    private final Map<DeclaredGraph, Graph> graphs = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, Routes> routes = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile String reason = "the files aren't read yet";
    private volatile boolean ready;
    private volatile @Nullable Engine engine;

    /** The engine tells of graphs that are being loaded whether they warm already. */
    void watch(Engine served) {
        engine = served;
    }

    void loading(DeclaredGraph graph) {
        put(graph, State.LOADING, "", List.of(), Optional.empty());
    }

    /** The graph is right, with these warnings. */
    void checked(DeclaredGraph graph, CheckedGraph checked, List<Finding> findings) {
        put(graph, State.LOADING, "", findings, Optional.of(checked));
    }

    void live(DeclaredGraph graph) {
        become(graph, State.LIVE, "");
    }

    void failed(DeclaredGraph graph, String why) {
        become(graph, State.FAILED, why);
    }

    void refused(DeclaredGraph graph, String why, List<Finding> findings) {
        put(graph, State.REFUSED, why, findings, Optional.empty());
    }

    void routes(String file, State state, String why) {
        routes.put(file, new Routes(file, state, why));
    }

    /** Why the whole isn't ready, where no graph or file says it. */
    void because(String why) {
        reason = why;
    }

    void ready() {
        reason = "";
        ready = true;
    }

    /** Whether everything that was found is live. */
    boolean isWhole() {
        synchronized (graphs) {
            synchronized (routes) {
                return graphs.values().stream().allMatch(graph -> graph.state == State.LIVE)
                        && routes.values().stream().allMatch(file -> file.state == State.LIVE);
            }
        }
    }

    private void put(
            DeclaredGraph graph, State state, String why, List<Finding> findings, Optional<CheckedGraph> checked) {
        String identity = checked.map(GraphIdentity::of).orElse("");
        graphs.put(graph, new Graph(graph.name(), graph.revision(), identity, state, why, findings, checked));
    }

    private void become(DeclaredGraph graph, State state, String why) {
        graphs.computeIfPresent(
                graph,
                (key, old) -> new Graph(old.name, old.revision, old.identity, state, why, old.findings, old.checked));
    }

    JsonNode toJson() {
        Engine served = engine;
        ObjectNode json = JSON.objectNode()
                .put("ready", ready && (served == null || served.isReady()))
                .put("reason", reason);
        ArrayNode list = json.putArray("graphs");
        for (Graph graph : copy(graphs)) {
            list.add(toJson(graph));
        }
        ArrayNode files = json.putArray("routes");
        for (Routes file : copy(routes)) {
            files.addObject()
                    .put("file", file.file)
                    .put("state", file.state.name())
                    .put("reason", file.reason);
        }
        return json;
    }

    private static <T> List<T> copy(Map<?, T> map) {
        synchronized (map) {
            return new ArrayList<>(map.values());
        }
    }

    private ObjectNode toJson(Graph graph) {
        ObjectNode json = JSON.objectNode()
                .put("graph", graph.name)
                .put("revision", graph.revision)
                .put("identity", graph.identity)
                .put("state", (isWarming(graph) ? State.WARMING : graph.state).name())
                .put("reason", graph.reason);
        ArrayNode findings = json.putArray("findings");
        for (Finding finding : graph.findings) {
            findings.addObject()
                    .put("file", finding.file())
                    .put("line", finding.line())
                    .put("path", finding.path())
                    .put("severity", finding.severity().word())
                    .put("message", finding.message())
                    .put("mend", finding.mend());
        }
        ObjectNode models = json.putObject("models");
        graph.checked.ifPresent(checked -> checked.models().forEach((key, model) -> {
            ObjectNode each = models.putObject(key)
                    .put("runtime", model.runtime())
                    .put("uri", model.spec().uri())
                    .put("version", model.spec().version())
                    .put("sha256", model.file().sha256());
            each.set("card", MAPPER.valueToTree(model.spec().card()));
        }));
        return json;
    }

    private boolean isWarming(Graph graph) {
        Engine served = engine;
        if (graph.state != State.LOADING || served == null || graph.checked.isEmpty()) {
            return false;
        }
        try {
            return served.revisions(graph.name).revisions().stream()
                    .anyMatch(each ->
                            each.revision().number() == graph.revision && each.state() == RevisionState.WARMING);
        } catch (NoRevisionException notYet) {
            return false;
        }
    }
}
