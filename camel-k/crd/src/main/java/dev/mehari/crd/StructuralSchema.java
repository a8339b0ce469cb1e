// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/*
 * WHAT THE API SERVER SEES OF THE SCHEMA
 *
 * A cluster's schema is weaker than a JSON Schema: no references, one type for each value, no types inside anyOf, and what
 * it doesn't name it removes without a word. So this converter keeps what it can say and lets everything else pass:
 *
 *  - Every object keeps unknown keys. A misspelled key is applied, and `check` says so in status, with its path and its
 *    mend. Removed, it would be a graph that silently does something else.
 *  - A value of several types (a number, a list or an object) has no type here and is kept as it is.
 *  - A definition inside itself (steps in branches of steps) ends the schema there: an object of any keys.
 *  - Null is kept where the JSON Schema takes it. Elsewhere the API server removes it, and so it means "left out".
 *
 * Nothing that `check` accepts is refused or changed; what it refuses may pass here, and is a finding in status.
 */
/** A JSON Schema as the structural OpenAPI v3 schema of a Kubernetes resource. Pure; for one conversion. */
final class StructuralSchema {
    private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";

    /** Keywords that mean the same on both sides. */
    private static final List<String> SAME = List.of(
            "pattern",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties");

    private final JsonNode definitions;
    private final Deque<String> open = new ArrayDeque<>();

    private StructuralSchema(JsonNode definitions) {
        this.definitions = definitions;
    }

    /** @param definitions name → schema: what {@code #/$defs/name} refers to */
    static ObjectNode of(JsonNode schema, JsonNode definitions) {
        return new StructuralSchema(definitions).convert(schema);
    }

    private ObjectNode convert(JsonNode schema) {
        String name = definition(schema);
        if (name.isEmpty()) {
            return form(schema);
        }
        if (open.contains(name)) {
            return object().put("type", "object").put(PRESERVE, true);
        }
        open.push(name);
        ObjectNode converted = convert(definitions.path(name));
        open.pop();
        // What stands beside a reference is nearer to the reader.
        describe(schema, converted);
        return converted;
    }

    private static String definition(JsonNode schema) {
        return schema.path("$ref").asText().replace("#/$defs/", "");
    }

    private ObjectNode form(JsonNode schema) {
        ObjectNode converted = object();
        describe(schema, converted);
        Set<String> types = types(schema);
        boolean nullable = types.remove("null");
        if (types.size() == 1) {
            converted.put("type", types.iterator().next());
        } else {
            converted.put(PRESERVE, true);
        }
        if (nullable) {
            converted.put("nullable", true);
        }
        JsonNode oneOf = schema.path("oneOf");
        if (types.size() != 1) {
            return converted;
        } else if (isObject(converted) && kinds(oneOf)) {
            return oneOfKinds(oneOf, converted);
        }
        limits(schema, converted);
        if (isObject(converted)) {
            members(schema, converted);
        } else if (converted.path("type").asText().equals("array")) {
            converted.set("items", schema.has("items") ? convert(schema.get("items")) : object().put(PRESERVE, true));
        }
        return converted;
    }

    private static boolean isObject(JsonNode converted) {
        return converted.path("type").asText().equals("object");
    }

    /** Whether a choice is between objects with one key each: steps. */
    private static boolean kinds(JsonNode choices) {
        return !choices.isEmpty()
                && all(choices).stream().allMatch(c -> c.path("properties").size() == 1);
    }

    private ObjectNode oneOfKinds(JsonNode choices, ObjectNode converted) {
        ObjectNode properties = converted.putObject("properties");
        choices.forEach(choice -> choice.get("properties")
                .properties()
                .forEach(kind -> properties.set(kind.getKey(), convert(kind.getValue()))));
        return converted.put("minProperties", 1).put("maxProperties", 1).put(PRESERVE, true);
    }

    private void limits(JsonNode schema, ObjectNode converted) {
        SAME.stream().filter(schema::has).forEach(keyword -> converted.set(keyword, schema.get(keyword)));
        if (schema.path("exclusiveMinimum").isNumber()) {
            converted.set("minimum", schema.get("exclusiveMinimum"));
            converted.put("exclusiveMinimum", true);
        }
        if (schema.has("enum")) {
            converted.set("enum", schema.get("enum"));
        } else if (schema.has("const")) {
            converted.putArray("enum").add(schema.get("const"));
        }
    }

    private void members(JsonNode schema, ObjectNode converted) {
        if (schema.path("additionalProperties").isObject()) {
            converted.set("additionalProperties", convert(schema.get("additionalProperties")));
            return;
        }
        if (schema.has("required")) {
            converted.set("required", schema.get("required"));
        }
        if (schema.has("properties")) {
            ObjectNode properties = converted.putObject("properties");
            schema.get("properties")
                    .properties()
                    .forEach(each -> properties.set(each.getKey(), convert(each.getValue())));
        }
        converted.put(PRESERVE, true);
    }

    private static void describe(JsonNode schema, ObjectNode converted) {
        if (schema.has("description")) {
            converted.set("description", schema.get("description"));
        }
    }

    /** The JSON types that a value may have. */
    private Set<String> types(JsonNode schema) {
        Set<String> types = new LinkedHashSet<>();
        String name = definition(schema);
        if (!name.isEmpty()) {
            return types(definitions.path(name));
        }
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            types.add(type.asText());
        } else if (type.isArray()) {
            type.forEach(each -> types.add(each.asText()));
        } else if (schema.has("const")) {
            types.add(type(schema.get("const")));
        } else if (schema.has("enum")) {
            schema.get("enum").forEach(value -> types.add(type(value)));
        } else {
            for (String choice : List.of("anyOf", "oneOf")) {
                schema.path(choice).forEach(each -> types.addAll(types(each)));
            }
        }
        return types;
    }

    private static String type(JsonNode value) {
        return value.isTextual()
                ? "string"
                : value.isIntegralNumber() ? "integer" : value.isBoolean() ? "boolean" : "number";
    }

    private static Collection<JsonNode> all(JsonNode array) {
        Collection<JsonNode> all = new ArrayDeque<>();
        ((ArrayNode) array).forEach(all::add);
        return all;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
