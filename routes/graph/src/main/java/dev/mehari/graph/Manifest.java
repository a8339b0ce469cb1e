// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A graph file as JSON, in one form wherever it came from: {@code apiVersion, kind, metadata.name, spec}. Comments, layout,
 * labels, annotations and what a cluster adds aren't part of it. {@link GraphFiles} reads it as it reads the file, and says
 * the same of it but for lines.
 */
public final class Manifest {
    /** Keys of the spec that tell a cluster how to run the graph, not what the graph is. */
    private static final Set<String> OF_CLUSTERS = Set.of("replicas", "rollout", "autoscaling", "expose", "pods");

    /** Keeps numbers as they are written: 1.0 isn't 1 in a card. */
    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

    private Manifest() {}

    /** Of a graph whose file is right. */
    public static ObjectNode of(InferenceGraph graph) {
        ObjectNode manifest = JSON.objectNode();
        manifest.put("apiVersion", GraphReader.API_VERSION).put("kind", GraphReader.KIND);
        manifest.putObject("metadata").put("name", graph.name());
        JsonNode spec = graph.source().value("spec").map(Manifest::json).orElseGet(JSON::objectNode);
        ((ObjectNode) spec).remove(OF_CLUSTERS);
        manifest.set("spec", spec);
        return manifest;
    }

    private static JsonNode json(Value value) {
        if (value instanceof Value.Mapping mapping) {
            ObjectNode object = JSON.objectNode();
            mapping.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
            return object;
        } else if (value instanceof Value.Sequence sequence) {
            ArrayNode array = JSON.arrayNode();
            sequence.items().forEach(item -> array.add(json(item)));
            return array;
        }
        return scalar((Value.Scalar) value);
    }

    private static JsonNode scalar(Value.Scalar scalar) {
        String text = scalar.text();
        return switch (scalar.reading()) {
            case NULL -> JSON.nullNode();
            case BOOLEAN -> JSON.booleanNode(text.toLowerCase(Locale.ROOT).equals("true"));
            case NUMBER ->
                text.matches("[-+]?[0-9]+")
                        ? JSON.numberNode(new BigInteger(text))
                        : JSON.numberNode(new BigDecimal(text));
            default -> JSON.textNode(text);
        };
    }
}
