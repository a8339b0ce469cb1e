// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.util.List;

/**
 * A named column of a {@code [n, k]} tensor.
 *
 * @param name any text, unique among the columns of its tensor
 * @param categories the texts of a categorical column, in the order of their indices 0, 1, …; empty for a number
 */
public record Feature(String name, List<String> categories) {
    public Feature {
        categories = List.copyOf(categories);
    }

    /** A column of plain numbers. */
    public static Feature number(String name) {
        return new Feature(name, List.of());
    }

    public boolean isCategorical() {
        return !categories.isEmpty();
    }
}
