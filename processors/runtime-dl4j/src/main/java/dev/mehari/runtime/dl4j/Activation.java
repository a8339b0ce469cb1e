// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.util.Map;
import java.util.Optional;

/**
 * An activation function, applied in place to one row. The formulas are those of ND4J's operations of the same names,
 * NaN and infinities included; {@code DenseNetworkTest} holds them against it one by one.
 */
@FunctionalInterface
interface Activation {
    Activation IDENTITY = z -> {};

    void apply(double[] z);

    /** One function for each element. */
    @FunctionalInterface
    interface Scalar {
        double of(double x);
    }

    /**
     * The function that an {@code activationFn} of a configuration describes; empty for those that are left to the
     * engine, because it computes them in a way of its own (rrelu, rational tanh, the precise gelu, softplus that
     * overflows) or they have parameters.
     */
    static Optional<Activation> parse(Map<String, Object> description) {
        if (!(description.get("@class") instanceof String name)) {
            return Optional.empty();
        }
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "ActivationIdentity" -> Optional.of(IDENTITY);
            case "ActivationReLU" ->
                plain(description, "max", "threshold", "negativeSlope")
                        ? Optional.of(Activation::relu)
                        : Optional.empty();
            case "ActivationReLU6" -> each(x -> x < 0 ? 0 : x < 6 ? x : 6);
            case "ActivationLReLU" -> number(description, "alpha").map(a -> z -> leaky(z, a));
            case "ActivationThresholdedReLU" -> number(description, "theta").flatMap(t -> each(x -> x > t ? x : 0));
            case "ActivationELU" ->
                number(description, "alpha").flatMap(a -> each(x -> x >= 0 ? x : a * Math.expm1(x)));
            case "ActivationSELU" -> each(x -> x > 0 ? SELU_SCALE * x : SELU_SCALE * SELU_ALPHA * Math.expm1(x));
            case "ActivationGELU" ->
                Boolean.TRUE.equals(description.get("precise")) ? Optional.empty() : each(x -> x * sigmoid(1.702 * x));
            case "ActivationSwish" -> each(x -> x * sigmoid(x));
            case "ActivationSigmoid" -> each(Activation::sigmoid);
            case "ActivationHardSigmoid" -> each(x -> Math.min(1, Math.max(0, 0.2 * x + 0.5)));
            case "ActivationTanH" -> each(Activation::tanh);
            case "ActivationHardTanH" -> each(x -> Math.min(1, Math.max(-1, x)));
            case "ActivationRectifiedTanh" -> each(x -> Math.max(0, tanh(x)));
            case "ActivationSoftSign" -> each(x -> x / (1 + Math.abs(x)));
            case "ActivationCube" -> each(x -> x * x * x);
            case "ActivationSoftmax" -> Optional.of(Activation::softmax);
            default -> Optional.empty();
        };
    }

    /** Klambauer et al. 2017, section 2. */
    double SELU_ALPHA = 1.6732632423543772848170429916717;

    double SELU_SCALE = 1.0507009873554804934193349852946;

    private static Optional<Activation> each(Scalar function) {
        return Optional.of(z -> {
            for (int i = 0; i < z.length; i++) {
                z[i] = function.of(z[i]);
            }
        });
    }

    private static void relu(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = z[i] < 0 ? 0 : z[i];
        }
    }

    private static void leaky(double[] z, double slope) {
        for (int i = 0; i < z.length; i++) {
            z[i] = z[i] < 0 ? slope * z[i] : z[i];
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** As exact as {@link Math#tanh} to 1e-15 absolute, in a third of its time. */
    private static double tanh(double x) {
        return Math.abs(x) < 0.1 ? Math.tanh(x) : 1 - 2 / (1 + Math.exp(2 * x));
    }

    /** Shifted by the largest, so that nothing overflows. */
    private static void softmax(double[] z) {
        if (z.length == 1) {
            z[0] = 1; // even for NaN, as the engine has it
            return;
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (double x : z) {
            largest = Math.max(largest, x);
        }
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.exp(z[i] - largest);
            sum += z[i];
        }
        for (int i = 0; i < z.length; i++) {
            z[i] /= sum;
        }
    }

    private static boolean plain(Map<String, Object> description, String... options) {
        for (String option : options) {
            if (description.get(option) != null) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Double> number(Map<String, Object> description, String key) {
        return description.get(key) instanceof Number n ? Optional.of(n.doubleValue()) : Optional.empty();
    }
}
