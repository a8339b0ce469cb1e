// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sends all rows down all branches and combines their answers (rules 19, 20). */
@Structure("Sends all rows down all branches and combines their answers.")
public record EnsembleStep(
        String path,

        @Key(value = "The node's id.", required = true, definition = "name")
        String id,

        @Key(
                value = "How answers become one: a combiner for all outputs, or one per output.",
                required = true,
                definition = "combine")
        CombineSpec combine,

        @Key(value = "The branches; all see all rows.", required = true)
        List<WeightedBranchSpec> branches,

        @Key(value = "How many branches must answer. Default: all.", definition = "count")
        Optional<Integer> quorum,

        @Key("How long branches may take; a later one is left out.")
        Optional<Duration> deadline,

        @Key("What it does, for people.") String description)
        implements Step {
    public EnsembleStep {
        branches = List.copyOf(branches);
    }
}
