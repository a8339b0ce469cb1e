// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;

/** A value of a {@code default}: what a request leaves out (rule 12). */
public sealed interface DefaultValue {
    /** A number, exactly as written. */
    record OfNumber(BigDecimal value) implements DefaultValue {}

    /** Text: a category, or an element of a BYTES input. */
    record OfText(String value) implements DefaultValue {}

    /** An element of a BOOL input. */
    record OfBoolean(boolean value) implements DefaultValue {}

    /** {@code null}: missing, NaN in the tensor (rule 10). */
    record Missing() implements DefaultValue {}
}
