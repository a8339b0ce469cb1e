// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.cel.Type.Held;
import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/** The macros, which go over the elements of a list with a variable. */
final class Macros {
    private Macros() {}

    /** The macros {@code all}, {@code exists} and {@code exists_one}. */
    static final class Quantified extends Term {
        enum Quantifier {
            ALL,
            EXISTS,
            EXISTS_ONE
        }

        private final Quantifier quantifier;
        private final Term list;
        private final int slot;
        private final Held held;
        private final Term condition;

        Quantified(Quantifier quantifier, Term list, int slot, Held held, Term condition) {
            this.quantifier = quantifier;
            this.list = list;
            this.slot = slot;
            this.held = held;
            this.condition = condition;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            int size = Elements.size(elements, row);
            locals.step(size);
            return quantifier == Quantifier.EXISTS_ONE
                    ? existsOne(elements, size, input, row, locals)
                    : decides(elements, size, quantifier == Quantifier.EXISTS, input, row, locals);
        }

        /** As a chain of {@code ||} (deciding true) or {@code &&} (false) over the elements. */
        private boolean decides(Object elements, int size, boolean deciding, CelInput input, int row, Locals locals) {
            InferenceException first = null;
            for (int i = 0; i < size; i++) {
                try {
                    locals.set(slot, held, elements, row, i);
                    if (condition.truth(input, row, locals) == deciding) {
                        return deciding;
                    }
                } catch (InferenceException e) {
                    if (!isError(e)) {
                        throw e;
                    }
                    first = first == null ? e : first;
                }
            }
            if (first != null) {
                throw first;
            }
            return !deciding;
        }

        /** Errors are not absorbed here: CEL asks every element. */
        private boolean existsOne(Object elements, int size, CelInput input, int row, Locals locals) {
            int count = 0;
            for (int i = 0; i < size; i++) {
                locals.set(slot, held, elements, row, i);
                count += condition.truth(input, row, locals) ? 1 : 0;
            }
            return count == 1;
        }
    }

    /** The macros {@code filter} and {@code map}, the latter with a condition or without. */
    static final class Mapped extends Term {
        private final Term list;
        private final int slot;
        private final Held held;
        private final @Nullable Term condition;
        private final Term result;
        private final Held resultHeld;

        Mapped(Term list, int slot, Held held, @Nullable Term condition, Term result, Held resultHeld) {
            this.list = list;
            this.slot = slot;
            this.held = held;
            this.condition = condition;
            this.result = result;
            this.resultHeld = resultHeld;
        }

        @Override
        Object list(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            int size = Elements.size(elements, row);
            locals.step(size);
            Object mapped = Elements.array(resultHeld, size);
            int count = 0;
            for (int i = 0; i < size; i++) {
                locals.set(slot, held, elements, row, i);
                if (condition == null || condition.truth(input, row, locals)) {
                    Elements.put(mapped, count++, resultHeld, result, input, row, locals);
                }
            }
            return count == size ? mapped : Elements.trimmed(mapped, count, resultHeld);
        }
    }
}
