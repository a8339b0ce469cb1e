// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.graph.CheckedInput;
import dev.mehari.graph.FeatureSpec;
import dev.mehari.graph.GraphSpec;
import dev.mehari.graph.ModelSpec;
import dev.mehari.graph.Privacy;
import dev.mehari.graph.Reference;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;

/**
 * What {@code dev.mehari.nodes.Declaration} reads: everything of a graph but its steps, with the type of every value that
 * flows, numbered in this order.
 */
final class DeclarationJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private DeclarationJson() {}

    static ObjectNode of(Content graph, long revision, String identity, List<String> blocks) {
        ObjectNode json = NODES.objectNode();
        json.put("graph", graph.name())
                .put("revision", revision)
                .put("identity", identity)
                .put("batch", graph.graph().spec().batch());
        if (graph.isOpen()) {
            json.put("open", true);
        }
        graph.graph().spec().modelRoot().ifPresent(root -> json.put("modelRoot", root));
        ArrayNode inputs = json.putArray("inputs");
        graph.inputs().forEach(input -> inputs.add(input(input)));
        ObjectNode models = json.putObject("models");
        graph.models().forEach((key, model) -> models.set(key, model(model)));
        Set<String> inputNames = new HashSet<>();
        graph.inputs().forEach(input -> inputNames.add(input.name()));
        ArrayNode values = json.putArray("values");
        for (Map.Entry<Reference, TensorType> type : graph.types().entrySet()) {
            if (!inputNames.contains(type.getKey().toString())) {
                ObjectNode value = type(type.getKey().toString(), type.getValue());
                if (type.getValue().hasFeatures()) {
                    ArrayNode features = value.putArray("features");
                    type.getValue().features().forEach(feature -> features.add(feature(feature)));
                }
                values.add(value);
            }
        }
        if (graph.isOpen()) {
            json.remove("values");
        }
        ArrayNode blockNames = json.putArray("blocks");
        blocks.forEach(blockNames::add);
        ArrayNode outputs = json.putArray("outputs");
        graph.outputs()
                .forEach((name, from) -> outputs.addObject().put("name", name).put("from", from.toString()));
        GraphSpec spec = graph.graph().spec();
        ObjectNode warmup = json.putObject("warmup");
        warmup.put("limitMillis", spec.warmup().limit().toMillis());
        if (!spec.warmup().requests().isEmpty()) {
            warmup.set("requests", MAPPER.valueToTree(spec.warmup().requests()));
        }
        ObjectNode limits = NODES.objectNode();
        spec.limits().rows().ifPresent(rows -> limits.put("rows", rows));
        spec.limits().bodyBytes().ifPresent(bytes -> limits.put("bodyBytes", bytes));
        spec.limits().inFlight().ifPresent(count -> limits.put("inFlight", count));
        spec.limits().timeout().ifPresent(timeout -> limits.put("timeoutMillis", timeout.toMillis()));
        if (!limits.isEmpty()) {
            json.set("limits", limits);
        }
        return json;
    }

    private static ObjectNode type(String name, TensorType type) {
        ObjectNode json = NODES.objectNode();
        json.put("name", name);
        json.setAll(type(type));
        return json;
    }

    /** Datatype and shape. */
    static ObjectNode type(TensorType type) {
        ObjectNode json = NODES.objectNode().put("datatype", type.datatype().name());
        if (type.shape() != null) {
            ArrayNode shape = json.putArray("shape");
            for (long dim : type.shape().toArray()) {
                shape.add(dim);
            }
        }
        return json;
    }

    private static ObjectNode input(CheckedInput input) {
        ObjectNode json = type(input.name(), input.type());
        List<FeatureSpec> specs = input.spec().features();
        if (!specs.isEmpty()) {
            ArrayNode features = json.putArray("features");
            for (int i = 0; i < specs.size(); i++) {
                ObjectNode feature = NODES.objectNode().put("name", specs.get(i).name());
                if (!specs.get(i).categories().isEmpty()) {
                    ArrayNode categories = feature.putArray("categories");
                    specs.get(i).categories().forEach(categories::add);
                }
                if (specs.get(i).privacy() != Privacy.PUBLIC) {
                    feature.put("privacy", specs.get(i).privacy().word());
                }
                input.columnDefaults()
                        .get(i)
                        .ifPresent(
                                value -> feature.set("default", elements(value).get(0)));
                features.add(feature.size() == 1 ? feature.get("name") : feature);
            }
        }
        input.defaultRow().ifPresent(row -> json.set("default", elements(row)));
        return json;
    }

    private static JsonNode feature(Feature feature) {
        if (!feature.isCategorical()) {
            return NODES.textNode(feature.name());
        }
        ObjectNode json = NODES.objectNode().put("name", feature.name());
        ArrayNode categories = json.putArray("categories");
        feature.categories().forEach(categories::add);
        return json;
    }

    /** The elements of a default, flat; NaN is null. */
    private static ArrayNode elements(Tensor tensor) {
        ArrayNode array = NODES.arrayNode();
        for (int i = 0; i < tensor.size(); i++) {
            if (tensor.datatype() == Datatype.BYTES) {
                array.add(tensor.textAt(i));
            } else if (tensor.datatype() == Datatype.BOOL) {
                array.add(tensor.booleanAt(i));
            } else if (tensor.datatype() == Datatype.UINT64) {
                array.add(new java.math.BigInteger(Long.toUnsignedString(tensor.longAt(i))));
            } else if (tensor.datatype().isInteger()) {
                array.add(tensor.longAt(i));
            } else if (Double.isNaN(tensor.doubleAt(i))) {
                array.addNull();
            } else {
                array.add(tensor.doubleAt(i));
            }
        }
        return array;
    }

    private static ObjectNode model(ModelSpec model) {
        ObjectNode json = NODES.objectNode();
        model.runtime().ifPresent(runtime -> json.put("runtime", runtime));
        json.put("uri", model.uri());
        model.sha256().ifPresent(digest -> json.put("sha256", digest));
        if (!model.version().isEmpty()) {
            json.put("version", model.version());
        }
        if (!model.card().isEmpty()) {
            json.set("card", MAPPER.valueToTree(model.card()));
        }
        return json;
    }
}
