// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs stages one after another; each row leaves with the answer of the first stage that is sure of it (rule 21).
 *
 * @param stages at least two
 * @param outputs the names handed outward, each given by every stage; {@code branch} (rule 5), the stage's index, comes beside
 *     them
 */
public record CascadeNode(String id, String path, List<Stage> stages, List<String> outputs) implements Node {
    public CascadeNode {
        stages = List.copyOf(stages);
        outputs = List.copyOf(outputs);
    }

    /** @param accept empty for the last stage, which accepts all */
    public record Stage(Optional<Accept> accept, Branch branch) {}

    /**
     * @param path of the condition
     * @param cel the condition, safe inside Camel's texts; in it {@code outputs.x} is what the stage gives as {@code x}
     * @param readsRows whether it reads tensors, inner or outer; if not, it says the same for all rows
     * @param outputs what the stage gives, by name: more than {@link Branch#gives} where the other stages don't give it
     */
    public record Accept(String path, String cel, boolean readsRows, Map<String, Reference> outputs) {
        public Accept {
            outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        }
    }
}
