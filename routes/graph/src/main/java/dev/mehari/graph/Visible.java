// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;

/**
 * An input or node as the steps after it see it.
 *
 * @param outputs what it gives, by name; an input gives one, named ""
 * @param partial outputs of a block that only some of its branches give: name → why that is so
 * @param hasBranch whether it also gives {@code branch} (rule 5)
 * @param others what is known of outputs beside these, where it may have some because its model isn't read; else empty
 */
record Visible(
        String id,
        boolean isInput,
        Map<String, Knowledge> outputs,
        Map<String, String> partial,
        boolean hasBranch,
        Optional<Knowledge> others) {
    Visible {
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        partial = Collections.unmodifiableMap(new LinkedHashMap<>(partial));
    }

    static Visible input(String name, Knowledge knowledge) {
        return new Visible(name, true, Map.of("", knowledge), Map.of(), false, Optional.empty());
    }

    static Visible node(String id, Map<String, Knowledge> outputs) {
        return new Visible(id, false, outputs, Map.of(), false, Optional.empty());
    }

    /** A node whose outputs nobody knows. */
    static Visible open(String id, Knowledge outputs) {
        return new Visible(id, false, Map.of(), Map.of(), false, Optional.of(outputs));
    }

    /** The names of its outputs, {@code branch} last. */
    List<String> names() {
        List<String> names = new ArrayList<>(outputs.keySet());
        if (hasBranch) {
            names.add(ChoiceNode.BRANCH);
        }
        return names;
    }

    /** The type of {@code branch}: one number per row; one without batch. */
    static TensorType branchType(boolean batch) {
        return new TensorType(Datatype.INT32, Shape.of(batch ? Shape.DYNAMIC : 1));
    }
}
