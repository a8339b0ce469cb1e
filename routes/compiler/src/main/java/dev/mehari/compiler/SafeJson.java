// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * JSON that means the same to Camel as to us. Camel looks for property placeholders (two opening braces) and functions (a
 * dollar sign and a brace) in every text of a route, and parameters of a step become the query of a URI, in which an
 * ampersand ends a value, {@code %41} is a letter, a plus a space, and {@code RAW(…)} is taken as it is. So whatever users
 * write is escaped: such characters within texts become JSON's own escapes, and braces that close two objects at once are set
 * apart.
 */
final class SafeJson {
    /** What means something to Camel inside a text of a route, or in a URI that it is put into. */
    private static final String SPECIAL = "{}$(&%+#;";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private SafeJson() {}

    static String write(JsonNode json) {
        String plain;
        try {
            plain = MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can always be written", e);
        }
        StringBuilder safe = new StringBuilder(plain.length() + 16);
        boolean inText = false;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (inText && c == '\\') {
                safe.append(c).append(plain.charAt(++i));
            } else if (inText && isSpecial(c)) {
                safe.append(String.format("\\u%04x", (int) c));
            } else {
                if (c == '"') {
                    inText = !inText;
                } else if (c == '}' && !inText && safe.charAt(safe.length() - 1) == '}') {
                    safe.append(' ');
                }
                safe.append(c);
            }
        }
        return safe.toString();
    }

    /** Beyond ASCII: spaces and controls make no URI, others no YAML, and marks of direction show what isn't there. */
    private static boolean isSpecial(char c) {
        return SPECIAL.indexOf(c) >= 0
                || (c > 0x7e
                        && (c >= 0xfffe
                                || Character.isISOControl(c)
                                || Character.isSpaceChar(c)
                                || Character.getType(c) == Character.FORMAT));
    }
}
