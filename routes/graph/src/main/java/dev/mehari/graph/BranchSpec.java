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
public record BranchSpec(
        String path,
        @Key("What happens in this branch, in order.") List<Step> steps,

        @Key("What the branch gives: a name to a reference. Default: the outputs of its last step that has any.")
        Optional<Map<String, String>> outputs) {
    public BranchSpec {
        steps = List.copyOf(steps);
        outputs = outputs.map(o -> Collections.unmodifiableMap(new LinkedHashMap<>(o)));
    }
}
