// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.mehari.graph.Finding;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.InferenceGraph;
import dev.mehari.graph.OpenGraph;
import dev.mehari.graph.Reading;

/** Graph files read without their models, and those beside them that their steps use. Confined to one command. */
final class OpenFiles {
    private final Map<String, InferenceGraph> graphs = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Path> searched = new LinkedHashSet<>();

    /** Reads graph files and notes what is wrong with them. */
    OpenFiles(List<Path> files) {
        for (Path file : files) {
            Reading reading = GraphFiles.read(file);
            findings.addAll(reading.findings());
            reading.graph().ifPresent(graph -> graphs.put(graph.name(), graph));
        }
    }

    List<Finding> findings() {
        return findings;
    }

    /** Those that no other of them uses. */
    List<InferenceGraph> outermost() {
        Set<String> used = new LinkedHashSet<>();
        graphs.values().forEach(graph -> used.addAll(OpenGraph.uses(graph)));
        return graphs.values().stream()
                .filter(graph -> !used.contains(graph.name()))
                .toList();
    }

    /**
     * A graph after those that it uses, each once.
     *
     * @throws UsageException if one of them isn't there, or if they use each other in a ring
     */
    Collection<InferenceGraph> withUsed(InferenceGraph graph) {
        Map<String, InferenceGraph> ordered = new LinkedHashMap<>();
        collect(graph, ordered, new LinkedHashSet<>());
        return ordered.values();
    }

    private void collect(InferenceGraph graph, Map<String, InferenceGraph> ordered, Set<String> around) {
        if (!around.add(graph.name())) {
            throw new UsageException(
                    "graphs use each other in a ring: " + String.join(" → ", around) + " → " + graph.name());
        }
        for (String name : OpenGraph.uses(graph)) {
            if (!ordered.containsKey(name)) {
                InferenceGraph used = find(name, graph.source().folder())
                        .orElseThrow(() -> new UsageException("graph '" + graph.name() + "' uses '" + name
                                + "', and there is no such graph; put its *" + GraphPaths.SUFFIX
                                + " beside it, or name its file too"));
                collect(used, ordered, around);
            }
        }
        around.remove(graph.name());
        ordered.put(graph.name(), graph);
    }

    private Optional<InferenceGraph> find(String name, Path folder) {
        if (!graphs.containsKey(name) && searched.add(folder)) {
            GraphPaths.search(folder).orElse(List.of()).stream()
                    .filter(file -> folder.equals(file.getParent()))
                    .forEach(file -> GraphFiles.read(file).graph().ifPresent(g -> graphs.putIfAbsent(g.name(), g)));
        }
        return Optional.ofNullable(graphs.get(name));
    }
}
