// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.tensor;

import com.fasterxml.jackson.databind.JsonNode;

/** The first room uses the JDK only. */
public final class Tensors {
    private Tensors() {}

    static final class WrongLibrary {
        JsonNode json(JsonNode node) {
            return node;
        }
    }

    public static final class RightNumber {
        public double value(double[] numbers) {
            return numbers[0];
        }
    }

    /** What the real room has a builder for: observers must not use it. */
    public static final class TensorBuilder {}
}
