// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a model takes and gives, in the model's own names and order. Names are unique on each side. */
public record Signature(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        requireUnique(inputs, "input");
        requireUnique(outputs, "output");
    }

    private static void requireUnique(List<TensorSpec> specs, String side) {
        Set<String> names = new HashSet<>();
        for (TensorSpec spec : specs) {
            if (!names.add(spec.name())) {
                throw new InvalidModelException("the model has two " + side + "s named '" + spec.name() + "'");
            }
        }
    }
}
