// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.util.Arrays;

import dev.mehari.model.InvalidModelException;

/** XGBoost's trees while they are read: splits that compare 32-bit floats, leaves with one value or several. */
final class Plantation {
    private static final int MAX_VECTOR_VALUES = 1 << 28;

    private final Forest.Builder forest = new Forest.Builder();
    private final FloatColumns.Collector columns = new FloatColumns.Collector();
    private float[] vectors = new float[0];
    private int vectorValues;

    /** Begins a tree. @return the place of its root */
    int tree(int group) {
        return forest.tree(group);
    }

    /** {@code x < threshold} goes left. @return the place of the left child; the right one's is the next */
    int split(int node, int feature, float threshold, boolean missingGoesRight) {
        return forest.split(node, columns.column(feature, false, missingGoesRight), FloatKeys.of(threshold));
    }

    /** A category that isn't in the set goes left. @return the place of the left child; the right one's is the next */
    int split(int node, int feature, int[] categoriesToTheRight, boolean missingGoesRight) {
        return forest.split(node, columns.column(feature, true, missingGoesRight), forest.set(categoriesToTheRight));
    }

    void leaf(int node, float value) {
        forest.leaf(node, TreeBooster.number(value));
    }

    /** A leaf of several values; all leaves have as many. */
    void leaf(int node, float[] vector) {
        if (vector.length > MAX_VECTOR_VALUES - vectorValues) {
            throw new InvalidModelException("the leaves have more than " + MAX_VECTOR_VALUES + " values");
        }
        if (vectorValues + vector.length > vectors.length) {
            vectors = Arrays.copyOf(vectors, Math.max(2 * vectors.length, vectorValues + vector.length));
        }
        System.arraycopy(vector, 0, vectors, vectorValues, vector.length);
        forest.leaf(node, vectorValues / vector.length);
        vectorValues += vector.length;
    }

    TreeBooster build() {
        FloatColumns found = columns.build();
        return new TreeBooster(found, forest.build(found.isCategorical()), Arrays.copyOf(vectors, vectorValues));
    }
}
