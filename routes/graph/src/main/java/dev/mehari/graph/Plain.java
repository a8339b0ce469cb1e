// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Set;
import java.util.regex.Pattern;

/*
 * WHAT A WORD WITHOUT QUOTES READS AS
 *
 * A graph file must mean the same to us and to a cluster, but YAML has two ages. We read YAML 1.2 (core schema), where
 * `no` is text; kubectl reads YAML 1.1, where it is false. So a plain scalar is read by 1.2, and what 1.1 would read
 * otherwise is set apart: a reader that wants text says "quote it", and nobody ever takes `no` for text or for false.
 *
 * References: YAML 1.2.2 section 10.3.2 (core schema); YAML 1.1 types bool, int, float, timestamp (yaml.org/type).
 */
/** What a scalar without quotes reads as. */
enum Plain {
    NULL("null"),
    BOOLEAN("a boolean"),
    /** A number that JSON can write. */
    NUMBER("a number"),
    /** {@code .inf}, {@code .nan}: a number in YAML, nothing in JSON. */
    NOT_JSON("a number that JSON doesn't have"),
    /** {@code yes}, {@code off}: text in YAML 1.2, a boolean in 1.1. */
    OLD_BOOLEAN("a boolean to kubectl"),
    /** {@code y}, {@code n}: like {@link #OLD_BOOLEAN}, but too common as a name to refuse. */
    OLD_LETTER("a boolean to kubectl"),
    /** {@code 0x1F, 0o17, 017, 1_000, 12:30:45}: numbers that one age or the other reads differently. */
    OLD_NUMBER("a number that not every YAML reads alike"),
    DATE("a date"),
    TEXT("text");

    private static final Pattern DATE_FORM = Pattern.compile(
            "\\d{4}-\\d{1,2}-\\d{1,2}(([Tt]|[ \\t]+)\\d{1,2}:\\d{2}:\\d{2}(\\.\\d*)?([ \\t]*(Z|[-+]\\d{1,2}(:?\\d{2})?))?)?");
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern CORE_FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern OTHER_NUMBER = Pattern.compile(
            "[-+]?(0x[0-9a-fA-F_]+|0o?[0-7_]+|0b[01_]+|[0-9][0-9_]*(\\.[0-9_]*)?([eE][-+]?[0-9]+)?|[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?)");

    private static final Pattern SAFE = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./-]*");

    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> BOOLEANS = Set.of("true", "True", "TRUE", "false", "False", "FALSE");
    private static final Set<String> OLD_BOOLEANS =
            Set.of("yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF");
    private static final Set<String> OLD_LETTERS = Set.of("y", "Y", "n", "N");
    private static final Set<String> NOT_JSONS = Set.of(
            ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF");

    private final String kind;

    Plain(String kind) {
        this.kind = kind;
    }

    /** With its article, for messages. */
    String kind() {
        return kind;
    }

    /** Whether a text may stand without quotes anywhere. */
    static boolean isSafe(String text) {
        return SAFE.matcher(text).matches() && of(text) == TEXT;
    }

    static Plain of(String text) {
        if (NULLS.contains(text)) {
            return NULL;
        } else if (BOOLEANS.contains(text)) {
            return BOOLEAN;
        } else if (OLD_BOOLEANS.contains(text)) {
            return OLD_BOOLEAN;
        } else if (OLD_LETTERS.contains(text)) {
            return OLD_LETTER;
        } else if (NOT_JSONS.contains(text)) {
            return NOT_JSON;
        }
        return mayBeNumber(text) ? numberOrDate(text) : TEXT;
    }

    private static boolean mayBeNumber(String text) {
        char first = text.charAt(0);
        return text.length() <= 400 && ((first >= '0' && first <= '9') || "+-.".indexOf(first) >= 0);
    }

    private static Plain numberOrDate(String text) {
        if (JSON_NUMBER.matcher(text).matches()) {
            return NUMBER;
        } else if (DATE_FORM.matcher(text).matches()) {
            return DATE;
        } else if (CORE_FLOAT.matcher(text).matches()) {
            // 017 is seventeen in YAML 1.2 and fifteen in 1.1; +1, .5, 1. are the same number to both.
            return text.matches("[-+]?0[0-9]+") ? OLD_NUMBER : NUMBER;
        }
        return OTHER_NUMBER.matcher(text).matches() ? OLD_NUMBER : TEXT;
    }
}
