// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.Locale;
import java.util.Optional;

/** Makes one value per row of the values of its items, as after a split. */
public enum Aggregator {
    /** Summed in FP64; FP32 for FP32, else FP64. */
    MEAN,
    /** Floats keep their datatype, integers give INT64. */
    SUM,
    /** The smallest, in the items' datatype. */
    MIN,
    /** The largest, in the items' datatype. */
    MAX,
    /** Whether any item is true. */
    ANY,
    /** Whether all items are true. */
    ALL,
    /** The value that most items have, of equals that of the earliest. */
    VOTE,
    /** The first item's. */
    FIRST,
    /** How many items there are, INT32. */
    COUNT,
    /** All of them, one after another, padded to the most that a row can have. */
    LIST;

    /** The word in a graph file: {@code mean}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Aggregator> named(String word) {
        for (Aggregator aggregator : values()) {
            if (aggregator.word().equals(word)) {
                return Optional.of(aggregator);
            }
        }
        return Optional.empty();
    }
}
