// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.mehari.graph.EnsembleStep;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.GraphStep;
import dev.mehari.graph.InferenceGraph;
import dev.mehari.graph.ModelSpec;
import dev.mehari.graph.ModelStep;
import dev.mehari.graph.OpSpec;
import dev.mehari.graph.Reading;
import dev.mehari.graph.Step;
import dev.mehari.graph.ToldOutputs;
import dev.mehari.graph.TransformStep;

/** The places of one graph's text that are open, found by its manifest; opens them in a tree in which JSON is parsed. */
final class OpenPlaces {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final InferenceGraph graph;
    private final ToldOutputs told;

    OpenPlaces(JsonNode manifest) {
        if (!manifest.isObject()) {
            throw new IllegalArgumentException("a declaration without manifest");
        }
        Reading reading = GraphFiles.read("manifest", manifest.toString(), Path.of(""));
        this.graph = reading.graph()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the manifest is wrong: " + reading.findings().get(0)));
        this.told = new ToldOutputs(graph);
    }

    // ------------------------------------------------------------------------------------------------ beans

    void openBean(JsonNode bean) {
        if (!(bean.path("properties") instanceof ObjectNode properties)
                || !(properties.path("text") instanceof ObjectNode text)) {
            return;
        }
        switch (bean.path("type").asText()) {
            case "dev.mehari.nodes.Declaration" -> {
                properties.remove("folder");
                openDeclaration(text);
            }
            case "dev.mehari.nodes.EnsembleMerge" -> openEnsemble(text);
            case "dev.mehari.nodes.SplitMerge" -> {
                text.path("outputs").forEach(output -> ((ObjectNode) output).remove("from"));
                openReference(text, "input");
                openReference(text, "lengths");
                leaveOutOthers(text, "nested");
            }
            default -> {
                // not one of ours
            }
        }
    }

    private void openDeclaration(ObjectNode text) {
        text.put("open", true);
        text.remove("values");
        leaveOutOthers(text, "blocks");
        text.path("outputs").forEach(output -> openReference((ObjectNode) output, "from"));
        text.path("models").fields().forEachRemaining(e -> {
            ModelSpec spec = graph.spec().models().get(e.getKey());
            ObjectNode model = (ObjectNode) e.getValue();
            model.remove(List.of("runtime", "sha256"));
            if (spec != null) {
                spec.runtime().ifPresent(runtime -> model.put("runtime", runtime));
                spec.sha256().ifPresent(digest -> model.put("sha256", digest));
            }
        });
    }

    private void openEnsemble(ObjectNode text) {
        if (step(text.path("block").asText()) instanceof EnsembleStep ensemble
                && !ensemble.combine().all().isEmpty()) {
            text.remove("outputs");
        }
        text.path("outputs").forEach(output -> ((ObjectNode) output).remove("from"));
        leaveOutOthers(text, "nested");
    }

    // ------------------------------------------------------------------------------------------------ route

    /** Opens all that is in a part of a route. */
    void openRoute(JsonNode node) {
        if (node.path("parameters") instanceof ObjectNode parameters && parameters.has("inputs")) {
            openStep(node.path("id").asText(), parameters);
        }
        if (node.path("language").path("language").asText().equals("rows")
                && node.path("language").path("expression") instanceof ObjectNode rows) {
            rows.remove(List.of("gives", "outputs"));
            leaveOutOthers(rows, "nested");
        }
        node.forEach(this::openRoute);
    }

    private void openStep(String id, ObjectNode parameters) {
        Step step = step(id);
        if (step instanceof ModelStep model) {
            openInputs(parameters, model.input().isPresent());
            if (model.outputs().isEmpty()) {
                parameters.remove("outputs");
            } else {
                parameters.path("outputs").forEach(output -> joinColumn((ObjectNode) output));
            }
        } else if (step instanceof GraphStep other) {
            openInputs(parameters, other.input().isPresent());
            parameters.remove("outputs");
        } else if (step instanceof TransformStep transform) {
            openInputs(parameters, false);
            openConstants(transform, parameters);
        } else {
            openInputs(parameters, false);
        }
    }

    private static void joinColumn(ObjectNode output) {
        JsonNode column = output.remove("column");
        if (column != null) {
            output.put("own", output.path("own").asText() + "[" + column.asText() + "]");
        }
    }

    private void openInputs(ObjectNode parameters, boolean only) {
        if (parameters.path("inputs") instanceof ArrayNode list) {
            replaceTexts(list, text -> told.reference(text).toString());
        } else if (parameters.path("inputs") instanceof ObjectNode inputs) {
            ObjectNode opened = JSON.objectNode();
            inputs.fields()
                    .forEachRemaining(e -> opened.put(
                            only ? "" : e.getKey(),
                            told.reference(e.getValue().asText()).toString()));
            parameters.set("inputs", opened);
        }
    }

    private static void openConstants(TransformStep transform, ObjectNode parameters) {
        if (!(parameters.path("ops") instanceof ArrayNode ops)) {
            return;
        }
        for (int i = 0; i < Math.min(ops.size(), transform.ops().size()); i++) {
            OpSpec op = transform.ops().get(i);
            if (op.readsFile()) {
                JsonNode written = MAPPER.valueToTree(op.arguments());
                ops.set(i, JSON.objectNode().set(op.kernel(), OpenText.plain(written)));
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ common

    private Step step(String id) {
        return told.step(id)
                .orElseThrow(() ->
                        new IllegalArgumentException("the text has a step '" + id + "', the manifest in it has none"));
    }

    private void openReference(ObjectNode json, String key) {
        if (json.path(key).isTextual()) {
            json.put(key, told.reference(json.get(key).asText()).toString());
        }
    }

    /** What is inside another graph goes by the step's id and a dot. */
    private static void leaveOutOthers(ObjectNode json, String key) {
        List<JsonNode> own = new ArrayList<>();
        json.path(key).forEach(name -> {
            if (name.asText().indexOf('.') < 0) {
                own.add(name);
            }
        });
        if (json.has(key)) {
            json.set(key, JSON.arrayNode().addAll(own));
        }
    }

    private static void replaceTexts(ArrayNode list, UnaryOperator<String> how) {
        for (int i = 0; i < list.size(); i++) {
            list.set(i, TextNode.valueOf(how.apply(list.get(i).asText())));
        }
    }
}
