// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The text that a graph was read from. Immutable. */
public final class GraphSource {
    private final String file;
    private final String text;
    private final Path folder;
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Value.Scalar> keys = new HashMap<>();

    GraphSource(String file, String text, Path folder, Value root) {
        this.file = file;
        this.text = text;
        this.folder = folder;
        collect(root);
    }

    private void collect(Value value) {
        values.put(value.path(), value);
        if (value instanceof Value.Mapping mapping) {
            mapping.entries().values().forEach(entry -> {
                keys.put(entry.key().path(), entry.key());
                collect(entry.value());
            });
        } else if (value instanceof Value.Sequence sequence) {
            sequence.items().forEach(this::collect);
        }
    }

    /** The file's name, as whoever asked for it named it. */
    public String file() {
        return file;
    }

    public String text() {
        return text;
    }

    /** Where relative URIs start, unless the graph has a {@code modelRoot}. */
    public Path folder() {
        return folder;
    }

    /** The line, from 1, of the value at a path; of the nearest value around it if there is none. */
    public int line(String path) {
        return place(path).line();
    }

    /** The place for a finding: the path as given, the line of the nearest value that exists. */
    Place place(String path) {
        for (String at = path; ; at = parent(at)) {
            Value value = values.get(at);
            if (value != null) {
                return new Place(path, value.place().line());
            }
            if (at.isEmpty()) {
                return new Place(path, 1);
            }
        }
    }

    /** Whether the file has a value at a path. */
    boolean has(String path) {
        return values.containsKey(path);
    }

    /** The single value at a path, for patches. */
    Optional<Value.Scalar> scalar(String path) {
        return values.get(path) instanceof Value.Scalar scalar ? Optional.of(scalar) : Optional.empty();
    }

    /** The key at a path, for patches. */
    Optional<Value.Scalar> key(String path) {
        return Optional.ofNullable(keys.get(path));
    }

    private static String parent(String path) {
        if (path.endsWith("\"]")) {
            // A quoted key may hold dots and brackets; only its opening, [" not preceded by a backslash, ends the
            // parent.
            int open = path.lastIndexOf("[\"");
            while (open > 0 && path.charAt(open - 1) == '\\') {
                open = path.lastIndexOf("[\"", open - 1);
            }
            return path.substring(0, Math.max(open, 0));
        }
        return path.substring(0, Math.max(Math.max(path.lastIndexOf('.'), path.lastIndexOf('[')), 0));
    }

    @Override
    public String toString() {
        return file;
    }
}
