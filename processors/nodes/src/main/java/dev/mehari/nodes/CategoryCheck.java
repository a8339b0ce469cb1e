// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.List;

import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Sees that categorical columns hold indices of their categories, or NaN where one is missing (rule 10). Immutable. */
final class CategoryCheck {
    private final String input;
    private final List<Feature> features;
    private final int[] columns;

    private CategoryCheck(String input, List<Feature> features, int[] columns) {
        this.input = input;
        this.features = features;
        this.columns = columns;
    }

    /** Null for an input without categorical columns. */
    static @Nullable CategoryCheck of(Declaration.Input input) {
        List<Feature> features = input.type().features();
        int[] columns = new int[features.size()];
        int count = 0;
        for (int j = 0; j < columns.length; j++) {
            if (features.get(j).isCategorical()) {
                columns[count++] = j;
            }
        }
        return count == 0 ? null : new CategoryCheck(input.name(), features, java.util.Arrays.copyOf(columns, count));
    }

    void check(Tensor tensor) {
        int width = features.size();
        int rows = tensor.rows();
        for (int row = 0; row < rows; row++) {
            for (int column : columns) {
                double index = tensor.doubleAt(row * width + column);
                Feature feature = features.get(column);
                if (!(index >= 0 && index < feature.categories().size() && index == (int) index)
                        && !Double.isNaN(index)) {
                    throw InferenceException.invalid("input '" + input + "', row " + row + ", column '" + feature.name()
                            + "' is "
                            + index + "; it takes the index of a category, 0 to "
                            + (feature.categories().size() - 1) + ", or the category's text by the column's name");
                }
            }
        }
    }
}
