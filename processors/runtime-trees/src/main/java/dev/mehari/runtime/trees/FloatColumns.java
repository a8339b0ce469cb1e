// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.util.HashMap;
import java.util.Map;

/**
 * The columns of a forest whose splits compare 32-bit floats: one for each feature, kind of split and way of missing values
 * that the trees use, so features that no tree asks for cost nothing. Immutable and thread-safe.
 */
final class FloatColumns {
    /** The key of what is in no set: a category's key is the category. */
    private static final int NO_CATEGORY = -1;

    private static final float CATEGORY_LIMIT = 1 << 24;

    private final int[] features;
    private final int[] missing;
    private final boolean[] isCategorical;

    private FloatColumns(Collector collector) {
        int count = collector.columns.size() + 1;
        features = new int[count];
        missing = new int[count];
        isCategorical = new boolean[count];
        collector.columns.forEach((key, column) -> {
            features[column] = (int) (key >> 2);
            missing[column] = (key & 1) != 0 ? Forest.HIGHEST : Forest.LOWEST;
            isCategorical[column] = (key & 2) != 0;
        });
    }

    boolean[] isCategorical() {
        return isCategorical;
    }

    /** Makes {@code [rows, columns]} keys of {@code [rows, features]} values. */
    void toKeys(float[] values, int width, int rows, long[] keys) {
        int at = 0;
        for (int row = 0; row < rows * width; row += width) {
            keys[at++] = Forest.held(Forest.LOWEST);
            for (int column = 1; column < features.length; column++) {
                float x = values[row + features[column]];
                int key = isCategorical[column] ? category(x) : FloatKeys.of(x);
                keys[at++] = Forest.held(key == FloatKeys.MISSING ? missing[column] : key);
            }
        }
    }

    private static int category(float x) {
        if (x >= 0 && x < CATEGORY_LIMIT) {
            return (int) x;
        }
        return Float.isNaN(x) ? FloatKeys.MISSING : NO_CATEGORY;
    }

    /** Finds the columns while the trees are read. Confined to one thread. */
    static final class Collector {
        private final Map<Long, Integer> columns = new HashMap<>();

        int column(int feature, boolean categorical, boolean missingGoesRight) {
            long key = (long) feature << 2 | (categorical ? 2 : 0) | (missingGoesRight ? 1 : 0);
            return columns.computeIfAbsent(key, k -> columns.size() + 1);
        }

        FloatColumns build() {
            return new FloatColumns(this);
        }
    }
}
