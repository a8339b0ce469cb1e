// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.cel.Columns.Column;
import dev.mehari.tensor.Datatype;
import org.jspecify.annotations.Nullable;

/** The relations between two values of one kind. */
final class Comparison {
    private Comparison() {}

    /** Between two numbers of any datatypes, by value. */
    static Term ofNumbers(Operator operator, Term left, Datatype leftType, Term right, Datatype rightType) {
        if (isExactReal(leftType) && isExactReal(rightType) && (leftType.isFloat() || rightType.isFloat())) {
            return ofReals(operator, real(left, leftType), real(right, rightType));
        }
        if (isLong(leftType) && isLong(rightType)) {
            return new OfIntegers(operator, left, right);
        }
        return new OfNumbers(operator, left, leftType, right, rightType);
    }

    private static Term ofReals(Operator operator, Term left, Term right) {
        if (left.getClass() == Column.class && right instanceof Constant constant) {
            return ofColumn(operator, (Column) left, constant);
        }
        return switch (operator) {
            case EQUAL ->
                new OfReals(left, right) {
                    @Override
                    boolean holds(double a, double b) {
                        return a == b;
                    }
                };
            case NOT_EQUAL ->
                new OfReals(left, right) {
                    @Override
                    boolean holds(double a, double b) {
                        return a != b;
                    }
                };
            case LESS ->
                new OfReals(left, right) {
                    @Override
                    boolean holds(double a, double b) {
                        return a < b;
                    }
                };
            case LESS_OR_EQUAL ->
                new OfReals(left, right) {
                    @Override
                    boolean holds(double a, double b) {
                        return a <= b;
                    }
                };
            case GREATER -> ofReals(Operator.LESS, right, left);
            case GREATER_OR_EQUAL -> ofReals(Operator.LESS_OR_EQUAL, right, left);
            default -> throw new IllegalStateException(operator.sign());
        };
    }

    private abstract static class OfReals extends Term {
        private final Term left;
        private final Term right;

        OfReals(Term left, Term right) {
            this.left = left;
            this.right = right;
        }

        abstract boolean holds(double a, double b);

        @Override
        final boolean truth(CelInput input, int row, Locals locals) {
            return holds(left.real(input, row, locals), right.real(input, row, locals));
        }
    }

    /** A float column against a constant, what most conditions are made of: one read and one comparison. */
    private static Term ofColumn(Operator operator, Column left, Constant right) {
        return switch (operator) {
            case EQUAL ->
                new OfColumn(left, right) {
                    @Override
                    boolean truth(CelInput input, int row, Locals locals) {
                        return read(input, row) == constant;
                    }
                };
            case NOT_EQUAL ->
                new OfColumn(left, right) {
                    @Override
                    boolean truth(CelInput input, int row, Locals locals) {
                        return read(input, row) != constant;
                    }
                };
            case LESS ->
                new OfColumn(left, right) {
                    @Override
                    boolean truth(CelInput input, int row, Locals locals) {
                        return read(input, row) < constant;
                    }
                };
            case LESS_OR_EQUAL ->
                new OfColumn(left, right) {
                    @Override
                    boolean truth(CelInput input, int row, Locals locals) {
                        return read(input, row) <= constant;
                    }
                };
            case GREATER ->
                new OfColumn(left, right) {
                    @Override
                    boolean truth(CelInput input, int row, Locals locals) {
                        return read(input, row) > constant;
                    }
                };
            case GREATER_OR_EQUAL ->
                new OfColumn(left, right) {
                    @Override
                    boolean truth(CelInput input, int row, Locals locals) {
                        return read(input, row) >= constant;
                    }
                };
            default -> throw new IllegalStateException(operator.sign());
        };
    }

    private abstract static class OfColumn extends Term {
        final double constant;
        private final int reference;
        private final int stride;
        private final int column;

        OfColumn(Column left, Constant right) {
            this.reference = left.reference;
            this.stride = left.stride;
            this.column = left.column;
            this.constant = right.real();
        }

        final double read(CelInput input, int row) {
            return input.tensor(reference).doubleAt(row * stride + column);
        }
    }

    /** Whether all its numbers are doubles. */
    private static boolean isExactReal(Datatype datatype) {
        return datatype.isFloat() || datatype.width() < 8;
    }

    private static Term real(Term term, Datatype datatype) {
        return datatype.isFloat() || term.getClass() == Column.class ? term : new AsReal(term);
    }

    /** An integer that is exact as a double. */
    private static final class AsReal extends Term {
        private final Term integer;

        AsReal(Term integer) {
            this.integer = integer;
        }

        @Override
        double real(CelInput input, int row, Locals locals) {
            return integer.integer(input, row, locals);
        }
    }

