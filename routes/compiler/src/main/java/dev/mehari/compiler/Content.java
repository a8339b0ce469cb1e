// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.CheckedInput;
import dev.mehari.graph.InferenceGraph;
import dev.mehari.graph.ModelSpec;
import dev.mehari.graph.Node;
import dev.mehari.graph.OpenGraph;
import dev.mehari.graph.Reference;
import dev.mehari.tensor.TensorType;

/**
 * What becomes a text, closed or open. An open one has empty places, and the writers leave out what is empty.
 *
 * @param models by key; of a closed text with runtime and digest as found
 * @param types see {@link CheckedGraph#types}; none in an open text
 * @param outputs name to reference
 * @param arguments see {@link OpenGraph#arguments}; none in a closed text
 * @param children by name, with their own; empty in an open text, where nothing is known of them
 */
record Content(
        InferenceGraph graph,
        List<CheckedInput> inputs,
        Map<String, ModelSpec> models,
        Map<Reference, TensorType> types,
        List<Node> nodes,
        Map<String, Reference> outputs,
        Map<String, Map<Integer, Object>> arguments,
        Optional<Map<String, CheckedGraph>> children) {

    static Content of(CheckedGraph graph) {
        Map<String, ModelSpec> models = new LinkedHashMap<>();
        graph.models()
                .forEach((key, model) -> models.put(
                        key,
                        new ModelSpec(
                                Optional.of(model.runtime()),
                                model.spec().uri(),
                                model.spec().version(),
                                Optional.of(model.file().sha256()),
                                model.spec().card(),
                                model.spec().description())));
        Map<String, Reference> outputs = new LinkedHashMap<>();
        graph.outputs().forEach(output -> outputs.put(output.name(), output.from()));
        return new Content(
                graph.graph(),
                graph.inputs(),
                models,
                graph.types(),
                graph.nodes(),
                outputs,
                Map.of(),
                Optional.of(graph.children()));
    }

    static Content of(OpenGraph graph) {
        return new Content(
                graph.graph(),
                graph.inputs(),
                graph.models(),
                Map.of(),
                graph.nodes(),
                graph.outputs(),
                graph.arguments(),
                Optional.empty());
    }

    String name() {
        return graph.name();
    }

    boolean isOpen() {
        return children.isEmpty();
    }
}
