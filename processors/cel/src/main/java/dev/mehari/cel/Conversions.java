// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.mehari.cel.Type.Held;
import dev.mehari.tensor.Datatype;

/** {@code int()}, {@code uint()}, {@code double()}, {@code bool()} and {@code string()}. */
final class Conversions {
    // Possessive, so that no text makes them slow.
    private static final Pattern REAL = Pattern.compile("[+-]?+(?:\\d++(?:\\.\\d*+)?+|\\.\\d++)(?:[eE][+-]?+\\d++)?+");

    private Conversions() {}

    /** The text itself; Java would take the digits of all scripts for digits. */
    private static String ascii(String text) {
        if (!text.chars().allMatch(c -> c < 128)) {
            throw new NumberFormatException();
        }
        return text;
    }

    /** To INT64, from a number or text. */
    static final class ToInt extends Term {
        private final Term operand;
        private final Type from;

        ToInt(Term operand, Type from) {
            this.operand = operand;
            this.from = from;
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            return switch (from.held()) {
                case INTEGER -> ofInteger(operand.integer(input, row, locals), Values.isUint64(from));
                case REAL -> ofReal(operand.real(input, row, locals));
                case TEXT -> ofText(operand.text(input, row, locals));
                default -> ofAny(operand.any(input, row, locals));
            };
        }

        private static long ofInteger(long value, boolean unsigned) {
            if (unsigned && value < 0) {
                throw error("int() of a number beyond INT64");
            }
            return value;
        }

        private static long ofReal(double value) {
            if (!(value >= -0x1p63 && value < 0x1p63)) { // also NaN
                throw error("int() of a number beyond INT64");
            }
            return (long) value;
        }

        private static long ofText(String text) {
            try {
                return Long.parseLong(ascii(text));
            } catch (NumberFormatException e) {
                throw error("int() of a text that is no integer");
            }
        }

        private static long ofAny(Object value) {
            if (value instanceof Double real) {
                return ofReal(real);
            } else if (value instanceof String text) {
                return ofText(text);
            } else if (value instanceof Long integer) {
                return integer;
            }
            throw error("int() can't take " + Arithmetic.kind(value));
        }
    }

    /** To UINT64, from a number or text. */
    static final class ToUint extends Term {
        private final Term operand;
        private final Type from;

        ToUint(Term operand, Type from) {
            this.operand = operand;
            this.from = from;
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            return switch (from.held()) {
                case INTEGER -> ofInteger(operand.integer(input, row, locals), Values.isUint64(from));
                case REAL -> ofReal(operand.real(input, row, locals));
                case TEXT -> ofText(operand.text(input, row, locals));
                default -> ofAny(operand.any(input, row, locals));
            };
        }

        private static long ofInteger(long value, boolean unsigned) {
            if (!unsigned && value < 0) {
                throw error("uint() of a negative number");
            }
            return value;
        }

        private static long ofReal(double value) {
            if (!(value > -1 && value < 0x1p64)) { // also NaN
                throw error("uint() of a number beyond UINT64");
            }
            return value < 0x1p63 ? (long) value : (long) (value - 0x1p63) ^ Long.MIN_VALUE;
        }

        private static long ofText(String text) {
            try {
                return Long.parseUnsignedLong(ascii(text));
            } catch (NumberFormatException e) {
                throw error("uint() of a text that is no unsigned integer");
            }
        }

        private static long ofAny(Object value) {
            if (value instanceof Double real) {
                return ofReal(real);
            } else if (value instanceof String text) {
                return ofText(text);
            } else if (value instanceof Long integer) {
                return ofInteger(integer, false);
            }
            throw error("uint() can't take " + Arithmetic.kind(value));
        }
    }

    /** To FP64, from a number or text. */
    static final class ToDouble extends Term {
        private final Term operand;
        private final Type from;

        ToDouble(Term operand, Type from) {
            this.operand = operand;
            this.from = from;
        }

        @Override
        double real(CelInput input, int row, Locals locals) {
            return switch (from.held()) {
                case INTEGER -> ofInteger(operand.integer(input, row, locals), Values.isUint64(from));
                case REAL -> operand.real(input, row, locals);
                case TEXT -> ofText(operand.text(input, row, locals));
                default -> ofAny(operand.any(input, row, locals));
            };
        }