    /** Whether all its numbers are longs. */
    private static boolean isLong(Datatype datatype) {
        return datatype.isInteger() && datatype != Datatype.UINT64;
    }

    private static final class OfIntegers extends Term {
        private final Operator operator;
        private final Term left;
        private final Term right;

        OfIntegers(Operator operator, Term left, Term right) {
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return operator.holds(Long.compare(left.integer(input, row, locals), right.integer(input, row, locals)));
        }
    }

    /** With an integer of 64 bits on one side, and UINT64 or a float on the other. */
    private static final class OfNumbers extends Term {
        private final Operator operator;
        private final Term left;
        private final Term right;
        private final Datatype leftType;
        private final Datatype rightType;

        OfNumbers(Operator operator, Term left, Datatype leftType, Term right, Datatype rightType) {
            this.operator = operator;
            this.left = left;
            this.right = right;
            this.leftType = leftType;
            this.rightType = rightType;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return operator.holds(compare(input, row, locals));
        }

        private int compare(CelInput input, int row, Locals locals) {
            if (leftType.isFloat()) {
                double real = left.real(input, row, locals);
                long integer = right.integer(input, row, locals);
                return Numerics.reversed(Numerics.compare(integer, rightType == Datatype.UINT64, real));
            }
            long integer = left.integer(input, row, locals);
            if (rightType.isFloat()) {
                double real = right.real(input, row, locals);
                return Numerics.compare(integer, leftType == Datatype.UINT64, real);
            }
            return Numerics.compare(
                    integer,
                    leftType == Datatype.UINT64,
                    right.integer(input, row, locals),
                    rightType == Datatype.UINT64);
        }
    }

    static final class OfTruths extends Term {
        private final Operator operator;
        private final Term left;
        private final Term right;

        OfTruths(Operator operator, Term left, Term right) {
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return operator.holds(Boolean.compare(left.truth(input, row, locals), right.truth(input, row, locals)));
        }
    }

    static final class OfTexts extends Term {
        private final Operator operator;
        private final Term left;
        private final Term right;

        OfTexts(Operator operator, Term left, Term right) {
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            String a = left.text(input, row, locals);
            String b = right.text(input, row, locals);
            if (operator.isEquality()) {
                return a.equals(b) == (operator == Operator.EQUAL);
            }
            return operator.holds(Numerics.compare(a, b));
        }
    }

    /** Where a side is a parameter: false if it wasn't sent or is of another kind than the other side. */
    static final class OfAny extends Term {
        private final Operator operator;
        private final Term left;
        private final Term right;

        OfAny(Operator operator, Term left, Term right) {
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            Object a = left.sent(input, row, locals);
            Object b = right.sent(input, row, locals);
            Integer comparison = a == null || b == null ? null : Values.compare(a, b);
            return comparison != null && operator.holds(comparison);
        }
    }

    /** Lists, by size and element by element; {@link Operator#EQUAL} or {@link Operator#NOT_EQUAL}. */
    static final class OfLists extends Term {
        private final boolean equal;
        private final Term left;
        private final Type leftElement;
        private final Term right;
        private final Type rightElement;

        OfLists(Operator operator, Term left, Type leftElement, Term right, Type rightElement) {
            this.equal = operator == Operator.EQUAL;
            this.left = left;
            this.leftElement = leftElement;
            this.right = right;
            this.rightElement = rightElement;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            Object a = left.list(input, row, locals);
            Object b = right.list(input, row, locals);
            return Values.equalLists(a, leftElement, b, rightElement, row) == equal;
        }
    }

    /** {@code in} over a list. */
    static final class InList extends Term {
        private final Term value;
        private final Type type;
        private final Term list;
        private final Type element;

        InList(Term value, Type type, Term list, Type element) {
            this.value = value;
            this.type = type;
            this.list = list;
            this.element = element;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            if (type.held() == Type.Held.ANY) {
                return inAny(value.sent(input, row, locals), list.list(input, row, locals), row);
            }
            Object sought = Elements.array(type.held(), 1);
            Elements.put(sought, 0, type.held(), value, input, row, locals);
            Object elements = list.list(input, row, locals);
            int size = Elements.size(elements, row);
            for (int i = 0; i < size; i++) {
                if (Values.equal(sought, type, -1, 0, elements, element, row, i)) {
                    return true;
                }
            }
            return false;
        }

        private boolean inAny(@Nullable Object sought, Object elements, int row) {
            if (sought == null) {
                return false;
            }
            int size = Elements.size(elements, row);
            for (int i = 0; i < size; i++) {
                Integer comparison = Values.compare(sought, Values.boxed(elements, element, row, i));
                if (comparison != null && comparison == 0) {
                    return true;
                }
            }
            return false;
        }
    }
}
