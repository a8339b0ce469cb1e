// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.util.stream.DoubleStream;

/**
 * A layer or vertex of a {@link DenseNetwork}: computes one row of its own from rows of those before it. Rows lie in
 * numbered slots, one array each.
 */
interface DensePart {
    /** How many of the network's parameters it has. */
    int parameters();

    /** The computation with its parameters, those from {@code offset} on. */
    Kernel bind(double[] parameters, int offset);

    /** Reads some slots and writes its own. Immutable, thread-safe; the slots belong to the caller. */
    @FunctionalInterface
    interface Kernel {
        void run(double[][] slots);
    }

    /**
     * z = x·W + b, then the activation. Parameters: W column by column (all inputs of the first output first), then b.
     */
    record Affine(int from, int to, int inputs, int outputs, boolean bias, Activation activation) implements DensePart {
        @Override
        public int parameters() {
            return inputs * outputs + (bias ? outputs : 0);
        }

        @Override
        public Kernel bind(double[] parameters, int offset) {
            // Turned to rows, so that the inner loop runs along memory and over independent sums: it is vectorised.
            double[] weights = new double[inputs * outputs];
            for (int j = 0; j < outputs; j++) {
                for (int i = 0; i < inputs; i++) {
                    weights[i * outputs + j] = parameters[offset + j * inputs + i];
                }
            }
            double[] start = new double[outputs];
            if (bias) {
                System.arraycopy(parameters, offset + inputs * outputs, start, 0, outputs);
            }
            // One-hot inputs and those after relu are mostly 0, which adds nothing unless a weight is infinite.
            boolean finite = DoubleStream.of(weights).allMatch(Double::isFinite);
            return slots -> {
                double[] x = slots[from];
                double[] z = slots[to];
                System.arraycopy(start, 0, z, 0, outputs);
                for (int i = 0; i < inputs; i++) {
                    if (x[i] != 0 || !finite) {
                        add(z, x[i], weights, i * outputs);
                    }
                }
                activation.apply(z);
            };
        }

        private static void add(double[] z, double factor, double[] weights, int at) {
            for (int j = 0; j < z.length; j++) {
                z[j] += factor * weights[at + j];
            }
        }
    }

    /**
     * Batch normalisation after training: γ·(x − μ) / √(σ² + ε) + β (Ioffe and Szegedy 2015, algorithm 2). Parameters: γ
     * and β unless both are fixed at 1 and 0, then μ, then σ² or log₁₀ σ.
     */
    record Normalize(int from, int to, int width, double epsilon, boolean fixed, boolean logarithmic)
            implements DensePart {
        @Override
        public int parameters() {
            return (fixed ? 2 : 4) * width;
        }

        @Override
        public Kernel bind(double[] parameters, int offset) {
            int mean = offset + (fixed ? 0 : 2 * width);
            double[] scale = new double[width];
            double[] shift = new double[width];
            for (int i = 0; i < width; i++) {
                double spread = parameters[mean + width + i];
                double variance = logarithmic ? Math.pow(10, 2 * spread) : spread;
                double gamma = fixed ? 1 : parameters[offset + i];
                double beta = fixed ? 0 : parameters[offset + width + i];
                scale[i] = gamma / Math.sqrt(variance + epsilon);
                shift[i] = beta - parameters[mean + i] * scale[i];
            }
            return slots -> {
                double[] x = slots[from];
                double[] z = slots[to];
                for (int i = 0; i < width; i++) {
                    z[i] = x[i] * scale[i] + shift[i];
                }
            };
        }
    }

    /** An activation by itself; dropout after training, with the identity. */
    record Activate(int from, int to, int width, Activation activation) implements DensePart {
        @Override
        public int parameters() {
            return 0;
        }

        @Override
        public Kernel bind(double[] parameters, int offset) {
            return slots -> {
                System.arraycopy(slots[from], 0, slots[to], 0, width);
                activation.apply(slots[to]);
            };
        }
    }

    /** Its inputs one after the other. */
    record Merge(int[] from, int to) implements DensePart {
        @Override
        public int parameters() {
            return 0;
        }

        @Override
        public Kernel bind(double[] parameters, int offset) {
            return slots -> {
                int at = 0;
                for (int slot : from) {
                    System.arraycopy(slots[slot], 0, slots[to], at, slots[slot].length);
                    at += slots[slot].length;
                }
            };
        }
    }

    /** Inputs of one width, folded element by element. */
    record ElementWise(Fold fold, int[] from, int to) implements DensePart {
        enum Fold {
            ADD,
            AVERAGE,
            PRODUCT,
            MAX
        }

        @Override
        public int parameters() {
            return 0;
        }

        @Override
        public Kernel bind(double[] parameters, int offset) {
            return slots -> {
                double[] z = slots[to];
                for (int i = 0; i < z.length; i++) {
                    double folded = slots[from[0]][i];
                    for (int k = 1; k < from.length; k++) {
                        double x = slots[from[k]][i];
                        folded = switch (fold) {
                            case ADD, AVERAGE -> folded + x;
                            case PRODUCT -> folded * x;
                            case MAX -> Math.max(folded, x);
                        };
                    }
                    z[i] = fold == Fold.AVERAGE ? folded / from.length : folded;
                }
            };
        }
    }
}
