// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Runs steps on the items along dimension 1 of a tensor, and makes one answer per row of theirs (rule 23).
 *
 * @param input a reference
 * @param lengths a reference
 * @param branch its steps; its path is the step's own
 * @param aggregate output → aggregator; outputs that aren't named are dropped
 */
@Structure("Runs steps on the items along dimension 1 of a tensor, and makes one answer per row of theirs.")
public record SplitStep(
        String path,

        @Key(value = "The node's id.", required = true, definition = "name")
        String id,

        @Key(value = "What is split: a reference to a tensor [n, m, …] without features.", required = true)
        String input,

        @Key("How many of the m items of a row count: a reference to INT32 [n]. Default: all.")
        Optional<String> lengths,

        @Key(value = "The items' name inside.", required = true, definition = "name")
        String as,

        BranchSpec branch,

        @Key(
                value = "How each output of the items becomes one of the rows: its name to an aggregator.",
                required = true,
                definition = "aggregate")
        Map<String, String> aggregate,

        @Key(
                value =
                        "What a row without items gives, and what pads a list: one value for outputs that need it, or one per"
                                + " output. null is a missing value.",
                definition = "empty")
        EmptySpec empty,

        @Key("What it does, for people.") String description)
        implements Step {
    public SplitStep {
        aggregate = Collections.unmodifiableMap(new LinkedHashMap<>(aggregate));
    }
}
