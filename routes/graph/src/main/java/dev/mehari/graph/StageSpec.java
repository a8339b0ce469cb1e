// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Optional;

/**
 * A stage of a cascade.
 *
 * @param accept the condition as it stands (rule 21); empty for the last stage
 */
@Structure("A stage of a cascade.")
public record StageSpec(
        String path,

        @Key(
                value =
                        "In CEL: the rows for which it holds leave with this stage's answer, which it sees as outputs. The last"
                                + " stage has none.",
                definition = "text")
        Optional<String> accept,

        BranchSpec branch) {}
