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
     * {@code &&}, which is decided by a false operand, and {@code ||}, by a true one. The operand that decides answers,
     * wherever it stands, even if others are errors; if none does, the first error is thrown.
     */
    static Term chain(boolean deciding, Term[] operands) {
        return operands.length == 2 ? new Pair(deciding, operands[0], operands[1]) : new Chain(deciding, operands);
    }

    /** Two operands, which is most chains: the common way has no loop. */
    private static final class Pair extends Term {
        private final boolean deciding;
        private final Term left;
        private final Term right;

        Pair(boolean deciding, Term left, Term right) {
            this.deciding = deciding;
            this.left = left;
            this.right = right;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            boolean decided;
            try {
                decided = left.truth(input, row, locals) == deciding;
            } catch (InferenceException e) {
                return afterError(e, input, row, locals);
            }
            return decided ? deciding : right.truth(input, row, locals);
        }

        private boolean afterError(InferenceException first, CelInput input, int row, Locals locals) {
            if (isError(first) && decides(right, deciding, input, row, locals)) {
                return deciding;
            }
            throw first;
        }
    }

    private static final class Chain extends Term {
        private final boolean deciding;
        private final Term[] operands;

        Chain(boolean deciding, Term[] operands) {
            this.deciding = deciding;
            this.operands = operands;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            int i = 0;
            try {
                for (; i < operands.length; i++) {
                    if (operands[i].truth(input, row, locals) == deciding) {
                        return deciding;
                    }
                }
                return !deciding;
            } catch (InferenceException e) {
                return afterError(e, i + 1, input, row, locals);
            }
        }

        private boolean afterError(InferenceException first, int next, CelInput input, int row, Locals locals) {
            if (isError(first)) {
                for (int i = next; i < operands.length; i++) {
                    if (decides(operands[i], deciding, input, row, locals)) {
                        return deciding;
                    }
                }
            }
            throw first;
        }
    }

    /** Whether an operand decides; one that is an error itself doesn't. */
    private static boolean decides(Term operand, boolean deciding, CelInput input, int row, Locals locals) {
        try {
            return operand.truth(input, row, locals) == deciding;
        } catch (InferenceException e) {
            if (!Term.isError(e)) {
                throw e;
            }
            return false;
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
