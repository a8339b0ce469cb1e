// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.maths.Aggregator;
import dev.mehari.maths.Combiner;
import dev.mehari.maths.Op;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;

/**
 * The JSON Schema (draft 2020-12) of the graph file, made from the records that the file is read into. It says what JSON
 * Schema can say; that a file is valid under it doesn't mean that its names and types go together. It lies in the jar as
 * {@code mehari/graph.schema.json}.
 */
public final class GraphSchema {
    /** Where the schema lies in the jar. */
    public static final String RESOURCE = "mehari/graph.schema.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Records that become definitions, in the order of the file. */
    private static final List<Class<? extends Record>> RECORDS = List.of(
            GraphSpec.class,
            InputSpec.class,
            FeatureSpec.class,
            ModelSpec.class,
            OutputSpec.class,
            TapTarget.class,
            WarmupSpec.class,
            LimitSpec.class,
            RolloutSpec.class,
            BlueGreenSpec.class,
            AutoscalingSpec.class,
            TriggerSpec.class,
            PodsSpec.class,
            ResourcesSpec.class,
            QuantitiesSpec.class,
            TolerationSpec.class,
            ExposeSpec.class,
            GatewaySpec.class,
            BranchSpec.class,
            WhenSpec.class,
            WeightedBranchSpec.class,
            StageSpec.class,
            ArmSpec.class,
            FallbackSpec.class,
            CallOutputSpec.class);

    private final ObjectNode definitions = JSON.createObjectNode();

    private GraphSchema() {}

    /** The schema's text. */
    public static String text() {
        try {
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
            printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
            return JSON.writer(printer).writeValueAsString(new GraphSchema().schema()) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema is JSON", e);
        }
    }

    private ObjectNode schema() {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("$id", "urn:mehari:schema:v1alpha1:graph");
        root.put("title", "Mehari inference graph");
        root.put("description", "Several models and the logic between them, answered as one model.");
        root.put("type", "object");
        root.putArray("required").add("apiVersion").add("kind").add("metadata").add("spec");
        ObjectNode properties = root.putObject("properties");
        properties.putObject("apiVersion").put("const", GraphReader.API_VERSION);
        properties.putObject("kind").put("const", GraphReader.KIND);
        properties.set("metadata", metadata());
        properties.set("spec", reference("graphSpec"));
        properties.putObject("status").put("description", "What a cluster writes. Ignored.");
        root.put("additionalProperties", false);
        define();
        root.set("$defs", definitions);
        return root;
    }

    private static ObjectNode metadata() {
        ObjectNode metadata = parse("""
                {"type": "object", "required": ["name"], "additionalProperties": false, "properties": {
                  "name": {"type": "string", "pattern": "^%s$", "maxLength": %d,
                           "description": "The graph's name: what clients call the model."},
                  "namespace": {"type": "string", "description": "Where it lives in a cluster. Ignored elsewhere."},
                  "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                  "annotations": {"type": "object", "additionalProperties": {"type": "string"}}}}
                """.formatted(NameCheck.GRAPH_NAME.pattern(), NameCheck.MAX_GRAPH_NAME));
        ObjectNode properties = (ObjectNode) metadata.get("properties");
        new TreeSet<>(GraphReader.CLUSTERS_OWN)
                .forEach(key -> properties.putObject(key).put("description", "What a cluster writes. Ignored."));
        return metadata;
    }

    private void define() {
        RECORDS.forEach(type -> definitions.set(name(type), record(type)));
        definitions.set("featureSpec", orText("featureSpec", "The column's name, where nothing else is to be said."));
        definitions.set("tapTarget", orText("tapTarget", "A name from the settings; log always exists."));
        steps();
        ops();
        words();
        clusterWords();
    }

    /** The definition as it is, or a text for short. */
    private ObjectNode orText(String name, String description) {
        ObjectNode either = JSON.createObjectNode();
        ArrayNode forms = either.putArray("anyOf");
        forms.addObject().put("type", "string").put("minLength", 1).put("description", description);
        forms.add(definitions.get(name));
        return either;
    }

    private void steps() {
        ObjectNode step = definitions.putObject("step");
        step.put("description", "One step: an object with one key, its kind.");
        ArrayNode kinds = step.putArray("oneOf");
        for (StepKind kind : StepKind.values()) {
            definitions.set(name(kind.record()), record(kind.record()));
            ObjectNode one = kinds.addObject();
            one.put("type", "object");
            one.putArray("required").add(kind.word());
            one.putObject("properties").set(kind.word(), reference(name(kind.record())));
            one.put("additionalProperties", false);
        }
    }

