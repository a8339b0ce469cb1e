// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Steps inside a block (rule 4).
 *
 * @param path the object in the file that holds {@code steps}
 * @param steps in order; may be empty where {@code outputs} says what the branch gives
 * @param outputs what it gives, name → reference; empty: what its last giving step gives
 */
@Structure(
        value = "Steps, and what the branch gives.",
        anyOf = {"steps", "outputs"})
public record BranchSpec(
        String path,

        @Key(value = "What happens in this branch, in order.", definition = "steps")
        List<Step> steps,

        @Key(
                value =
                        "What the branch gives: a name to a reference. Default: the outputs of its last step that has any.",
                definition = "branchOutputs")
        Optional<Map<String, String>> outputs) {
    public BranchSpec {
        steps = List.copyOf(steps);
        outputs = outputs.map(o -> Collections.unmodifiableMap(new LinkedHashMap<>(o)));
    }
}
