// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

/**
 * How LightGBM makes predictions of a row's sums. Formulas follow its {@code src/objective} (releases 3.3 to 4.7), in 64-bit
 * floats as there.
 *
 * @param sigmoid the steepness of {@link Kind#LOGISTIC}
 */
record LightGBMObjective(Kind kind, double sigmoid) {
    enum Kind {
        /** The sum itself. */
        IDENTITY,
        /** sign(m)·m², for labels whose roots were learnt. */
        SQUARE,
        /** e^m */
        EXPONENTIAL,
        /** 1 / (1 + e^(−sigmoid·m)) */
        LOGISTIC,
        /** ln(1 + e^m) */
        SOFTPLUS,
        /** e^(m_j − max) / Σ e^(m_k − max) */
        SOFTMAX
    }

    LightGBMObjective(Kind kind) {
        this(kind, 1);
    }

    /** Replaces {@code groups} sums by predictions. */
    void toPredictions(double[] sums, int from, int groups) {
        if (kind == Kind.SOFTMAX) {
            softmax(sums, from, groups);
            return;
        }
        for (int i = from; i < from + groups; i++) {
            sums[i] = toPrediction(sums[i]);
        }
    }

    private double toPrediction(double m) {
        return switch (kind) {
            case SQUARE -> Math.signum(m) * m * m;
            case EXPONENTIAL -> Math.exp(m);
            case LOGISTIC -> 1.0 / (1.0 + Math.exp(-sigmoid * m));
            case SOFTPLUS -> Math.log1p(Math.exp(m));
            case IDENTITY, SOFTMAX -> m;
        };
    }

    private static void softmax(double[] sums, int from, int groups) {
        double max = sums[from];
        for (int i = from + 1; i < from + groups; i++) {
            max = Math.max(max, sums[i]);
        }
        double total = 0;
        for (int i = from; i < from + groups; i++) {
            sums[i] = Math.exp(sums[i] - max);
            total += sums[i];
        }
        for (int i = from; i < from + groups; i++) {
            sums[i] /= total;
        }
    }
}
