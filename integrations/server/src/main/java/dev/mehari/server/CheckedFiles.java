// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.graph.Checked;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.Finding;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.Severity;
import dev.mehari.graph.Surroundings;
import dev.mehari.model.InvalidModelException;

/**
 * What checking files found.
 *
 * @param byFile in the order in which they were named
 */
record CheckedFiles(Map<Path, Checked> byFile) {
    CheckedFiles {
        byFile = Collections.unmodifiableMap(new LinkedHashMap<>(byFile));
    }

    /** Reads and checks graph files in both halves, and bare models as the graphs made for them. */
    static CheckedFiles of(GraphPaths paths, Surroundings surroundings) {
        Map<Path, Checked> all = new LinkedHashMap<>(GraphFiles.checkAll(paths.graphs(), surroundings));
        paths.models().forEach(model -> all.put(model, bare(model, surroundings)));
        Map<String, Path> names = new HashMap<>();
        for (Map.Entry<Path, Checked> each : List.copyOf(all.entrySet())) {
            String name = each.getValue().graph().map(CheckedGraph::name).orElse("");
            Path other = name.isEmpty() ? null : names.putIfAbsent(name, each.getKey());
            if (other != null) {
                // Two graph files are told apart by the check itself; a bare model's name is its file's.
                all.put(
                        each.getKey(),
                        wrong(
                                each.getKey(),
                                "it gives a graph named '" + name + "', as " + other + " does",
                                "Rename one of them."));
            }
        }
        return new CheckedFiles(all);
    }

    private static Checked bare(Path model, Surroundings surroundings) {
        Path folder = model.toAbsolutePath().getParent();
        try {
            return GraphFiles.check(
                    model.toString(),
                    BareModel.graph(model, surroundings.runtimes()),
                    folder == null ? Path.of("") : folder,
                    surroundings);
        } catch (InvalidModelException e) {
            return wrong(model, String.valueOf(e.getMessage()).replaceFirst("\\.$", ""), "");
        }
    }

    private static Checked wrong(Path file, String message, String mend) {
        return new Checked(
                Optional.empty(),
                List.of(new Finding(file.toString(), 1, "", Severity.ERROR, message, mend, Optional.empty())));
    }

    /** Those that are right. */
    List<CheckedGraph> graphs() {
        return byFile.values().stream().flatMap(each -> each.graph().stream()).toList();
    }

    /** All findings, sorted. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        byFile.values().forEach(each -> findings.addAll(each.findings()));
        findings.sort(Finding.ORDER);
        return findings;
    }

    boolean anyError() {
        return Finding.anyError(findings());
    }
}
