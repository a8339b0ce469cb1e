// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;
import java.util.Optional;

/**
 * A column of an input (rule 10).
 *
 * @param categories the texts of a categorical column in the order of their indices; empty for a number
 */
@Structure("A column of an input.")
public record FeatureSpec(
        @Key(value = "The column's name: any text, unique in its input.", required = true)
        String name,

        @Key("The texts of a categorical column; the tensor holds their index from 0.")
        List<String> categories,

        @Key("How private the column's values are. Default: public.")
        Privacy privacy,

        @Key(
                value =
                        "What stands in when the request leaves the column out: a number, or a category's text or index.",
                name = "default",
                definition = "value")
        Optional<DefaultValue> defaultValue,

        @Key("What it is, for people.") String description) {
    public FeatureSpec {
        categories = List.copyOf(categories);
    }
}
