// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Numbers;

/**
 * The numbers that people write in a graph file. They stay exact until the datatype that they are meant for is known: a
 * limit of an INT64 tensor must not take a detour by double.
 */
final class Figures {
    private Figures() {}

    /**
     * One form for each value: a Long if it is whole and fits, a BigInteger if it is whole and larger, else a Double.
     * (Whole doubles beyond 2^53 stay doubles, since they were written as such.)
     *
     * @throws IllegalArgumentException for NaN and infinities
     */
    static Number canonical(Number number) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return number.longValue();
        }
        if (number instanceof BigInteger whole) {
            return whole.bitLength() < 64 ? (Number) whole.longValue() : whole;
        }
        if (number instanceof BigDecimal decimal && decimal.signum() != 0 && isWhole(decimal)) {
            return canonical(decimal.toBigIntegerExact());
        }
        double value = number.doubleValue();
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(number + " is no finite number");
        }
        boolean negativeZero = value == 0 && 1 / value < 0;
        return value == Math.rint(value) && Math.abs(value) <= 0x1p53 && !negativeZero
                ? (Number) (long) value
                : (Number) value;
    }

    static List<Number> canonical(List<Number> numbers) {
        return numbers.stream().map(Figures::canonical).toList();
    }

    private static boolean isWhole(BigDecimal decimal) {
        // A few thousand digits would be no limit but an attack on our memory: those are judged as doubles.
        return decimal.precision() - (long) decimal.scale() <= 40
                && decimal.precision() <= 1000
                && decimal.stripTrailingZeros().scale() <= 0;
    }

    /** Whether a tensor of that datatype can hold the number, rounding in floats aside. */
    static boolean fits(Datatype datatype, Number number) {
        if (!datatype.isInteger() || number instanceof Double) {
            double value = number.doubleValue();
            return Numbers.holds(datatype, value) && !Double.isInfinite(value);
        }
        if (number instanceof BigInteger whole) {
            return datatype == Datatype.UINT64 && whole.signum() > 0 && whole.bitLength() <= 64;
        }
        long value = number.longValue();
        return value >= datatype.minInteger() && (datatype == Datatype.UINT64 || value <= datatype.maxInteger());
    }

    /** As an element of an integer tensor that {@link #fits} it; UINT64 as its bits. */
    static long toLong(Number number) {
        return number instanceof Double value && value >= 0x1p63 ? Numbers.toUnsignedLong(value) : number.longValue();
    }

    /** Rounded to the nearest value of a float datatype. */
    static double rounded(Datatype datatype, Number number) {
        return switch (datatype) {
            case FP32 -> number.floatValue();
            case FP64 -> number.doubleValue();
            default ->
                number instanceof Long whole
                        ? Rounding.of(datatype).round(whole, false)
                        : Rounding.of(datatype).round(number.doubleValue());
        };
    }

    /** Exact comparison, whatever the forms. */
    static int compare(Number a, Number b) {
        return exact(a).compareTo(exact(b));
    }

    /** The position of the first number that isn't above the one before it, or −1. */
    static int firstDescent(List<Number> numbers) {
        for (int i = 1; i < numbers.size(); i++) {
            if (compare(numbers.get(i - 1), numbers.get(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static BigDecimal exact(Number number) {
        return number instanceof Double value
                ? new BigDecimal(value)
                : number instanceof BigInteger whole ? new BigDecimal(whole) : BigDecimal.valueOf(number.longValue());
    }

    /** Shortened if it has very many digits. */
    static String shown(Number number) {
        String digits = number.toString();
        return digits.length() <= 40 ? digits : digits.substring(0, 40) + "…";
    }

    /** What a datatype can hold, for messages: {@code whole numbers of 0 to 255}. */
    static String range(Datatype datatype) {
        return switch (datatype) {
            case FP16 -> "numbers of -65504 to 65504";
            case BF16, FP32 -> "numbers of about -3.4e38 to 3.4e38";
            case FP64 -> "numbers of about -1.8e308 to 1.8e308";
            default ->
                "whole numbers of " + datatype.minInteger() + " to " + Long.toUnsignedString(datatype.maxInteger());
        };
    }
}
