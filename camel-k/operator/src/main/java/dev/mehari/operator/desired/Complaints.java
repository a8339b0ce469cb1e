// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.mehari.graph.Finding;
import dev.mehari.graph.Severity;

/** What is found wrong while objects are made, all of it at once. Confined to one rendering. */
final class Complaints {
    private static final int SHOWN = 80;

    private final String graph;
    private final List<Finding> findings = new ArrayList<>();

    Complaints(String graph) {
        this.graph = graph;
    }

    void add(String path, String message, String mend) {
        Finding finding = new Finding(graph, 1, path, Severity.ERROR, message, mend, Optional.empty());
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    List<Finding> all() {
        return List.copyOf(findings);
    }

    /** @throws InvalidRevisionException if there are any */
    void end() {
        if (!findings.isEmpty()) {
            throw new InvalidRevisionException(findings);
        }
    }

    /** The path of a key, quoted where it isn't a plain word. */
    static String child(String path, String key) {
        return Names.isWord(key) ? path + "." + key : path + "[\"" + shown(key).replace("\"", "\\\"") + "\"]";
    }

    /** Text for a message: in quotes, one line, not too long. */
    static String quoted(String text) {
        return "'" + shown(text) + "'";
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(SHOWN)
                .map(c -> Character.isISOControl(c) || c >= 0xd800 && c <= 0xdfff ? '\ufffd' : c)
                .forEach(shown::appendCodePoint);
        return shown.append(text.codePointCount(0, text.length()) > SHOWN ? "…" : "")
                .toString();
    }
}
