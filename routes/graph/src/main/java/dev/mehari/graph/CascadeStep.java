// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;

/** Runs stages one after another; each row leaves with the first answer that is accepted (rule 21). */
@Structure("Runs stages one after another; each row leaves with the first answer that is accepted.")
public record CascadeStep(
        String path,

        @Key(value = "The node's id.", required = true, definition = "name")
        String id,

        @Key(value = "The stages, in order; the last accepts all that is left.", required = true)
        List<StageSpec> stages,

        @Key("What it does, for people.") String description)
        implements Step {
    public CascadeStep {
        stages = List.copyOf(stages);
    }
}
