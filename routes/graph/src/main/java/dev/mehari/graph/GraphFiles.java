// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.nio.file.Path;
import java.util.Optional;

/** Graph files to graphs. Nothing is thrown for a wrong file: whatever is wrong is a {@link Finding}. */
public final class GraphFiles {
    private GraphFiles() {}

    /**
     * Reads the text of a graph file.
     *
     * @param name the file's name, for findings
     * @param folder where relative URIs start
     */
    public static Reading read(String name, String text, Path folder) {
        Findings findings = new Findings(name);
        Optional<Draft> draft =
                YamlReader.read(text, findings).flatMap(v -> GraphReader.read(v, name, text, folder, findings));
        Optional<InferenceGraph> graph = draft.map(Draft::graph).filter(g -> !findings.anyError());
        return new Reading(graph, findings.sorted());
    }
}
