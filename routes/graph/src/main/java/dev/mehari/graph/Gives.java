// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one branch gives to its block (rule 4).
 *
 * @param label how messages name the branch: {@code when[0]}
 * @param outputs by name, in order
 * @param others what is known of outputs beside these, where there may be some; else empty
 */
record Gives(String label, Map<String, Given> outputs, Optional<Knowledge> others) {
    Gives {
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /** @param reference empty where it couldn't be resolved */
    record Given(Optional<Reference> reference, Knowledge knowledge) {}

    /** Of a branch that couldn't be read. */
    static Gives nobodyKnows(String label) {
        return new Gives(label, Map.of(), Optional.of(Knowledge.NOTHING));
    }

    /** What is known of an output of that name; {@link Optional#empty} if the branch doesn't give it. */
    Optional<Knowledge> find(String name) {
        Given given = outputs.get(name);
        return given == null ? others : Optional.of(given.knowledge());
    }
}
