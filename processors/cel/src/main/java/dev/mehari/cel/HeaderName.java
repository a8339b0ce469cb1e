// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import dev.mehari.cel.InvalidCelException.Problem;

/** Which headers a graph may read, be it in CEL or as the key of a traffic step. */
public final class HeaderName {
    private static final Set<String> SECRET =
            Set.of("authorization", "cookie", "cookie2", "set-cookie", "set-cookie2", "proxy");
    private static final String TOKEN_CHARS = "!#$%&'*+-.^_`|~";

    private HeaderName() {}

    /**
     * What is wrong with a name: the header carries credentials ({@code authorization}, {@code cookie}) or belongs to
     * proxies ({@code proxy-…}), it isn't in lower case, or it is no token (RFC 9110, section 5.6.2). Empty if a graph may
     * read the header.
     *
     * @return a problem at offset 0, whose patch is the name to write
     */
    public static Optional<Problem> problem(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (SECRET.contains(lower) || lower.startsWith("proxy-")) {
            return Optional.of(new Problem(
                    0,
                    "header '" + name + "' carries credentials or belongs to proxies, no graph reads it",
                    "Decide by request.caller, or send what the graph may know in a header of its own",
                    null));
        }
        if (name.isEmpty() || !name.chars().allMatch(HeaderName::isTokenChar)) {
            return Optional.of(new Problem(
                    0,
                    "'" + name + "' is no name of a header",
                    "Write letters, digits and '-', as in \"x-tier\"",
                    null));
        }
        if (!name.equals(lower)) {
            return Optional.of(
                    new Problem(0, "header '" + name + "' is not in lower case", "Write '" + lower + "'", lower));
        }
        return Optional.empty();
    }

    private static boolean isTokenChar(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || TOKEN_CHARS.indexOf(c) >= 0;
    }
}
