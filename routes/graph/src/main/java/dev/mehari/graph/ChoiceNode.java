// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;

/**
 * Sends each row down the branch of the first condition that holds.
 *
 * @param outputs the names handed outward, each given by every branch; {@code branch} (rule 5) comes beside them
 */
public record ChoiceNode(String id, String path, List<When> when, Branch otherwise, List<String> outputs)
        implements Node {
    /** The INT32 output that says which branch answered a row. */
    public static final String BRANCH = "branch";

    public ChoiceNode {
        when = List.copyOf(when);
        outputs = List.copyOf(outputs);
    }

    /** Whether rows may go different ways; if not, conditions are asked once and nothing is sliced (rule 9). */
    public boolean readsRows() {
        return when.stream().anyMatch(When::readsRows);
    }

    /**
     * @param path of the condition, such as {@code spec.steps[1].choice.when[0].cel}
     * @param cel the condition, safe inside Camel's texts
     * @param readsRows whether it reads tensors; if not, it says the same for all rows
     */
    public record When(String path, String cel, boolean readsRows, Branch branch) {}
}
