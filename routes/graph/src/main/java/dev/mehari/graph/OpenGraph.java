// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A graph as far as its file alone tells it: without its models, its data files and the graphs that it uses. What they would
 * tell stays open:
 *
 * <ul>
 *   <li>the types of values,
 *   <li>the own name of the single {@code input} of a model or graph: it is {@code ""},
 *   <li>the outputs of a model step without {@code outputs} and of a graph step: there are none, and a reference to such a node
 *       names the node alone; so does one to a block that hands outward what such a step at the end of a branch gives,
 *   <li>whether {@code own[1]} is a column or a name: it is taken for a name,
 *   <li>what blocks hand outward: {@link Branch#gives}, the outputs of choice, cascade, traffic, and of an ensemble with one
 *       combiner for all; for it goes by types,
 *   <li>constants from data files: {@link #arguments}.
 * </ul>
 *
 * @param graph the file as it stands
 * @param inputs in file order
 * @param models those that a step uses, by key, in file order
 * @param nodes the steps, in order
 * @param outputs name to reference, in the order of the answer
 * @param arguments of kernels whose constants stand in a data file, as they are written: transform to position among its ops
 */
public record OpenGraph(
        InferenceGraph graph,
        List<CheckedInput> inputs,
        Map<String, ModelSpec> models,
        List<Node> nodes,
        Map<String, Reference> outputs,
        Map<String, Map<Integer, Object>> arguments) {
    public OpenGraph {
        inputs = List.copyOf(inputs);
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        nodes = List.copyOf(nodes);
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        arguments = Map.copyOf(arguments);
    }

    /**
     * Of a graph that {@link GraphFiles#read} found nothing wrong with.
     *
     * @throws IllegalArgumentException if the file is wrong after all
     */
    public static OpenGraph of(InferenceGraph graph) {
        Findings findings = new Findings(graph.source().file());
        CheckRun run = new CheckRun(new Draft(graph, Set.of()), findings, Optional.empty(), Optional.empty());
        List<CheckedInput> inputs = new InputCheck(run)
                .check(Scope.outermost())
                .orElseThrow(() -> new IllegalArgumentException("graph '" + graph.name() + "' is wrong: "
                        + findings.sorted().get(0)));
        OpenSteps steps = new OpenSteps(run);
        List<Node> nodes = steps.nodes(graph.spec().steps());
        Map<String, Reference> outputs = new LinkedHashMap<>();
        graph.spec().outputs().forEach(output -> outputs.put(output.name(), steps.reference(output.from())));
        Map<String, ModelSpec> models = new LinkedHashMap<>(graph.spec().models());
        models.keySet().retainAll(used(graph));
        return new OpenGraph(graph, inputs, models, nodes, outputs, steps.arguments());
    }

    private static Set<String> used(InferenceGraph graph) {
        Set<String> used = new LinkedHashSet<>();
        Steps.each(graph.spec().steps(), step -> {
            if (step instanceof ModelStep model) {
                used.add(model.use());
            }
        });
        return used;
    }

    /** The names of the graphs that its steps use, in the order of their appearance. */
    public List<String> uses() {
        return uses(graph);
    }

    /** The names of the graphs that steps use, in the order of their appearance. */
    public static List<String> uses(InferenceGraph graph) {
        Set<String> uses = new LinkedHashSet<>();
        Steps.each(graph.spec().steps(), step -> {
            if (step instanceof GraphStep other) {
                uses.add(other.use());
            }
        });
        return new ArrayList<>(uses);
    }
}
