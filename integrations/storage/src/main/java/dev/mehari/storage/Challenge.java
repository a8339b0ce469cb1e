// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry wants of who asks it: {@code WWW-Authenticate: Bearer realm="…",service="…"} (RFC 9110, 11.6.1).
 *
 * @param scheme lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final Pattern PARAMETER =
            Pattern.compile("([A-Za-z_-]{1,32})\\s*=\\s*(?:\"([^\"\\\\]{0,2000})\"|([^\",\\s]{1,2000}))");

    static Optional<Challenge> of(Optional<String> header) {
        return header.filter(text -> text.length() < 8000).map(text -> {
            String stripped = text.strip();
            int blank = stripped.indexOf(' ');
            String scheme = blank < 0 ? stripped : stripped.substring(0, blank);
            Map<String, String> parameters = new HashMap<>();
            Matcher matcher = PARAMETER.matcher(blank < 0 ? "" : stripped.substring(blank));
            while (matcher.find()) {
                String value = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
                parameters.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), value);
            }
            return new Challenge(scheme.toLowerCase(Locale.ROOT), Map.copyOf(parameters));
        });
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }
}