        private static double ofInteger(long value, boolean unsigned) {
            // Halving keeps a sticky last bit, so that rounding happens once.
            return unsigned && value < 0 ? (double) (value >>> 1 | value & 1) * 2 : value;
        }

        private static double ofText(String text) {
            if (REAL.matcher(text).matches()) {
                double value = Double.parseDouble(text);
                if (Double.isInfinite(value)) {
                    throw error("double() of a number beyond FP64");
                }
                return value;
            }
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "nan" -> Double.NaN;
                case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
                case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
                default -> throw error("double() of a text that is no number");
            };
        }

        private static double ofAny(Object value) {
            if (value instanceof Double real) {
                return real;
            } else if (value instanceof String text) {
                return ofText(text);
            } else if (value instanceof Long integer) {
                return integer;
            }
            throw error("double() can't take " + Arithmetic.kind(value));
        }
    }

    /** From BOOL, text or a parameter. */
    static final class ToBool extends Term {
        private final Term operand;
        private final Held from;

        ToBool(Term operand, Held from) {
            this.operand = operand;
            this.from = from;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            if (from == Held.TRUTH) {
                return operand.truth(input, row, locals);
            }
            Object value = from == Held.TEXT ? operand.text(input, row, locals) : operand.any(input, row, locals);
            if (value instanceof Boolean truth) {
                return truth;
            }
            if (!(value instanceof String text)) {
                throw error("bool() can't take " + Arithmetic.kind(value));
            }
            return switch (text) {
                case "true", "True", "TRUE", "t", "1" -> true;
                case "false", "False", "FALSE", "f", "0" -> false;
                default -> throw error("bool() of a text that is neither \"true\" nor \"false\"");
            };
        }
    }

    /** From a number, BOOL, text or a parameter. */
    static final class ToText extends Term {
        private final Term operand;
        private final Type from;

        ToText(Term operand, Type from) {
            this.operand = operand;
            this.from = from;
        }

        @Override
        String text(CelInput input, int row, Locals locals) {
            return switch (from.held()) {
                case TRUTH -> Boolean.toString(operand.truth(input, row, locals));
                case INTEGER -> ofInteger(operand.integer(input, row, locals), Values.isUint64(from));
                case REAL -> ofReal(operand.real(input, row, locals), from);
                case TEXT -> operand.text(input, row, locals);
                default -> ofAny(operand.any(input, row, locals));
            };
        }

        private static String ofInteger(long value, boolean unsigned) {
            return unsigned ? Long.toUnsignedString(value) : Long.toString(value);
        }

        private static String ofAny(Object value) {
            return value instanceof Double real ? ofReal(real) : value.toString();
        }

        private static String ofReal(double value, Type from) {
            boolean isFloat = from instanceof Type.Number number && number.datatype() != Datatype.FP64;
            return isFloat && Double.isFinite(value) && value != 0
                    ? decimal(new BigDecimal(Float.toString((float) value)), value)
                    : ofReal(value);
        }

        private static String ofReal(double value) {
            return Double.isFinite(value) && value != 0
                    ? decimal(new BigDecimal(Double.toString(value)), value)
                    : Double.isNaN(value)
                            ? "NaN"
                            : value == 0 ? (1 / value < 0 ? "-0" : "0") : value > 0 ? "+Inf" : "-Inf";
        }

        /** The shortest digits that name the number, without an exponent from 1e-7 up to 1e21, as JSON writers do it. */
        private static String decimal(BigDecimal digits, double value) {
            double magnitude = Math.abs(value);
            BigDecimal shortest = digits.stripTrailingZeros();
            return magnitude >= 1e-7 && magnitude < 1e21
                    ? shortest.toPlainString()
                    : shortest.unscaledValue().signum() == 0 ? "0" : scientific(shortest);
        }

        private static String scientific(BigDecimal shortest) {
            String digits = shortest.unscaledValue().abs().toString();
            int exponent = digits.length() - 1 - shortest.scale();
            return (shortest.signum() < 0 ? "-" : "")
                    + digits.charAt(0)
                    + (digits.length() > 1 ? "." + digits.substring(1) : "")
                    + (exponent < 0 ? "e-" : "e+")
                    + Math.abs(exponent);
        }
    }
}
