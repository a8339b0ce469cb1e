// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds graphs of one name among several files: none of them may start. */
final class SameName {
    private SameName() {}

    static void report(Map<Path, Optional<Draft>> drafts, Map<Path, Findings> findings) {
        Map<String, List<Path>> files = new LinkedHashMap<>();
        drafts.forEach((file, draft) -> draft.map(d -> d.graph().name())
                .filter(name -> !name.isEmpty())
                .ifPresent(name ->
                        files.computeIfAbsent(name, n -> new ArrayList<>()).add(file)));
        files.forEach((name, same) -> {
            if (same.size() > 1) {
                same.forEach(file -> report(name, file, same, drafts, findings));
            }
        });
    }

    private static void report(
            String name, Path file, List<Path> same, Map<Path, Optional<Draft>> drafts, Map<Path, Findings> findings) {
        List<String> others = same.stream()
                .filter(other -> !other.equals(file))
                .map(Path::toString)
                .toList();
        GraphSource source = drafts.getOrDefault(file, Optional.empty())
                .orElseThrow()
                .graph()
                .source();
        Findings own = findings.get(file);
        if (own != null) {
            own.error(
                    source.place("metadata.name"),
                    "the graph '" + name + "' is also in " + String.join(", ", others),
                    "Give each graph a name of its own.");
        }
    }
}
