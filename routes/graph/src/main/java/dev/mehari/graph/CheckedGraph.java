// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import dev.mehari.tensor.TensorType;

/**
 * A graph that is right, with every name resolved and every type known: what a compiler needs, and nothing more.
 *
 * @param graph the file as it stands
 * @param inputs in file order
 * @param models those that a step uses, by key, in file order
 * @param nodes the steps, in order
 * @param outputs in the order of the answer
 * @param types every tensor: inputs, then outputs of nodes in order of appearance, those inside blocks before the block's
 * @param files the data files that constants came from, by URI
 * @param headers the allow-list: headers that a condition or a traffic key names, lower case, sorted
 * @param cookies the allow-list: cookies that a traffic key names, sorted
 * @param children the graphs that steps use, by name, with those that they use themselves: each stands before those that
 *     use it
 */
public record CheckedGraph(
        InferenceGraph graph,
        List<CheckedInput> inputs,
        Map<String, LocatedModel> models,
        List<Node> nodes,
        List<CheckedOutput> outputs,
        Map<Reference, TensorType> types,
        List<DataFile> files,
        Set<String> headers,
        Set<String> cookies,
        Map<String, CheckedGraph> children) {
    public CheckedGraph {
        inputs = List.copyOf(inputs);
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        files = List.copyOf(files);
        headers = Collections.unmodifiableSet(new TreeSet<>(headers));
        cookies = Collections.unmodifiableSet(new TreeSet<>(cookies));
        children = Collections.unmodifiableMap(new LinkedHashMap<>(children));
    }

    public String name() {
        return graph.name();
    }

    public boolean batch() {
        return graph.spec().batch();
    }
}
