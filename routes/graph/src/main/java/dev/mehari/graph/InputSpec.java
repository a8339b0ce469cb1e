// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;
import java.util.Optional;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;

/**
 * A declared input (rules 6, 10 to 12).
 *
 * @param features one per column of a {@code [-1, k]} input, in order; empty where columns have no names
 * @param defaults the default as it stands in the file: one value for everything, or one per column; empty for a required
 *     input. {@link CheckedInput} has it as a tensor
 */
@Structure("A tensor that a request sends.")
public record InputSpec(
        @Key(
                value = "The input's name, as the request sends it and the steps refer to it.",
                required = true,
                definition = "name")
        String name,

        @Key(value = "The element type, as the Open Inference Protocol names it.", required = true)
        Datatype datatype,

        @Key(value = "The shape; -1 first for the batch, and wherever any length goes.", required = true)
        Shape shape,

        @Key("The columns of a [-1, k] input, one each, in order: a name, or an object.")
        List<FeatureSpec> features,

        @Key(
                value = "What stands in when the request leaves the input out: one value for all, or one per column.",
                name = "default",
                definition = "default")
        Optional<List<DefaultValue>> defaults,

        @Key("What it is, for people.") String description) {
    public InputSpec {
        features = List.copyOf(features);
        defaults = defaults.map(List::copyOf);
    }

    /** Datatype, shape and the columns' names and categories. */
    public TensorType type() {
        List<Feature> columns = features.stream()
                .map(f -> new Feature(f.name(), f.categories()))
                .toList();
        return new TensorType(datatype, shape, columns);
    }
}
