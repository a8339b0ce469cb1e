// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import org.jspecify.annotations.Nullable;

/** Terms that read what surrounds the tensors of a request. */
final class RequestTerms {
    private RequestTerms() {}

    static final class Header extends Term {
        private final String name;

        Header(String name) {
            this.name = name;
        }

        @Override
        String text(CelInput input, int row, Locals locals) {
            return input.header(name);
        }
    }

    static final class HasHeader extends Term {
        private final String name;

        HasHeader(String name) {
            this.name = name;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return input.hasHeader(name);
        }
    }

    static final class Id extends Term {
        @Override
        String text(CelInput input, int row, Locals locals) {
            return input.requestId();
        }
    }

    static final class Caller extends Term {
        @Override
        String text(CelInput input, int row, Locals locals) {
            return input.caller();
        }
    }

    static final class HasParam extends Term {
        private final String name;

        HasParam(String name) {
            this.name = name;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return input.param(name) != null;
        }
    }

    static final class Param extends Term {
        private final String name;

        Param(String name) {
            this.name = name;
        }

        @Override
        @Nullable
        Object sent(CelInput input, int row, Locals locals) {
            return input.param(name);
        }

        @Override
        Object any(CelInput input, int row, Locals locals) {
            Object value = input.param(name);
            if (value == null) {
                throw error("parameter '" + name + "' was not sent");
            }
            return value;
        }
    }

    /** A parameter where a value of one kind is wanted, and such a value where a parameter is. */
    static final class Unboxed extends Term {
        private final Term operand;
        private final String name;

        Unboxed(Term operand, String name) {
            this.operand = operand;
            this.name = name;
        }

        private <T> T as(Class<T> kind, String word, CelInput input, int row, Locals locals) {
            Object value = operand.any(input, row, locals);
            if (!kind.isInstance(value)) {
                throw error(name + " is " + Arithmetic.kind(value) + ", " + word + " is wanted");
            }
            return kind.cast(value);
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return as(Boolean.class, "BOOL", input, row, locals);
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            return as(Long.class, "INT64", input, row, locals);
        }

        @Override
        double real(CelInput input, int row, Locals locals) {
            Number number = as(Number.class, "a number", input, row, locals);
            return number.doubleValue();
        }

        @Override
        String text(CelInput input, int row, Locals locals) {
            return as(String.class, "text", input, row, locals);
        }
    }

    /** A value of a known kind as a parameter would be. */
    static final class Boxed extends Term {
        private final Term operand;
        private final Type type;

        Boxed(Term operand, Type type) {
            this.operand = operand;
            this.type = type;
        }

        @Override
        Object any(CelInput input, int row, Locals locals) {
            return switch (type.held()) {
                case TRUTH -> operand.truth(input, row, locals);
                case INTEGER -> Table.integerKey(operand.integer(input, row, locals), Values.isUint64(type));
                case REAL -> operand.real(input, row, locals);
                case TEXT -> operand.text(input, row, locals);
                case LIST, MAP, ANY -> operand.any(input, row, locals);
            };
        }
    }
}
