// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.regex.Matcher;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Compiles the patterns of {@code matches}. RE2 takes time in proportion to the text whatever the pattern, but writes out
 * what a pattern repeats, so that {@code ((a{1000}){1000}){1000}} would fill the memory: patterns are measured first.
 */
final class Patterns {
    private static final int LONGEST = 2_000;
    private static final int MOST_GROUPS = 200;
    private static final long LARGEST = 20_000;

    private static final java.util.regex.Pattern REPEAT =
            java.util.regex.Pattern.compile("(\\)?)\\{(\\d{1,4})(?:,(\\d{0,4}))?\\}");

    private Patterns() {}

    /** @throws PatternSyntaxException if it isn't RE2, or too large */
    static Pattern compile(String pattern) {
        if (pattern.length() > LONGEST || pattern.chars().filter(c -> c == '(').count() > MOST_GROUPS) {
            throw new PatternSyntaxException("more than " + LONGEST + " characters or " + MOST_GROUPS + " groups");
        }
        if (size(pattern) > LARGEST) {
            throw new PatternSyntaxException("too much repeated");
        }
        return Pattern.compile(pattern);
    }

    /**
     * No less than the steps that the pattern is written out to: a char is repeated by the groups around it, whose counts
     * follow a closing bracket, and by its own count. Brackets and braces that mean themselves are counted as well.
     */
    private static long size(String pattern) {
        long groups = 1;
        long own = 1;
        Matcher repeats = REPEAT.matcher(pattern);
        while (repeats.find()) {
            String upTo = repeats.group(3) == null || repeats.group(3).isEmpty() ? repeats.group(2) : repeats.group(3);
            int count = Math.max(1, Integer.parseInt(upTo));
            if (repeats.group(1).isEmpty()) {
                own = Math.max(own, count);
            } else {
                groups = Math.min(LARGEST + 1, groups * count);
            }
        }
        return pattern.length() * groups * own;
    }
}
