// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;
import java.util.Set;

import dev.mehari.tensor.InferenceException;

/**
 * A checked condition, specialised to a plain predicate over rows: columns are read where they lie, and a condition over
 * numbers, features and categories makes no object. Immutable, for any number of threads.
 */
public final class CelCondition {
    private final Checked checked;
    private final Term term;

    private CelCondition(Checked checked) {
        this.checked = checked;
        this.term = checked.term();
    }

    /**
     * Checks a text that says yes or no: BOOL, or a request parameter, of which it is only known at run time.
     *
     * <p>Where the shape of a tensor is null, see {@link CelScope}.
     *
     * @throws InvalidCelException with all that is wrong
     */
    public static CelCondition compile(String text, CelScope scope) {
        return new CelCondition(Checked.condition(text, scope));
    }

    /** The tensors read, in the order that {@link CelInput#tensor} numbers them. */
    public List<CelReference> references() {
        return checked.references();
    }

    /** The headers named, in lower case: all that {@link CelInput#header} and {@link CelInput#hasHeader} are asked for. */
    public Set<String> headers() {
        return checked.headers();
    }

    /** The parameters named. */
    public Set<String> params() {
        return checked.params();
    }

    /** Whether rows can differ in the answer; false if only headers, params and request are read. */
    public boolean readsRows() {
        return !checked.references().isEmpty();
    }

    /**
     * The answer for a row.
     *
     * @param row from 0; without a batch it isn't looked at, and neither is it where {@link #readsRows} is false
     * @throws InferenceException of kind INVALID for an error of CEL, such as an integer division by zero; the message
     *     says what, the caller adds where. Of kind FAILED where a tensor compiled without a shape can't be read as the text
     *     reads it
     */
    public boolean test(CelInput input, int row) {
        return term.truth(input, checked.row(row), checked.locals());
    }

    /**
     * The text again, of equal meaning and on one line, such that Camel takes nothing in it for its own: no placeholder
     * ({@code {{…}}}), no Simple expression (<code>${…}</code>), no scheme at the beginning ({@code resource:}).
     */
    public String text() {
        return checked.text();
    }
}
