// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Optional;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** The parser's complaints in words for whoever wrote the file. */
final class Syntax {
    private Syntax() {}

    static String message(MarkedYamlEngineException e, String text) {
        if (isTab(e, text)) {
            return "the line is indented with a tab";
        }
        String where =
                e.getProblemMark().map(m -> " at column " + (m.getColumn() + 1)).orElse("");
        return "the file isn't YAML" + where + ": " + problem(e);
    }

    static String mend(MarkedYamlEngineException e, String text) {
        if (isTab(e, text)) {
            return "Use spaces: YAML doesn't take tabs there.";
        }
        return e.getContextMark()
                .filter(m ->
                        e.getProblemMark().map(p -> p.getLine() != m.getLine()).orElse(false))
                .map(m -> "Look also at line " + (m.getLine() + 1) + ", where it begins.")
                .orElse("");
    }

    private static String problem(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        return problem.endsWith(".") ? problem.substring(0, problem.length() - 1) : problem;
    }

    private static boolean isTab(MarkedYamlEngineException e, String text) {
        Optional<Integer> line = e.getProblemMark().map(Mark::getLine);
        return line.isPresent()
                && text.lines().skip(line.get()).findFirst().orElse("").matches(" *\t.*");
    }
}
