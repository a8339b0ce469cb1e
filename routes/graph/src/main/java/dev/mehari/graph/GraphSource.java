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

    /** The value at a path. */
    Optional<Value> value(String path) {
        return Optional.ofNullable(values.get(path));
    }

    /** The single value at a path, for patches. */
    Optional<Value.Scalar> scalar(String path) {
        return values.get(path) instanceof Value.Scalar scalar ? Optional.of(scalar) : Optional.empty();
    }

    /** The key at a path, for patches. */
    Optional<Value.Scalar> key(String path) {
        return Optional.ofNullable(keys.get(path));
    }

    /** The edit that puts an entry before the first one of the object at a path, in the style in which it is written. */
    Optional<Patch> insert(String path, String entry) {
        if (!(values.get(path) instanceof Value.Mapping mapping)
                || mapping.entries().isEmpty()) {
            return Optional.empty();
        }
        Value.Scalar first = mapping.entries().values().iterator().next().key();
        Optional<String> before = before(first.line(), first.column());
        return before.map(b -> {
            String after = b.stripTrailing().endsWith("{") ? ", " : "\n" + " ".repeat(first.column() - 1);
            return new Patch(first.line(), first.column(), "", entry + after);
        });
    }

    /** What stands before a column of a line; empty where our lines aren't the parser's. */
    private Optional<String> before(int line, int column) {
        return line(line)
                .filter(l -> l.codePointCount(0, l.length()) >= column - 1)
                .map(l -> l.substring(0, l.offsetByCodePoints(0, column - 1)));
    }

    private Optional<String> line(int number) {
        return text.lines().skip(number - 1L).findFirst();
    }

    /**
     * The edit that puts a step before the one at {@code step} and lets a reference in that one name what it gives. Only for
     * steps that stand on one line up to there.
     *
     * @param step the path of the step's body, such as {@code spec.steps[1].model}
     * @param reference the path of the reference
     * @param added the step to put before, without its braces
     */
    Optional<Patch> insertStep(String step, String reference, String added, String newReference) {
        Value.Scalar key = keys.get(step);
        Optional<Value.Scalar> scalar = scalar(reference);
        if (key == null
                || scalar.isEmpty()
                || scalar.get().raw().isEmpty()
                || scalar.get().line() != key.line()) {
            return Optional.empty();
        }
        Optional<String> before = before(key.line(), key.column());
        Optional<String> through =
                before(key.line(), scalar.get().column()).flatMap(head -> before.map(b -> head.substring(b.length())));
        if (before.isEmpty() || through.isEmpty()) {
            return Optional.empty();
        }
        String lead = before.get();
        String old = through.get() + scalar.get().raw();
        String mended = through.get() + newReference;
        if (lead.stripTrailing().endsWith("{")) {
            return Optional.of(new Patch(key.line(), key.column(), old, added + "}, {" + mended));
        }
        if (lead.isBlank() || !lead.strip().equals("-")) {
            return Optional.empty();
        }
        return Optional.of(new Patch(key.line(), key.column(), old, added + "\n" + lead + mended));
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