    private void ops() {
        ObjectNode arguments = parse("""
                {"select": {"type": "array", "items": {"type": ["string", "integer"], "minimum": 0}, "minItems": 1},
                 "concat": {"$ref": "#/$defs/nothing"},
                 "cast": {"$ref": "#/$defs/datatype"},
                 "impute": {"$ref": "#/$defs/constant"},
                 "clip": {"type": "object", "additionalProperties": false, "minProperties": 1,
                          "properties": {"min": {"$ref": "#/$defs/constant"}, "max": {"$ref": "#/$defs/constant"}}},
                 "standardize": {"anyOf": [
                   {"type": "object", "additionalProperties": false, "required": ["mean", "std"],
                    "properties": {"mean": {"$ref": "#/$defs/constant"}, "std": {"$ref": "#/$defs/constant"}}},
                   {"$ref": "#/$defs/dataFile"}]},
                 "log": {"$ref": "#/$defs/nothing"},
                 "oneHot": {"$ref": "#/$defs/nothing"},
                 "bucketize": {"type": "object", "additionalProperties": false, "required": ["edges"],
                               "properties": {"edges": {"type": "array", "items": {"type": "number"}, "minItems": 1}}},
                 "softmax": {"$ref": "#/$defs/nothing"},
                 "argmax": {"$ref": "#/$defs/nothing"},
                 "threshold": {"type": "object", "additionalProperties": false, "required": ["at", "labels"],
                               "properties": {"at": {"type": "number"},
                                              "labels": {"type": "array", "items": {"type": "string"},
                                                         "minItems": 2, "maxItems": 2}}},
                 "labels": {"type": "array", "items": {"type": "string"}, "minItems": 1}}
                """);
        ObjectNode op = definitions.putObject("opSpec");
        op.put("description", "One kernel: its name, or an object with its name and arguments.");
        ArrayNode forms = op.putArray("anyOf");
        ArrayNode bare = forms.addObject().putArray("enum");
        ObjectNode withArguments = forms.addObject();
        withArguments.put("type", "object").put("minProperties", 1).put("maxProperties", 1);
        ObjectNode properties = withArguments.putObject("properties");
        withArguments.put("additionalProperties", false);
        for (String kernel : Op.kernels()) {
            JsonNode schema = arguments.path(kernel);
            properties.set(kernel, schema);
            if (schema.path("$ref").asText().equals("#/$defs/nothing")) {
                bare.add(kernel);
            }
        }
    }

