// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.revision;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.crd.GraphResource;
import dev.mehari.crd.Labels;
import dev.mehari.operator.desired.GraphRevision;
import dev.mehari.operator.rollout.Marks;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;

/**
 * A revision as its ControllerRevision keeps it.
 *
 * @param marks what the annotations remember
 */
public record Kept(GraphRevision revision, Marks marks) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final String TEXT = "revision";
    private static final char LAST_ASCII = 0x7e;

    /** Empty for one that isn't a graph's, or was written by a release that this one doesn't understand. */
    public static Optional<Kept> of(ControllerRevision object) {
        if (object.getData() == null) {
            return Optional.empty();
        }
        try {
            GraphRevision revision = read(JSON.valueToTree(object.getData()));
            Map<String, String> annotations = object.getMetadata().getAnnotations();
            return Optional.of(new Kept(revision, MarkAnnotations.read(annotations == null ? Map.of() : annotations)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The object that keeps a new revision. */
    public static ControllerRevision object(GraphRevision revision, GraphResource owner) {
        return new ControllerRevisionBuilder()
                .withNewMetadata()
                .withName(revision.name())
                .withNamespace(revision.namespace())
                .withLabels(labels(revision))
                .addNewOwnerReference()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .endMetadata()
                .withRevision(revision.number())
                .withData(Map.of(TEXT, text(revision)))
                .build();
    }

    private static GraphRevision read(JsonNode data) {
        try {
            return JSON.readValue(data.path(TEXT).asText(), GraphRevision.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a revision", e);
        }
    }

    /*
     * WHY A TEXT, AND WHY ESCAPED
     *
     * An API server compares the bytes of data, which may not change, and it writes them anew with every patch of the
     * annotations: '<', '>', '&' and two line separators come out as \\u003c and so on. An object with any of them could never be
     * patched. A text of ASCII without them, in one string, comes out as it went in.
     */
    private static String text(GraphRevision revision) {
        try {
            StringBuilder text = new StringBuilder();
            JSON.writeValueAsString(revision).chars().forEach(c -> {
                // Only inside of JSON's strings are there such letters.
                if (c == '<' || c == '>' || c == '&' || c > LAST_ASCII) {
                    text.append("\\u%04x".formatted(c));
                } else {
                    text.append((char) c);
                }
            });
            return text.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a revision is always JSON", e);
        }
    }

    private static Map<String, String> labels(GraphRevision revision) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(Labels.MANAGED_BY, Labels.MEHARI);
        labels.put(Labels.GRAPH, revision.graph());
        labels.put(Labels.REVISION, Long.toString(revision.number()));
        return labels;
    }

    /** As JSON, for messages about its size. */
    static int sizeBytes(GraphRevision revision) {
        try {
            return JSON.writeValueAsBytes(revision).length;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a revision is always JSON", e);
        }
    }
}
