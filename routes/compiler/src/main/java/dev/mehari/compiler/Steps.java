// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.graph.CallNode;
import dev.mehari.graph.GraphNode;
import dev.mehari.graph.ModelNode;
import dev.mehari.graph.Node;
import dev.mehari.graph.TransformNode;

/** Writes the nodes that become one {@code to}. */
final class Steps {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String id;
    private final YamlText yaml;
    private final RouteWriter out;

    Steps(RouteWriter out) {
        this.id = out.id();
        this.yaml = out.yaml();
        this.out = out;
    }

    void write(ModelNode model) {
        ObjectNode outputs = JSON.objectNode();
        for (ModelNode.ModelOutput output : model.outputs()) {
            ObjectNode from = outputs.putObject(output.name()).put("own", output.own());
            if (output.column() != ModelNode.ModelOutput.WHOLE) {
                from.put("column", output.column());
            }
        }
        writeTo(model.id(), "infer:" + model.id(), () -> {
            yaml.entry("graph", id).entry("use", model.model()).entry("inputs", SafeJson.write(json(model.inputs())));
            writeOutputs(outputs);
            writeGuard(model);
        });
    }

    void write(GraphNode graph) {
        ArrayNode outputs = JSON.arrayNode();
        graph.outputs().forEach(outputs::add);
        writeTo(graph.id(), "graph:" + out.revisionOf(graph), () -> {
            yaml.entry("graph", id).entry("node", graph.id()).entry("inputs", SafeJson.write(json(graph.inputs())));
            writeOutputs(outputs);
            yaml.line("warmupStride: " + out.warmupStride());
            writeGuard(graph);
        });
    }

    void write(CallNode call) {
        ObjectNode outputs = JSON.objectNode();
        call.outputs().forEach((name, type) -> outputs.set(name, DeclarationJson.type(type)));
        writeTo(call.id(), "infer:" + call.id(), () -> {
            yaml.entry("graph", id)
                    .entry("uri", call.uri())
                    .entry("inputs", SafeJson.write(json(call.inputs())))
                    .entry("outputs", SafeJson.write(outputs))
                    .line("retries: " + call.retries());
            writeGuard(call);
        });
    }

    private static ObjectNode json(List<ModelNode.ModelInput> inputs) {
        ObjectNode json = JSON.objectNode();
        inputs.forEach(input -> json.put(input.own(), input.from().toString()));
        return json;
    }

    void write(TransformNode transform) {
        ArrayNode inputs = JSON.arrayNode();
        transform.inputs().forEach(input -> inputs.add(input.toString()));
        ArrayNode ops = JSON.arrayNode();
        for (int i = 0; i < transform.ops().size(); i++) {
            String kernel = transform.ops().get(i).kernel();
            Object arguments = out.arguments(transform, i);
            if (arguments == null) {
                ops.add(kernel);
            } else {
                ops.addObject().set(kernel, MAPPER.valueToTree(arguments));
            }
        }
        writeTo(transform.id(), "tensor:" + transform.id(), () -> yaml.entry("graph", id)
                .entry("inputs", SafeJson.write(inputs))
                .entry("ops", SafeJson.write(ops))
                .entry("output", SafeJson.write(JSON.textNode(transform.output()))));
    }

    private void writeOutputs(JsonNode outputs) {
        if (!outputs.isEmpty()) {
            yaml.entry("outputs", SafeJson.write(outputs));
        }
    }

    private void writeGuard(Node node) {
        Guards.of(node)
                .map(guard -> Guards.json(guard, out.warmupStride()))
                .filter(json -> !json.isEmpty())
                .ifPresent(json -> yaml.entry("guard", SafeJson.write(json)));
    }

    private void writeTo(String node, String uri, Runnable parameters) {
        yaml.line("- to:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.entry("id", node).entry("uri", uri).line("parameters:");
                    yaml.deeper(parameters);
                }));
    }
}
