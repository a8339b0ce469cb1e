// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;

/** Sends each row down the branch of the first condition that holds (rule 18). */
@Structure("Sends each row down the branch of the first condition that holds.")
public record ChoiceStep(
        String path,

        @Key(value = "The node's id.", required = true, definition = "name")
        String id,

        @Key(value = "The branches with a condition, asked in order.", required = true)
        List<WhenSpec> when,

        @Key(value = "The branch for the rows that no condition took.", required = true)
        BranchSpec otherwise,

        @Key("What it does, for people.") String description)
        implements Step {
    public ChoiceStep {
        when = List.copyOf(when);
    }
}
