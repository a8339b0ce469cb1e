// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/**
 * Where a value stands in a graph file.
 *
 * @param path in the manifest
 * @param line of its key, or of itself where it has none; from 1
 */
record Place(String path, int line) {
    /** The path of a value under a key, quoted where the key isn't a plain word. */
    static String child(String path, String key) {
        if (isPlain(key)) {
            return path.isEmpty() ? key : path + "." + key;
        }
        return path + "[" + quote(key) + "]";
    }

    static String child(String path, int index) {
        return path + "[" + index + "]";
    }

    private static boolean isPlain(String key) {
        if (key.isEmpty() || Character.isDigit(key.charAt(0))) {
            return false;
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean plain = c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    /** Text in single quotes where wanted and possible, else in double quotes. */
    static String quote(String text, boolean single) {
        boolean printable = text.chars().allMatch(c -> c >= 0x20 && c != 0x7f);
        return single && printable ? "'" + text.replace("'", "''") + "'" : quote(text);
    }

    /** Text in double quotes, as JSON writes it: also right in YAML. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        quoted.append(String.format("\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
