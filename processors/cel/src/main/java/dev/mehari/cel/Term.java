// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/**
 * A part of a checked text, ready to be evaluated. Immutable; all that changes during an evaluation is in its arguments.
 *
 * <p>One method per {@link Type.Held}, so that nothing is boxed; the checker calls the one that fits. {@code row} is −1
 * where there is no batch. Lists are given as what holds their elements: see {@link Elements}.
 *
 * <p>Errors of CEL are thrown as {@link InferenceException} of kind INVALID.
 */
abstract class Term {
    boolean truth(CelInput input, int row, Locals locals) {
        throw notHeld("BOOL");
    }

    /** An integer; UINT64 by its bits. */
    long integer(CelInput input, int row, Locals locals) {
        throw notHeld("an integer");
    }

    double real(CelInput input, int row, Locals locals) {
        throw notHeld("a float");
    }

    String text(CelInput input, int row, Locals locals) {
        throw notHeld("text");
    }

    /** See {@link Elements}. */
    Object list(CelInput input, int row, Locals locals) {
        throw notHeld("a list");
    }

    Table map(CelInput input, int row, Locals locals) {
        throw notHeld("a map");
    }

    /** Boolean, Long, Double or String. @throws InferenceException also where the parameter wasn't sent */
    Object any(CelInput input, int row, Locals locals) {
        throw notHeld("a parameter");
    }

    /** As {@link #any}, but null where the parameter wasn't sent: what comparisons ask. */
    @Nullable
    Object sent(CelInput input, int row, Locals locals) {
        return any(input, row, locals);
    }

    private IllegalStateException notHeld(String what) {
        return new IllegalStateException(getClass().getSimpleName() + " is not " + what);
    }

    /** An error of CEL. */
    static InferenceException error(String message) {
        return InferenceException.invalid(message);
    }

    static boolean isError(InferenceException e) {
        return e.kind() == InferenceException.Kind.INVALID;
    }
}
