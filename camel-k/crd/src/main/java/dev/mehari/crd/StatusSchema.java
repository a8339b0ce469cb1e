// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The schema of {@code status}, from the records it is written with. */
final class StatusSchema {
    private StatusSchema() {}

    static ObjectNode of() {
        ObjectNode status = record(GraphStatus.class);
        status.put("description", "What the operator says of the graph.");
        // One owner for each condition, so that another controller can add one of its own.
        ObjectNode conditions = (ObjectNode) status.get("properties").get("conditions");
        conditions
                .put("x-kubernetes-list-type", "map")
                .putArray("x-kubernetes-list-map-keys")
                .add("type");
        ((ObjectNode) conditions.get("items")).putArray("required").add("type").add("status");
        return status;
    }

    private static ObjectNode record(Class<?> type) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (RecordComponent component : type.getRecordComponents()) {
            ObjectNode property = ofType(component.getGenericType());
            JsonPropertyDescription description = component.getAccessor().getAnnotation(JsonPropertyDescription.class);
            if (description != null) {
                property.put("description", description.value());
            }
            properties.set(component.getName(), property);
        }
        return schema;
    }

    private static ObjectNode ofType(Type type) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        if (type == String.class) {
            return schema.put("type", "string");
        } else if (type == Integer.class) {
            return schema.put("type", "integer").put("format", "int32");
        } else if (type == Long.class || type == long.class) {
            return schema.put("type", "integer").put("format", "int64");
        } else if (type == JsonNode.class) {
            return schema.put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return schema.put("type", "array").set("items", ofType(generic.getActualTypeArguments()[0]));
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            return schema.put("type", "object")
                    .set("additionalProperties", ofType(generic.getActualTypeArguments()[1]));
        } else if (type instanceof Class<?> known && known.isRecord()) {
            return record(known);
        }
        throw new IllegalStateException("nobody says what " + type + " is in a status");
    }
}