    private void words() {
        String reserved = quoted(NameCheck.RESERVED);
        String taken = quoted(NameCheck.TAKEN);
        ObjectNode words = parse("""
                {"identifier": {"type": "string", "pattern": "^%s$", "not": {"enum": [%s]}},
                 "name": {"$ref": "#/$defs/identifier", "not": {"enum": [%s]}},
                 "text": {"type": "string", "minLength": 1},
                 "texts": {"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/text"}},
                 "textOrTexts": {"anyOf": [{"$ref": "#/$defs/text"},
                                           {"type": "array", "items": {"$ref": "#/$defs/text"}, "minItems": 1}]},
                 "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}, "minItems": 1},
                 "branchOutputs": {"$ref": "#/$defs/texts", "propertyNames": {"not": {"const": "branch"}}},
                 "models": {"type": "object", "propertyNames": {"$ref": "#/$defs/identifier"},
                            "additionalProperties": {"$ref": "#/$defs/modelSpec"}},
                 "requests": {"type": "array", "items": {"type": "object"}},
                 "anything": {"type": "object"},
                 "weight": {"type": "number", "exclusiveMinimum": 0},
                 "percent": {"type": "number", "minimum": 0, "maximum": 100},
                 "retries": {"type": "integer", "minimum": 0},
                 "graphName": {"type": "string", "pattern": "^%s$"},
                 "values": {"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/value"}},
                 "empty": {"anyOf": [{"$ref": "#/$defs/value"}, {"$ref": "#/$defs/values"}]},
                 "callOutputs": {"anyOf": [
                   {"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/callOutputSpec"}},
                   {"type": "array", "minItems": 1,
                    "items": {"type": "object", "required": ["name", "datatype", "shape"], "additionalProperties": false,
                              "properties": {"name": {"$ref": "#/$defs/text"},
                                             "datatype": {"$ref": "#/$defs/datatype"},
                                             "shape": {"$ref": "#/$defs/shape"}}}}]},
                 "count": {"type": "integer", "minimum": 1},
                 "sha256": {"type": "string", "pattern": "^[0-9a-fA-F]{64}$"},
                 "duration": {"type": "string", "pattern": "^%s$", "examples": ["50ms", "2s", "1m"]},
                 "value": {"type": ["string", "number", "boolean", "null"]},
                 "default": {"anyOf": [{"$ref": "#/$defs/value"},
                                       {"type": "array", "items": {"$ref": "#/$defs/value"}, "minItems": 1}]},
                 "dataFile": {"type": "object", "additionalProperties": false, "required": ["file"],
                              "properties": {"file": {"type": "string", "minLength": 1,
                                                      "description": "A JSON file, and after # a top-level key of it."}}},
                 "constant": {"description": "A number, one per column, some by feature name, or any of these in a file.",
                              "anyOf": [{"type": "number"},
                                        {"type": "array", "items": {"type": "number"}, "minItems": 1},
                                        {"type": "object", "additionalProperties": {"type": "number"}, "minProperties": 1},
                                        {"$ref": "#/$defs/dataFile"}]},
                 "nothing": {"anyOf": [{"type": "null"}, {"type": "object", "maxProperties": 0}]},
                 "shape": {"type": "array", "maxItems": %d,
                           "items": {"anyOf": [{"const": -1}, {"type": "integer", "minimum": 1, "maximum": 2147483647}]}}}
                """.formatted(
                        NameCheck.IDENTIFIER.pattern(),
                        reserved,
                        taken,
                        NameCheck.GRAPH_NAME.pattern(),
                        Scalars.DURATION.pattern(),
                        InputReader.MAX_RANK));
        words.fields().forEachRemaining(word -> definitions.set(word.getKey(), word.getValue()));
        ArrayNode datatypes = definitions.putObject("datatype").putArray("enum");
        for (Datatype datatype : Datatype.values()) {
            datatypes.add(datatype.name());
        }
        ArrayNode privacies = definitions.putObject("privacy").putArray("enum");
        for (Privacy privacy : Privacy.values()) {
            privacies.add(privacy.word());
        }
        ArrayNode combiners = definitions.putObject("combiner").putArray("enum");
        for (Combiner combiner : Combiner.values()) {
            combiners.add(combiner.word());
        }
        ArrayNode aggregators = definitions.putObject("aggregator").putArray("enum");
        for (Aggregator aggregator : Aggregator.values()) {
            aggregators.add(aggregator.word());
        }
        definitions.set(
                "aggregate",
                parse("{\"type\": \"object\", \"minProperties\": 1,"
                        + " \"additionalProperties\": {\"$ref\": \"#/$defs/aggregator\"}}"));
        definitions.set(
                "combine",
                parse("{\"anyOf\": [{\"$ref\": \"#/$defs/combiner\"}, {\"type\": \"object\", \"minProperties\": 1,"
                        + " \"additionalProperties\": {\"$ref\": \"#/$defs/combiner\"}}]}"));
    }

    /** What the keys for a cluster are made of. */
    private void clusterWords() {
        ObjectNode words = parse("""
                {"replicas": {"type": "integer", "minimum": 0, "maximum": %d},
                 "maxReplicas": {"type": "integer", "minimum": 1, "maximum": %d},
                 "history": {"type": "integer", "minimum": 1, "maximum": %d},
                 "percentOfRequest": {"type": "integer", "minimum": 1, "maximum": %d},
                 "seconds": {"type": "integer", "minimum": 0},
                 "anyTexts": {"type": "object", "additionalProperties": {"type": "string"}},
                 "triggers": {"type": "array", "items": {"$ref": "#/$defs/triggerSpec"}},
                 "tolerations": {"type": "array", "items": {"$ref": "#/$defs/tolerationSpec"}},
                 "quantity": {"type": ["string", "number"], "pattern": "^(%s)$", "exclusiveMinimum": 0},
                 "metricType": {"enum": [%s]},
                 "tolerationOperator": {"enum": [%s]},
                 "taintEffect": {"enum": [%s]},
                 "nodeLabels": {"type": "object", "additionalProperties": {"$ref": "#/$defs/labelValue"}},
                 "hostnames": {"type": "array", "items": {"$ref": "#/$defs/hostName"}, "uniqueItems": true, "maxItems": %d}}
                """.formatted(
                        ClusterSpec.MAX_REPLICAS,
                        ClusterSpec.MAX_REPLICAS,
                        BlueGreenSpec.MAX_HISTORY,
                        AutoscalingSpec.MAX_CPU,
                        Quantities.QUANTITY.pattern().replace("\\", "\\\\"),
                        quoted(ClusterReader.METRIC_TYPES),
                        quoted(ClusterReader.OPERATORS),
                        quoted(ClusterReader.EFFECTS),
                        ExposeSpec.MAX_HOSTNAMES));
        words.fields().forEachRemaining(word -> definitions.set(word.getKey(), word.getValue()));
        clusterName("objectName", ClusterNames.OBJECT);
        clusterName("namespaceName", ClusterNames.NAMESPACE);
        clusterName("labelKey", ClusterNames.LABEL_KEY);
        clusterName("labelValue", ClusterNames.LABEL_VALUE);
        clusterName("hostName", ClusterNames.HOST);
    }

