// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging.image;

import java.util.List;

/** The few words of JSON that an image needs. */
final class Json {
    private Json() {}

    static String text(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    static String texts(List<String> texts) {
        return "[" + String.join(",", texts.stream().map(Json::text).toList()) + "]";
    }
}
