// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.util.Arrays;

/**
 * What a sum of leaves means: how the start value ({@code base_score}) becomes a margin, and margins the prediction. In
 * 32-bit floats wherever the library is, so that last digits agree. Formulas follow XGBoost's {@code src/objective}
 * (releases 1.7.6 to 3.4.1).
 */
enum Objective {
    /** The margin itself. */
    IDENTITY,

    /** p = 1 / (1 + e^−m), the start value being a p in (0, 1). */
    LOGISTIC {
        @Override
        void toMargins(float[] base) {
            for (int i = 0; i < base.length; i++) {
                base[i] = (float) -Math.log(1f / base[i] - 1f);
            }
        }

        @Override
        void toPredictions(float[] margins, int rows, int groups) {
            for (int i = 0; i < rows * groups; i++) {
                // The library stops e^x short of overflow here.
                float x = Math.min(-margins[i], 88.7f);
                margins[i] = 1f / ((float) Math.exp(x) + 1f);
            }
        }
    },

    /** e^m, the start value being positive. */
    EXPONENTIAL {
        @Override
        void toMargins(float[] base) {
            for (int i = 0; i < base.length; i++) {
                base[i] = (float) Math.log(base[i]);
            }
        }

        @Override
        void toPredictions(float[] margins, int rows, int groups) {
            for (int i = 0; i < rows * groups; i++) {
                margins[i] = (float) Math.exp(margins[i]);
            }
        }
    },

    /** 1 above 0, else 0. */
    HINGE {
        @Override
        void toPredictions(float[] margins, int rows, int groups) {
            for (int i = 0; i < rows * groups; i++) {
                margins[i] = margins[i] > 0 ? 1 : 0;
            }
        }
    },

    /** e^(m_j − max) / Σ e^(m_k − max), the sum in 64-bit floats. */
    SOFTMAX {
        @Override
        void toPredictions(float[] margins, int rows, int groups) {
            for (int from = 0; from < rows * groups; from += groups) {
                float max = margins[from];
                for (int j = from + 1; j < from + groups; j++) {
                    max = Math.max(max, margins[j]);
                }
                double sum = 0;
                for (int j = from; j < from + groups; j++) {
                    margins[j] = (float) Math.exp(margins[j] - max);
                    sum += margins[j];
                }
                for (int j = from; j < from + groups; j++) {
                    margins[j] /= (float) sum;
                }
            }
        }
    },

    /** The class with the largest margin, the first of equals, as a float. */
    CLASS {
        @Override
        int columns(int groups) {
            return 1;
        }

        @Override
        void toPredictions(float[] margins, int rows, int groups) {
            for (int row = 0; row < rows; row++) {
                int best = row * groups;
                for (int j = best + 1; j < (row + 1) * groups; j++) {
                    if (margins[j] > margins[best]) {
                        best = j;
                    }
                }
                margins[row] = best - row * groups;
            }
        }
    },

    /** Quantiles in ascending order, as XGBoost 3.4 gives them; earlier releases gave them as they came. */
    ASCENDING {
        @Override
        void toPredictions(float[] margins, int rows, int groups) {
            for (int row = 0; row < rows; row++) {
                Arrays.sort(margins, row * groups, (row + 1) * groups);
            }
        }
    },

    /** Expectiles that can't cross: q_0 = m_0, q_j = q_(j−1) + 1e-6 + ln(1 + e^(m_j)). */
    RISING {
        private static final float GAP = 1e-6f;

        @Override
        void toMargins(float[] base) {
            for (int j = base.length - 1; j > 0; j--) {
                float gap = Math.max(base[j] - base[j - 1] - GAP, GAP);
                base[j] = gap + (float) Math.log((float) -Math.expm1(-gap));
            }
        }

        @Override
        void toPredictions(float[] margins, int rows, int groups) {
            for (int row = 0; row < rows; row++) {
                for (int j = row * groups + 1; j < (row + 1) * groups; j++) {
                    margins[j] = margins[j - 1] + (GAP + softplus(margins[j]));
                }
            }
        }

        private static float softplus(float x) {
            return x > 0 ? x + (float) Math.log1p((float) Math.exp(-x)) : (float) Math.log1p((float) Math.exp(x));
        }
    };

    /** Replaces start values by their margins. */
    void toMargins(float[] base) {}

    /** The values per row that {@link #toPredictions} leaves. */
    int columns(int groups) {
        return groups;
    }

    /** Replaces {@code [rows, groups]} margins by {@code [rows, columns]} predictions, packed from the front. */
    void toPredictions(float[] margins, int rows, int groups) {}
}