    private void clusterName(String definition, ClusterNames names) {
        definitions
                .putObject(definition)
                .put("type", "string")
                .put("pattern", "^(" + names.pattern() + ")$")
                .put("maxLength", names.max());
    }

    private static String quoted(Collection<String> words) {
        return String.join(", ", new TreeSet<>(words).stream().map(Place::quote).toList());
    }

    private static ObjectNode record(Class<? extends Record> type) {
        Structure structure = structure(type);
        ObjectNode schema = JSON.createObjectNode();
        schema.put("description", structure.value());
        schema.put("type", "object");
        Map<String, ObjectNode> properties = new LinkedHashMap<>();
        ArrayNode required = JSON.createArrayNode();
        Keys.of(type).forEach((name, component) -> {
            properties.put(name, property(component));
            if (Keys.key(component).required()) {
                required.add(name);
            }
        });
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        ObjectNode all = schema.putObject("properties");
        properties.forEach(all::set);
        schema.put("additionalProperties", false);
        boolean silent = structure.anyOf().length == 0 && structure.oneOf().length == 0;
        Structure whole = silent && holdsBranch(type) ? structure(BranchSpec.class) : structure;
        require(schema, "anyOf", whole.anyOf());
        require(schema, "oneOf", whole.oneOf());
        return schema;
    }

    private static Structure structure(Class<? extends Record> type) {
        Structure structure = type.getAnnotation(Structure.class);
        if (structure == null) {
            throw new IllegalStateException(type + " says nothing of itself: it needs a @Structure");
        }
        return structure;
    }

    /** Whether the keys of a branch stand in the object too. */
    private static boolean holdsBranch(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .anyMatch(c -> c.getType() == BranchSpec.class && !c.isAnnotationPresent(Key.class));
    }

    private static void require(ObjectNode schema, String keyword, String... keys) {
        if (keys.length > 0) {
            ArrayNode choices = schema.putArray(keyword);
            for (String key : keys) {
                choices.addObject().putArray("required").add(key);
            }
        }
    }

    private static ObjectNode property(RecordComponent component) {
        Key key = Keys.key(component);
        ObjectNode schema = key.definition().isEmpty()
                ? ofType(component.getGenericType(), key.required())
                : reference(key.definition());
        ObjectNode property = JSON.createObjectNode();
        property.put("description", key.value());
        property.setAll(schema);
        return property;
    }

    private static ObjectNode ofType(Type type, boolean required) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Optional.class) {
                return ofType(arguments[0], required);
            } else if (generic.getRawType() == List.class) {
                ObjectNode array = JSON.createObjectNode().put("type", "array");
                array.set("items", ofType(arguments[0], false));
                return required || arguments[0] == String.class ? array.put("minItems", 1) : array;
            } else if (generic.getRawType() == Map.class && arguments[1] == String.class) {
                return reference("texts");
            }
        }
        if (type == String.class) {
            return reference("text");
        } else if (type == boolean.class) {
            return JSON.createObjectNode().put("type", "boolean");
        } else if (type == Duration.class) {
            return reference("duration");
        } else if (type == Datatype.class || type == Shape.class || type == Privacy.class) {
            return reference(name((Class<?>) type));
        } else if (type instanceof Class<?> known && (known == Step.class || known == OpSpec.class)) {
            return reference(name(known));
        } else if (type instanceof Class<?> known && known.isAnnotationPresent(Structure.class)) {
            return reference(name(known));
        }
        throw new IllegalStateException("nobody says what " + type + " is in JSON: give its @Key a definition");
    }

    private static ObjectNode reference(String name) {
        return JSON.createObjectNode().put("$ref", "#/$defs/" + name);
    }

    private static String name(Class<?> type) {
        return Character.toLowerCase(type.getSimpleName().charAt(0))
                + type.getSimpleName().substring(1);
    }

    private static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema is JSON", e);
        }
    }
}
