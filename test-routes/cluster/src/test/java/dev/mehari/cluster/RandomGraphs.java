// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.graph.GraphSchema;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * Random specs that are valid under the JSON Schema of the graph file. Their names and types seldom go together, so they say
 * more than graphs that {@code check} accepts: all of those are valid under the schema too.
 */
final class RandomGraphs {
    private static final JsonNode SCHEMA = Serialization.unmarshal(GraphSchema.text(), JsonNode.class);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEPTH = 14;

    /** Texts of definitions that have a pattern. */
    private static final Map<String, List<String>> TEXTS = Map.ofEntries(
            Map.entry("identifier", List.of("x", "a1", "_q", "Net", "clear")),
            Map.entry("name", List.of("x", "a1", "_q", "Net")),
            Map.entry("text", List.of("no", "1.5", "a b", "é 漢 🙂", "line\nline", "null", "2026-05-02", "\"")),
            Map.entry("sha256", List.of("0123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789")),
            Map.entry("duration", List.of("50ms", "2s", "1m", "999999999m")),
            Map.entry("graphName", List.of("g", "credit-risk")),
            Map.entry("objectName", List.of("a", "a-b.c-9")),
            Map.entry("namespaceName", List.of("models")),
            Map.entry("labelKey", List.of("a", "example.com/Pool_1")),
            Map.entry("labelValue", List.of("", "a.B_c-1")),
            Map.entry("hostName", List.of("a.b", "*.example.com", "credit")));

    private final Random random;

    RandomGraphs(long seed) {
        random = new Random(seed);
    }

    ObjectNode spec() {
        return (ObjectNode) value(definition("graphSpec"), DEPTH);
    }

    private static JsonNode definition(String name) {
        return SCHEMA.get("$defs").get(name);
    }

    private JsonNode value(JsonNode schema, int depth) {
        if (schema.has("$ref")) {
            String name = schema.get("$ref").asText().replace("#/$defs/", "");
            if (TEXTS.containsKey(name)) {
                return JSON.textNode(one(TEXTS.get(name)));
            }
            if (name.equals("quantity")) {
                return random.nextBoolean() ? JSON.textNode(one(List.of("2Gi", "500m", "1e3"))) : JSON.numberNode(0.5);
            }
            return value(definition(name), depth);
        }
        if (schema.has("const")) {
            return schema.get("const");
        } else if (schema.has("enum")) {
            return one(list(schema.get("enum")));
        }
        for (String choice : List.of("oneOf", "anyOf")) {
            if (schema.has(choice) && !schema.get(choice).get(0).has("required") || choices(schema, choice)) {
                return value(one(list(schema.get(choice))), depth);
            }
        }
        JsonNode type = schema.get("type");
        return ofType(type.isArray() ? one(list(type)).asText() : type.asText(), schema, depth);
    }

    /** Whether it is a choice between schemas, and not one of keys that must be there. */
    private static boolean choices(JsonNode schema, String choice) {
        return schema.has(choice) && schema.get(choice).get(0).has("properties");
    }

    private JsonNode ofType(String type, JsonNode schema, int depth) {
        return switch (type) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "string" -> JSON.textNode(schema.has("pattern") ? "1" : one(TEXTS.get("text")));
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            case "null" -> JSON.nullNode();
            case "integer" -> JSON.numberNode((long) number(schema, Math.rint(random.nextDouble() * 50)));
            default -> JSON.numberNode(number(schema, random.nextBoolean() ? 3.0 : random.nextDouble() * 50));
        };
    }

    private static double number(JsonNode schema, double otherwise) {
        double min =
                schema.path("minimum").asDouble(schema.path("exclusiveMinimum").asDouble(-1e9));
        double max = schema.path("maximum").asDouble(1e9);
        double moved = schema.has("exclusiveMinimum") && otherwise <= min ? min + 1 : otherwise;
        return Math.max(min, Math.min(max, moved));
    }

    private ArrayNode array(JsonNode schema, int depth) {
        int min = schema.path("minItems").asInt(0);
        int most = Math.min(schema.path("maxItems").asInt(Integer.MAX_VALUE), min + (depth > 0 ? 2 : 0));
        int size = min + random.nextInt(most - min + 1);
        ArrayNode array = JSON.arrayNode();
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < size; i++) {
            JsonNode item = schema.has("items") ? value(schema.get("items"), depth - 1) : free(depth - 1);
            if (seen.add(item) || !schema.has("uniqueItems")) {
                array.add(item);
            }
        }
        return array;
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        if (schema.path("additionalProperties").isObject()) {
            int size = schema.path("minProperties").asInt(0) + random.nextInt(2);
            for (int i = 0; i < size; i++) {
                String key = schema.has("propertyNames") ? "k" + i : one(List.of("a.b", "k", "probability", "é", " "));
                object.set(key, value(schema.get("additionalProperties"), depth - 1));
            }
            return object;
        } else if (!schema.has("properties")) {
            return schema.path("maxProperties").asInt(1) == 0 ? object : (ObjectNode) freeObject(depth);
        }
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(key -> required.add(key.asText()));
        for (String choice : List.of("anyOf", "oneOf")) {
            if (schema.has(choice)) {
                required.add(
                        one(list(schema.get(choice))).get("required").get(0).asText());
            }
        }
        Set<String> others = new HashSet<>();
        schema.path("oneOf")
                .forEach(each -> others.add(each.get("required").get(0).asText()));
        others.removeAll(required);
        boolean single = schema.path("maxProperties").asInt(2) == 1;
        String only = single ? one(List.copyOf(keys(schema))) : "";
        for (String key : keys(schema)) {
            boolean wanted =
                    single ? key.equals(only) : required.contains(key) || (depth > 0 && random.nextInt(3) == 0);
            if (wanted && !others.contains(key)) {
                object.set(key, value(schema.get("properties").get(key), depth - 1));
            }
        }
        return autoscaling(schema, object);
    }

    /** What a JSON Schema can't say of it. */
    private static ObjectNode autoscaling(JsonNode schema, ObjectNode object) {
        if (schema.path("properties").has("triggers")) {
            object.put("max", 1000);
            if (!object.has("cpu") && object.path("triggers").isEmpty()) {
                object.put("cpu", 70);
            }
        }
        return object;
    }

    private static List<String> keys(JsonNode schema) {
        List<String> keys = new ArrayList<>();
        schema.get("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Any JSON, as in a model's card. */
    private JsonNode free(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.numberNode(random.nextDouble() * 1e-9);
            case 2 -> JSON.numberNode(random.nextLong());
            case 3 -> JSON.booleanNode(true);
            case 4 -> JSON.textNode(one(TEXTS.get("text")));
            case 5 -> JSON.arrayNode().add(free(depth - 1)).add(free(depth - 1));
            default -> freeObject(depth);
        };
    }

    private JsonNode freeObject(int depth) {
        ObjectNode object = JSON.objectNode();
        object.set("a", free(depth - 1));
        object.set("metadata", free(depth - 1));
        return object;
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        return list;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
