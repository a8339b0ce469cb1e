// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a graph file.
 *
 * @param file its name, as whoever asked for the check named it
 * @param line from 1
 * @param path where in the manifest, such as {@code spec.steps[1].choice.when[0].cel}; {@code ""} is the whole file. Odd
 *     keys are quoted ({@code spec.models["a.b"]}); of duplicates it is the second, of something missing its parent
 * @param message what is wrong; without a full stop
 * @param mend what to do, in one or more sentences; empty where the message says it all
 * @param patch the mend as an edit of the file, where one is certain
 */
public record Finding(
        String file, int line, String path, Severity severity, String message, String mend, Optional<Patch> patch) {

    /** By file, then line, then path: the order in which a reader meets them. */
    public static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::file).thenComparingInt(Finding::line).thenComparing(Finding::path);

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Whether one of them stops a start. */
    public static boolean anyError(Collection<Finding> findings) {
        return findings.stream().anyMatch(Finding::isError);
    }

    /** As {@code --json} prints it: plain Java for any JSON writer, keys in order. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("file", file);
        json.put("line", line);
        json.put("path", path);
        json.put("severity", severity.word());
        json.put("message", message);
        json.put("mend", mend);
        json.put("patch", patch.map(Patch::toJson).orElse(null));
        return json;
    }

    /** {@code credit.graph.yaml:14  spec.steps[1].model.use: no model 'tres'. Did you mean 'trees'?} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(file).append(':').append(line).append("  ");
        if (!path.isEmpty()) {
            text.append(path).append(": ");
        }
        if (severity == Severity.WARNING) {
            text.append("warning: ");
        }
        text.append(message).append('.');
        if (!mend.isEmpty()) {
            text.append(' ').append(mend);
        }
        return text.toString();
    }
}
