// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.util.Arrays;

import dev.mehari.model.InvalidModelException;
import dev.mehari.tensor.Tensor;

/**
 * Leaves of 64-bit floats, by their number. A linear leaf is a constant and weighted values of the row; where one of those is
 * missing the leaf's plain value counts instead. Immutable and thread-safe.
 */
final class WideLeaves {
    private static final int MAX_TERMS = 1 << 28;

    private final double[] values;

    // Empty where no leaf is linear.
    private final double[] constants;
    private final int[] termsFrom;
    private final int[] features;
    private final double[] coefficients;

    private WideLeaves(Builder builder) {
        values = Arrays.copyOf(builder.values, builder.count);
        boolean isLinear = builder.isLinear;
        constants = isLinear ? Arrays.copyOf(builder.constants, builder.count) : new double[0];
        termsFrom = isLinear ? Arrays.copyOf(builder.termsFrom, builder.count + 1) : new int[0];
        features = Arrays.copyOf(builder.features, builder.terms);
        coefficients = Arrays.copyOf(builder.coefficients, builder.terms);
    }

    /** What a leaf adds for a row. */
    double valueOf(int leaf, Tensor rows, int row) {
        return constants.length == 0 ? values[leaf] : linear(leaf, rows, row);
    }

    private double linear(int leaf, Tensor rows, int row) {
        double sum = constants[leaf];
        for (int term = termsFrom[leaf]; term < termsFrom[leaf + 1]; term++) {
            double x = RankColumns.asRead(rows.doubleAt(row * rows.rowSize() + features[term]));
            if (Double.isNaN(x)) {
                return values[leaf];
            }
            sum += coefficients[term] * x;
        }
        return sum;
    }

    /** Takes leaves one after another. Confined to one thread. */
    static final class Builder {
        private double[] values = new double[16];
        private double[] constants = new double[16];
        private int[] termsFrom = new int[17];
        private int count;
        private int[] features = new int[0];
        private double[] coefficients = new double[0];
        private int terms;
        private boolean isLinear;

        /** @return its number */
        int add(double value) {
            return add(value, value);
        }

        /** A linear leaf, whose terms are added next. @return its number */
        int add(double value, double constant) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
                constants = Arrays.copyOf(constants, 2 * count);
                termsFrom = Arrays.copyOf(termsFrom, 2 * count + 1);
            }
            values[count] = value;
            constants[count] = constant;
            isLinear |= Double.compare(value, constant) != 0;
            termsFrom[++count] = terms;
            return count - 1;
        }

        /** Adds a term to the leaf that was added last. */
        void term(int feature, double coefficient) {
            if (terms == features.length) {
                if (terms == MAX_TERMS) {
                    throw new InvalidModelException("the leaves have more than " + MAX_TERMS + " terms");
                }
                features = Arrays.copyOf(features, Math.max(16, 2 * terms));
                coefficients = Arrays.copyOf(coefficients, Math.max(16, 2 * terms));
            }
            features[terms] = feature;
            coefficients[terms++] = coefficient;
            termsFrom[count] = terms;
            isLinear = true;
        }

        WideLeaves build() {
            return new WideLeaves(this);
        }
    }
}
