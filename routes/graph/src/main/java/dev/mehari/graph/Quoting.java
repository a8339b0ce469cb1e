// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/** Rule 1: text that reads as something else wants quotes. */
final class Quoting {
    private Quoting() {}

    /**
     * Whether a scalar that stands for text reads as text. If not there is a finding; a single letter is only warned of.
     *
     * @param what what the text is, with its article: {@code the key}; empty for the value at its path
     */
    static boolean check(Value.Scalar scalar, String what, Findings findings) {
        Plain reading = scalar.reading();
        if (reading == Plain.TEXT) {
            return true;
        }
        String text = scalar.text();
        if (reading == Plain.NULL && text.isEmpty()) {
            findings.error(
                    scalar.place(),
                    join(what, "is empty, text is wanted"),
                    "Write the text, in quotes if it is empty: \"\".");
            return false;
        }
        Severity severity = reading == Plain.OLD_LETTER ? Severity.WARNING : Severity.ERROR;
        findings.add(
                scalar.place(),
                severity,
                join(
                        what,
                        text + " reads as " + (reading == Plain.NULL ? "null" : reading.kind()) + ", text is wanted"),
                "Quote it: " + Place.quote(text) + ".",
                scalar.quote());
        return reading == Plain.OLD_LETTER;
    }

    private static String join(String what, String rest) {
        return what.isEmpty() ? rest : what + " " + rest;
    }
}
