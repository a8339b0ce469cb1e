// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;

/**
 * {@code + - * / %} and the sign. Arithmetic keeps the datatype: integers beyond its range are an error, floats are
 * computed in FP64 and rounded to it.
 */
final class Arithmetic {
    private Arithmetic() {}

    /** Both sides have this datatype. */
    static Term of(Operator operator, Datatype datatype, Term left, Term right) {
        return datatype.isFloat()
                ? new OfReals(operator, datatype, left, right)
                : new OfIntegers(operator, datatype, left, right);
    }

    /** A signed integer or a float. */
    static Term negated(Datatype datatype, Term operand) {
        return of(Operator.MINUS, datatype, datatype.isFloat() ? Constant.of(-0.0) : Constant.of(0L), operand);
    }

    static double compute(Operator operator, Datatype datatype, double a, double b) {
        double exact =
                switch (operator) {
                    case PLUS -> a + b;
                    case MINUS -> a - b;
                    case TIMES -> a * b;
                    case DIVIDE -> a / b;
                    default -> throw new IllegalStateException(operator + " of floats");
                };
        return datatype == Datatype.FP64 ? exact : Numerics.round(datatype, exact);
    }

    /** @throws InferenceException for a division by zero or a result beyond the datatype */
    static long compute(Operator operator, Datatype datatype, long a, long b) {
        return datatype == Datatype.UINT64 ? unsigned(operator, a, b) : signed(operator, datatype, a, b);
    }

    private static long signed(Operator operator, Datatype datatype, long a, long b) {
        long result;
        boolean overflow = false;
        switch (operator) {
            case PLUS -> {
                result = a + b;
                overflow = ((a ^ result) & (b ^ result)) < 0;
            }
            case MINUS -> {
                result = a - b;
                overflow = ((a ^ b) & (a ^ result)) < 0;
            }
            case TIMES -> {
                result = a * b;
                overflow = Math.multiplyHigh(a, b) != result >> 63;
            }
            case DIVIDE -> {
                requireDivisor(b, "division");
                result = a / b;
                overflow = a == Long.MIN_VALUE && b == -1;
            }
            case MODULO -> {
                requireDivisor(b, "remainder");
                result = a % b;
            }
            default -> throw new IllegalStateException(operator + " of integers");
        }
        if (overflow || result < datatype.minInteger() || result > datatype.maxInteger()) {
            throw beyond(operator, datatype);
        }
        return result;
    }

    private static long unsigned(Operator operator, long a, long b) {
        long result;
        boolean overflow = false;
        switch (operator) {
            case PLUS -> {
                result = a + b;
                overflow = Long.compareUnsigned(result, a) < 0;
            }
            case MINUS -> {
                result = a - b;
                overflow = Long.compareUnsigned(a, b) < 0;
            }
            case TIMES -> {
                result = a * b;
                overflow = a != 0 && Long.divideUnsigned(result, a) != b;
            }
            case DIVIDE -> {
                requireDivisor(b, "division");
                result = Long.divideUnsigned(a, b);
            }
            case MODULO -> {
                requireDivisor(b, "remainder");
                result = Long.remainderUnsigned(a, b);
            }
            default -> throw new IllegalStateException(operator + " of integers");
        }
        if (overflow) {
            throw beyond(operator, Datatype.UINT64);
        }
        return result;
    }

    private static void requireDivisor(long divisor, String what) {
        if (divisor == 0) {
            throw Term.error("integer " + what + " by zero");
        }
    }

    private static InferenceException beyond(Operator operator, Datatype datatype) {
        return Term.error("the result of '" + operator.sign() + "' is beyond " + datatype);
    }

    private static final class OfReals extends Term {
        private final Operator operator;
        private final Datatype datatype;
        private final Term left;
        private final Term right;

        OfReals(Operator operator, Datatype datatype, Term left, Term right) {
            this.operator = operator;
            this.datatype = datatype;
            this.left = left;
            this.right = right;
        }

        @Override
        double real(CelInput input, int row, Locals locals) {
            return compute(operator, datatype, left.real(input, row, locals), right.real(input, row, locals));
        }
    }

    private static final class OfIntegers extends Term {
        private final Operator operator;
        private final Datatype datatype;
        private final Term left;
        private final Term right;

        OfIntegers(Operator operator, Datatype datatype, Term left, Term right) {
            this.operator = operator;
            this.datatype = datatype;
            this.left = left;
            this.right = right;
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            return compute(operator, datatype, left.integer(input, row, locals), right.integer(input, row, locals));
        }
    }

    /** With a parameter: it must have the kind of the other side; a literal takes that of the parameter. */
    static final class OfAny extends Term {
        private final Operator operator;
        private final Term left;
        private final boolean leftIsLiteral;
        private final Term right;
        private final boolean rightIsLiteral;

        OfAny(Operator operator, Term left, boolean leftIsLiteral, Term right, boolean rightIsLiteral) {
            this.operator = operator;
            this.left = left;
            this.leftIsLiteral = leftIsLiteral;
            this.right = right;
            this.rightIsLiteral = rightIsLiteral;
        }

        @Override
        Object any(CelInput input, int row, Locals locals) {
            Object a = left.any(input, row, locals);
            Object b = right.any(input, row, locals);
            if (leftIsLiteral) {
                a = as(b, a);
            } else if (rightIsLiteral) {
                b = as(a, b);
            }
            if (a instanceof Long x && b instanceof Long y) {
                return compute(operator, Datatype.INT64, x, y);
            }
            if (a instanceof Double x && b instanceof Double y && operator != Operator.MODULO) {
                return compute(operator, Datatype.FP64, x, y);
            }
            if (a instanceof String x && b instanceof String y && operator == Operator.PLUS) {
                return Texts.joined(x, y);
            }
            throw error("'" + operator.sign() + "' can't take " + kind(a) + " and " + kind(b));
        }

        /** A literal number as the kind of {@code model}, where that is possible without loss. */
        private static Object as(Object model, Object literal) {
            if (model instanceof Double && literal instanceof Long whole) {
                return (double) whole;
            }
            if (model instanceof Long && literal instanceof Double real && real == real.longValue()) {
                return real.longValue();
            }
            return literal;
        }
    }

    static final class NegatedAny extends Term {
        private final Term operand;

        NegatedAny(Term operand) {
            this.operand = operand;
        }

        @Override
        Object any(CelInput input, int row, Locals locals) {
            Object value = operand.any(input, row, locals);
            if (value instanceof Long integer) {
                return compute(Operator.MINUS, Datatype.INT64, 0, integer);
            }
            if (value instanceof Double real) {
                return -real;
            }
            throw error("'-' can't take " + kind(value));
        }
    }

    static String kind(Object value) {
        return value instanceof String
                ? "text"
                : value instanceof Boolean ? "BOOL" : value instanceof Double ? "FP64" : "INT64";
    }
}
