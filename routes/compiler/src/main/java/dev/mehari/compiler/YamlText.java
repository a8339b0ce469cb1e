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

    /** In single quotes, where only a single quote must be doubled; for texts of one line. */
    static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
