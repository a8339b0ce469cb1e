// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.revision;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.model.Digests;

/** What of a spec makes a revision, and its digest. */
public final class SpecContent {
    /** Keys that tell how many pods run and who reaches them, not what they answer. */
    private static final Set<String> NOT_CONTENT = Set.of("replicas", "rollout", "autoscaling", "expose");

    private SpecContent() {}

    /** The spec without what doesn't make a revision. */
    public static ObjectNode of(JsonNode spec) {
        ObjectNode content = spec.deepCopy();
        content.remove(NOT_CONTENT);
        return content;
    }

    /** SHA-256, hex, of the content; the order of keys, the ways to write a number, and descriptions don't count. */
    public static String digest(JsonNode spec) {
        ObjectNode content = of(spec);
        content.remove("description");
        return Digests.sha256(canonical(content).toString());
    }

    /**
     * SHA-256, hex, of the content and of the graphs that it uses.
     *
     * @param children identities by name
     */
    public static String identity(JsonNode spec, SortedMap<String, String> children) {
        String own = digest(spec);
        if (children.isEmpty()) {
            return own;
        }
        StringBuilder all = new StringBuilder(own);
        children.forEach(
                (name, identity) -> all.append('\n').append(name).append(' ').append(identity));
        return Digests.sha256(all.toString());
    }

    /** Names of the graphs that its steps use, in order. */
    public static Set<String> children(JsonNode spec) {
        Set<String> names = new LinkedHashSet<>();
        collect(spec.path("steps"), names);
        return names;
    }

    private static void collect(JsonNode node, Set<String> names) {
        if (node.isObject()) {
            JsonNode graph = node.path("graph");
            JsonNode use = graph.path("use").isMissingNode() ? graph.path("id") : graph.path("use");
            if (use.isTextual()) {
                names.add(use.asText());
            }
        }
        node.forEach(child -> collect(child, names));
    }

    private static JsonNode canonical(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.fields().forEachRemaining(field -> sorted.put(field.getKey(), canonical(field.getValue())));
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            sorted.forEach(object::set);
            return object;
        } else if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> array.add(canonical(item)));
            return array;
        } else if (node.isNumber()) {
            BigDecimal number = node.decimalValue().stripTrailingZeros();
            return JsonNodeFactory.instance.textNode("#" + number.toString());
        }
        return node;
    }
}
