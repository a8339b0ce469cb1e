// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.mehari.maths.Aggregator;
import org.jspecify.annotations.Nullable;

/**
 * Runs its steps on the items that stand along dimension 1 of a tensor, all items of all rows as one batch, and brings their
 * answers back to one per row (rule 23).
 *
 * @param input {@code [n, m, …]}
 * @param lengths INT32 {@code [n]}: how many items of a row count; empty: all m
 * @param as the name of the items inside, {@code [N, …]}
 * @param outputs what the node gives, in order
 */
public record SplitNode(
        String id,
        String path,
        Reference input,
        Optional<Reference> lengths,
        String as,
        Branch steps,
        Map<String, Aggregate> outputs)
        implements Node {
    public SplitNode {
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /**
     * How an output of the items becomes one of the rows. Which tensor it is made from {@link Branch#gives} says, under the
     * output's name.
     *
     * @param empty what a row without items gives, and what pads a list: a number, text or boolean that fits the output's
     *     datatype; null where the aggregator needs none or the file gives none
     */
    public record Aggregate(Aggregator aggregator, @Nullable Object empty) {}
}
