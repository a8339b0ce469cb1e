// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;
import java.util.Set;

/** A checked text that gives a text for each row, such as the key of a traffic step. Immutable, for any number of threads. */
public final class CelText {
    private final Checked checked;

    private CelText(Checked checked) {
        this.checked = checked;
    }

    /**
     * Checks a text that gives a text, or a request parameter, which is checked at run time.
     *
     * @throws InvalidCelException with all that is wrong
     */
    public static CelText compile(String text, CelScope scope) {
        return new CelText(Checked.text(text, scope));
    }

    /** See {@link CelCondition#references}. */
    public List<CelReference> references() {
        return checked.references();
    }

    /** See {@link CelCondition#headers}. */
    public Set<String> headers() {
        return checked.headers();
    }

    /** See {@link CelCondition#params}. */
    public Set<String> params() {
        return checked.params();
    }

    /** See {@link CelCondition#readsRows}. */
    public boolean readsRows() {
        return !checked.references().isEmpty();
    }

    /** The text for a row. @throws InferenceException as {@link CelCondition#test} does */
    public String value(CelInput input, int row) {
        return checked.term().text(input, checked.row(row), checked.locals());
    }

    /** See {@link CelCondition#text}. */
    public String text() {
        return checked.text();
    }

    /**
     * A text that is known to be right, in the form that {@link #text} has of a checked one: it goes by the words alone, so
     * that no type need be known.
     *
     * @throws InvalidCelException if it has no words of CEL
     */
    public static String safe(String text) {
        return SafeText.of(text);
    }
}
