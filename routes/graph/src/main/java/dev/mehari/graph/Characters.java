// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/** Characters that YAML doesn't allow (YAML 1.2.2 section 5.1), found before a parser meets them. */
final class Characters {
    private Characters() {}

    /** Whether there is one; the first of each line is a finding, up to ten. */
    static boolean findForbidden(String text, Findings findings) {
        int line = 1;
        int column = 1;
        int reported = 0;
        int reportedLine = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!isAllowed(c) && line != reportedLine && reported < 10) {
                findings.error(
                        new Place("", line),
                        String.format("the character U+%04X at column %d can't stand in a graph file", c, column),
                        "Remove it; in double quotes it can be written with a backslash.");
                reported++;
                reportedLine = line;
            }
            boolean breaks = c == '\n' || c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n');
            line += breaks ? 1 : 0;
            column = breaks ? 1 : column + 1;
            i += Character.charCount(c);
        }
        return reported > 0;
    }

    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0x7e)
                || c == 0x85
                || (c >= 0xa0 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd && c != 0xfeff)
                || c >= 0x10000;
    }
}
