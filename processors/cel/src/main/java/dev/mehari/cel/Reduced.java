// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.Locale;

import dev.mehari.tensor.Datatype;

/**
 * {@code max}, {@code min}, {@code argmax}, {@code sum} and {@code margin} (the largest minus the second) of a list of
 * numbers of one datatype, which all but {@code argmax} keep: integers beyond it are an error, floats are summed in FP64 in
 * their order and rounded once. NaN inside gives NaN, for {@code argmax} an error.
 */
final class Reduced extends Term {
    enum Function {
        MAX(1),
        MIN(1),
        ARGMAX(1),
        SUM(0),
        MARGIN(2);

        private final int fewest;

        Function(int fewest) {
            this.fewest = fewest;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Function function;
    private final Term list;
    private final Datatype datatype;

    Reduced(Function function, Term list, Datatype datatype) {
        this.function = function;
        this.list = list;
        this.datatype = datatype;
    }

    private Object elements(CelInput input, int row, Locals locals) {
        Object elements = list.list(input, row, locals);
        int size = Elements.size(elements, row);
        if (size < function.fewest) {
            throw error(function.word() + " of a list of " + size + " does not exist, it takes " + function.fewest
                    + (function.fewest > 1 ? " elements" : " element"));
        }
        return elements;
    }

    @Override
    double real(CelInput input, int row, Locals locals) {
        Object elements = elements(input, row, locals);
        int size = Elements.size(elements, row);
        return switch (function) {
            case MAX -> extreme(elements, row, size, true);
            case MIN -> extreme(elements, row, size, false);
            case SUM -> sum(elements, row, size);
            case MARGIN -> margin(elements, row, size);
            case ARGMAX -> throw new IllegalStateException("argmax is an integer");
        };
    }

    private static double extreme(Object elements, int row, int size, boolean largest) {
        double extreme = Elements.real(elements, row, 0);
        for (int i = 1; i < size; i++) {
            double value = Elements.real(elements, row, i);
            extreme = largest ? Math.max(extreme, value) : Math.min(extreme, value); // NaN wins
        }
        return extreme;
    }

    private double sum(Object elements, int row, int size) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Elements.real(elements, row, i);
        }
        return Numerics.round(datatype, sum);
    }

    private double margin(Object elements, int row, int size) {
        double largest = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            double value = Elements.real(elements, row, i);
            if (Double.isNaN(value)) {
                return Double.NaN;
            }
            if (value > largest) {
                second = largest;
                largest = value;
            } else if (value > second) {
                second = value;
            }
        }
        return Numerics.round(datatype, largest - second);
    }

    @Override
    long integer(CelInput input, int row, Locals locals) {
        Object elements = elements(input, row, locals);
        int size = Elements.size(elements, row);
        if (function == Function.ARGMAX && datatype.isFloat()) {
            return argmaxOfReals(elements, row, size);
        }
        if (function == Function.SUM) {
            long sum = 0;
            for (int i = 0; i < size; i++) {
                sum = Arithmetic.compute(Operator.PLUS, datatype, sum, Elements.integer(elements, row, i));
            }
            return sum;
        }
        int best = position(elements, row, size, function == Function.MIN, -1);
        if (function == Function.ARGMAX) {
            return best;
        }
        long value = Elements.integer(elements, row, best);
        if (function == Function.MARGIN) {
            int second = position(elements, row, size, false, best);
            long next = Elements.integer(elements, row, second);
            return Arithmetic.compute(Operator.MINUS, datatype, value, next);
        }
        return value;
    }

    private static long argmaxOfReals(Object elements, int row, int size) {
        int best = 0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            double value = Elements.real(elements, row, i);
            if (Double.isNaN(value)) {
                throw error("argmax of a list with NaN does not exist");
            }
            if (value > largest) {
                best = i;
                largest = value;
            }
        }
        return best;
    }

    /** The first position of the largest integer, or of the smallest, leaving out one position. */
    private int position(Object elements, int row, int size, boolean smallest, int leftOut) {
        boolean unsigned = datatype == Datatype.UINT64;
        int best = leftOut == 0 ? 1 : 0;
        for (int i = best + 1; i < size; i++) {
            int comparison = Numerics.compare(
                    Elements.integer(elements, row, i), unsigned, Elements.integer(elements, row, best), unsigned);
            if (i != leftOut && (smallest ? comparison < 0 : comparison > 0)) {
                best = i;
            }
        }
        return best;
    }
}
