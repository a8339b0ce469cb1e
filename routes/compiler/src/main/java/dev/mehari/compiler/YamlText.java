// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

/** Writes block-style YAML, line by line: just the forms that a route needs. Confined to one compilation. */
final class YamlText {
    private final StringBuilder text = new StringBuilder();
    private int indent;

    YamlText line(String line) {
        text.append("  ".repeat(indent)).append(line).append('\n');
        return this;
    }

    /** {@code key: 'value'}, whatever the value is. */
    YamlText entry(String key, String value) {
        return line(key + ": " + quoted(value));
    }

    /** {@code - key: 'value'}, the first entry of a list item; its further entries are one level deeper. */
    YamlText item(String key, String value) {
        return line("- " + key + ": " + quoted(value));
    }

    YamlText deeper(Runnable content) {
        indent++;
        content.run();
        indent--;
        return this;
    }

    /**
     * In single quotes, where only a single quote must be doubled, as long as it is plain text of one line; else in double quotes
     * with escapes. A line break in single quotes would become a space, and a line of three dashes the end of the document.
     */
    static String quoted(String value) {
        return value.codePoints().allMatch(YamlText::isPlain) ? "'" + value.replace("'", "''") + "'" : escaped(value);
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static String escaped(String value) {
        StringBuilder text = new StringBuilder("\"");
        value.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                text.append('\\').appendCodePoint(point);
            } else if (isPlain(point)) {
                text.appendCodePoint(point);
            } else if (point == '\n') {
                text.append("\\n");
            } else {
                text.append(point > 0xFFFF ? "\\U%08X".formatted(point) : "\\u%04X".formatted(point));
            }
        });
        return text.append('"').toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
