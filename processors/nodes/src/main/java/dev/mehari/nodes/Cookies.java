// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

/** The request header {@code cookie} (RFC 6265, sections 4.2.1 and 5.4): {@code name=value; name=value}. */
public final class Cookies {
    private Cookies() {}

    /**
     * The value of the first cookie of that name, without the quotes that may stand around it; {@code ""} if there is none.
     * Names differ by case. Whatever is no pair is skipped.
     */
    public static String find(String header, String name) {
        for (int from = 0; from < header.length(); ) {
            int end = header.indexOf(';', from);
            end = end < 0 ? header.length() : end;
            int equals = header.indexOf('=', from);
            if (equals >= 0
                    && equals < end
                    && header.substring(from, equals).strip().equals(name)) {
                return unquoted(header.substring(equals + 1, end).strip());
            }
            from = end + 1;
        }
        return "";
    }

    /** As {@link #find(String, String)} in the headers one after another, for protocols that may part them. */
    public static String find(Iterable<String> headers, String name) {
        for (String header : headers) {
            String value = find(header, name);
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
