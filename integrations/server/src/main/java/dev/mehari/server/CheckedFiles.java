// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.mehari.graph.Checked;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.Finding;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.Surroundings;

/** What checking the files of a command line found, and the graphs that are right. */
record CheckedFiles(List<CheckedGraph> graphs, List<Finding> findings) {

    /** Reads and checks graph files in both halves, and bare models as the graphs made for them. */
    static CheckedFiles of(GraphPaths paths, Surroundings surroundings) {
        List<Checked> all = new ArrayList<>(
                GraphFiles.checkAll(paths.graphs(), surroundings).values());
        for (Path model : paths.models()) {
            Path folder = model.toAbsolutePath().getParent();
            all.add(GraphFiles.check(
                    model.toString(),
                    BareModel.graph(model, surroundings.runtimes()),
                    folder == null ? Path.of("") : folder,
                    surroundings));
        }
        List<Finding> findings = new ArrayList<>();
        List<CheckedGraph> graphs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Checked checked : all) {
            findings.addAll(checked.findings());
            checked.graph().ifPresent(graphs::add);
            if (checked.graph().isPresent() && !names.add(checked.graph().get().name())) {
                throw new UsageException("two of these paths give a graph named '"
                        + checked.graph().get().name() + "'; rename a file");
            }
        }
        findings.sort(Finding.ORDER);
        return new CheckedFiles(List.copyOf(graphs), List.copyOf(findings));
    }

    boolean anyError() {
        return Finding.anyError(findings);
    }
}
