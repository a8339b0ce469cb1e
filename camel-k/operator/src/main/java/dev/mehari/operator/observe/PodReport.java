// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.crd.FindingStatus;
import dev.mehari.crd.ModelStatus;

/**
 * What a pod says of one graph under {@code /observe/revisions}.
 *
 * @param state {@code LOADING, WARMING, LIVE, REFUSED} or {@code FAILED}
 * @param reason why it is refused or failed; may be empty
 * @param findings of both halves of check, with the models
 * @param models by key
 */
public record PodReport(
        String graph,
        long revision,
        String state,
        String reason,
        List<FindingStatus> findings,
        Map<String, ModelStatus> models) {
    private static final JsonMapper JSON = new JsonMapper();

    public PodReport {
        findings = List.copyOf(findings);
        models = Map.copyOf(models);
    }

    /** The part of an answer that speaks of a revision. Empty where it doesn't, or isn't such an answer. */
    public static Optional<PodReport> parse(byte[] answer, String graph, long revision) {
        JsonNode root;
        try {
            root = JSON.readTree(answer);
        } catch (IOException e) {
            return Optional.empty();
        }
        for (JsonNode each : root.path("graphs")) {
            if (each.path("graph").asText().equals(graph)
                    && each.path("revision").asLong() == revision) {
                return Optional.of(read(each, graph, revision));
            }
        }
        return Optional.empty();
    }

    private static PodReport read(JsonNode node, String graph, long revision) {
        List<FindingStatus> findings = new ArrayList<>();
        node.path("findings")
                .forEach(f -> findings.add(new FindingStatus(
                        f.path("path").asText(),
                        null,
                        f.path("severity").asText("error"),
                        f.path("message").asText(),
                        f.path("mend").asText())));
        Map<String, ModelStatus> models = new LinkedHashMap<>();
        node.path("models").fields().forEachRemaining(e -> {
            JsonNode model = e.getValue();
            models.put(
                    e.getKey(),
                    new ModelStatus(
                            model.path("runtime").asText(),
                            model.path("uri").asText(),
                            model.path("version").asText(),
                            model.path("sha256").asText(),
                            model.get("card")));
        });
        return new PodReport(
                graph,
                revision,
                node.path("state").asText(),
                node.path("reason").asText(),
                findings,
                models);
    }
}
