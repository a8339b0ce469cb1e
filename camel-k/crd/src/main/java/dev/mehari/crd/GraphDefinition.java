// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.graph.GraphSchema;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * The CustomResourceDefinition {@code inferencegraphs.mehari.dev}, made from the JSON Schema of the graph file. It lies in
 * the jar as {@value #RESOURCE}, where the Java Operator SDK looks for it too.
 */
public final class GraphDefinition {
    /** Where the definition lies in the jar. */
    public static final String RESOURCE = "META-INF/fabric8/inferencegraphs.mehari.dev-v1.yml";

    /** Longest name of a graph, so that the names of all that is made for it fit in a DNS label. */
    public static final int MAX_NAME = 48;

    /** Kinds of {@code spec.rollout}. */
    private static final List<String> ROLLOUTS = List.of("blueGreen");

    private GraphDefinition() {}

    /** As the jar has it. */
    public static CustomResourceDefinition read() {
        return Serialization.unmarshal(text(), CustomResourceDefinition.class);
    }

    /** The YAML that the jar has. */
    public static String text() {
        try (InputStream in = GraphDefinition.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The YAML, made anew. */
    static String make() {
        ObjectNode definition = node();
        definition.put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "CustomResourceDefinition");
        ObjectNode metadata = definition.putObject("metadata").put("name", GraphResource.FULL_NAME);
        metadata.putObject("labels").put("app.kubernetes.io/part-of", "mehari");
        ObjectNode spec =
                definition.putObject("spec").put("group", GraphResource.GROUP).put("scope", "Namespaced");
        ObjectNode names = spec.putObject("names")
                .put("kind", GraphResource.KIND)
                .put("listKind", GraphResource.KIND + "List")
                .put("plural", GraphResource.PLURAL)
                .put("singular", GraphResource.SINGULAR);
        names.putArray("shortNames").add(GraphResource.SHORT_NAME);
        names.putArray("categories").add("mehari");
        version(spec.putArray("versions").addObject());
        return "# Made from the records that a graph file is read into: mvn test -pl camel-k/crd -am"
                + " -Dsurefire.extra=-Dmehari.golden=write\n" + Serialization.asYaml(definition);
    }

    private static void version(ObjectNode version) {
        version.put("name", GraphResource.VERSION).put("served", true).put("storage", true);
        ObjectNode subresources = version.putObject("subresources");
        subresources.putObject("status");
        subresources
                .putObject("scale")
                .put("specReplicasPath", ".spec.replicas")
                .put("statusReplicasPath", ".status.replicas")
                .put("labelSelectorPath", ".status.selector");
        ArrayNode columns = version.putArray("additionalPrinterColumns");
        column(columns, "Ready", "string", condition("Ready", "status"), "Whether a revision answers.", 0);
        column(columns, "Live", "integer", ".status.live.number", "The revision that answers.", 0);
        column(columns, "Candidate", "integer", ".status.candidate.number", "The revision on its way.", 0);
        column(columns, "Replicas", "integer", ".status.replicas", "Ready pods of the live revision.", 0);
        column(columns, "Reason", "string", condition("Ready", "reason"), "Why it is ready or not.", 1);
        column(columns, "Degraded", "string", condition("Degraded", "reason"), "What is wrong, if anything is.", 1);
        column(columns, "Age", "date", ".metadata.creationTimestamp", "", 0);
        version.putObject("schema").set("openAPIV3Schema", schema());
    }

    private static String condition(String type, String field) {
        return ".status.conditions[?(@.type==\"" + type + "\")]." + field;
    }

    private static void column(
            ArrayNode columns, String name, String type, String path, String description, int priority) {
        ObjectNode column =
                columns.addObject().put("name", name).put("type", type).put("jsonPath", path);
        if (!description.isEmpty()) {
            column.put("description", description);
        }
        if (priority > 0) {
            column.put("priority", priority);
        }
    }

    private static ObjectNode schema() {
        JsonNode graph = graphSchema();
        ObjectNode root =
                node().put("description", graph.path("description").asText()).put("type", "object");
        root.putArray("required").add("spec");
        ObjectNode properties = root.putObject("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").put("type", "object");
        ObjectNode spec = StructuralSchema.of(graph.path("properties").path("spec"), graph.path("$defs"));
        properties.set("spec", spec);
        properties.set("status", StatusSchema.of());
        rule(
                root,
                "self.metadata.name.size() <= " + MAX_NAME,
                "a graph's name has at most " + MAX_NAME + " characters: everything made for it is named after it");
        rule(
                root,
                "!self.metadata.name.contains('.')",
                "a graph's name has no dots: lower-case letters, digits and '-' only");
        // Without a value an autoscaler reads 0 from the scale subresource, and does nothing.
        at(spec, "replicas").put("default", 1);
        String kinds = String.join(
                ", ", ROLLOUTS.stream().map(kind -> "has(self." + kind + ")").toList());
        rule(
                at(spec, "rollout"),
                "[" + kinds + "].filter(kind, kind).size() == 1",
                "a rollout says exactly one kind: " + String.join(", ", ROLLOUTS));
        ObjectNode autoscaling = at(spec, "autoscaling");
        rule(
                autoscaling,
                "!has(self.max) || (has(self.min) ? self.min : 1) <= self.max",
                "min is more than max: lower min or raise max");
        rule(
                autoscaling,
                "has(self.cpu) || (has(self.triggers) && self.triggers.size() > 0)",
                "says no measure to scale by: add cpu, or triggers of KEDA");
        return root;
    }

    private static ObjectNode at(ObjectNode schema, String key) {
        return (ObjectNode) schema.get("properties").get(key);
    }

    private static void rule(ObjectNode schema, String cel, String message) {
        schema.withArray("x-kubernetes-validations")
                .addObject()
                .put("rule", cel)
                .put("message", message);
    }

    private static JsonNode graphSchema() {
        try {
            return JsonMapper.builder().build().readTree(GraphSchema.text());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema is JSON", e);
        }
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
