// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/** {@code !}, {@code &&}, {@code ||} and {@code ?:}. */
final class Logic {
    private Logic() {}

    static final class Not extends Term {
        private final Term operand;

        Not(Term operand) {
            this.operand = operand;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return !operand.truth(input, row, locals);
        }
    }

    /**
     * {@code &&} and {@code ||} over two operands or more. One operand that decides answers, wherever it stands, even if
     * others are errors; if none does, the first error is thrown.
     */
    static final class Chain extends Term {
        private final Term[] operands;
        private final boolean deciding;

        private Chain(Term[] operands, boolean deciding) {
            this.operands = operands;
            this.deciding = deciding;
        }

        static Chain and(Term[] operands) {
            return new Chain(operands, false);
        }

        static Chain or(Term[] operands) {
            return new Chain(operands, true);
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            InferenceException first = null;
            for (Term operand : operands) {
                try {
                    if (operand.truth(input, row, locals) == deciding) {
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
    }

    static final class Choose extends Term {
        private final Term condition;
        private final Term then;
        private final Term otherwise;

        Choose(Term condition, Term then, Term otherwise) {
            this.condition = condition;
            this.then = then;
            this.otherwise = otherwise;
        }

        private Term chosen(CelInput input, int row, Locals locals) {
            return condition.truth(input, row, locals) ? then : otherwise;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return chosen(input, row, locals).truth(input, row, locals);
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            return chosen(input, row, locals).integer(input, row, locals);
        }

        @Override
        double real(CelInput input, int row, Locals locals) {
            return chosen(input, row, locals).real(input, row, locals);
        }

        @Override
        String text(CelInput input, int row, Locals locals) {
            return chosen(input, row, locals).text(input, row, locals);
        }

        @Override
        Object list(CelInput input, int row, Locals locals) {
            return chosen(input, row, locals).list(input, row, locals);
        }

        @Override
        Table map(CelInput input, int row, Locals locals) {
            return chosen(input, row, locals).map(input, row, locals);
        }

        @Override
        Object any(CelInput input, int row, Locals locals) {
            return chosen(input, row, locals).any(input, row, locals);
        }

        @Override
        @Nullable
        Object sent(CelInput input, int row, Locals locals) {
            return chosen(input, row, locals).sent(input, row, locals);
        }
    }
}
