// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

/**
 * {@code gbtree} and {@code dart}: sums of leaves, in 32-bit floats.
 *
 * <p>Sums are made in the order of the trees, beginning with the start value, as the library makes them: another order
 * gives other last digits.
 *
 * @param vectors empty where a leaf's number is the bits of its value; else {@code [leaves, groups]}, and a leaf's number
 *     is its row
 */
record TreeBooster(FloatColumns columnKeys, Forest forest, float[] vectors) implements Booster {
    /** Fewer rows than that are walked through many trees at once, more through one tree at a time. */
    private static final int MANY_ROWS = 8;

    /** The number of a leaf that adds a value. */
    static int number(float value) {
        return Float.floatToRawIntBits(value + 0f); // the bits of -0.0 mean no leaf
    }

    @Override
    public int columns() {
        return forest.columns();
    }

    @Override
    public void addTo(float[] sums, int groups, float[] values, int features, int rows, Scratch scratch) {
        long[] keys = scratch.keys(rows * forest.columns());
        columnKeys.toKeys(values, features, rows, keys);
        if (rows < MANY_ROWS) {
            for (int row = 0; row < rows; row++) {
                addRow(sums, row * groups, groups, keys, row * forest.columns(), scratch.ends);
            }
        } else {
            for (int tree = 0; tree < forest.trees(); tree++) {
                addTree(tree, sums, groups, keys, rows, scratch.ends);
            }
        }
    }

    private void addRow(float[] sums, int sumsAt, int groups, long[] keys, int row, int[] ends) {
        for (int from = 0; from < forest.trees(); from += ends.length) {
            int count = Math.min(ends.length, forest.trees() - from);
            forest.walkTrees(from, count, keys, row, ends);
            for (int i = 0; i < count; i++) {
                if (vectors.length == 0) {
                    sums[sumsAt + forest.group(from + i)] += Float.intBitsToFloat(ends[i]);
                } else {
                    addVector(sums, sumsAt, groups, ends[i]);
                }
            }
        }
    }

    private void addTree(int tree, float[] sums, int groups, long[] keys, int rows, int[] ends) {
        forest.walkRows(tree, keys, rows, ends);
        if (vectors.length == 0) {
            int at = forest.group(tree);
            for (int row = 0; row < rows; row++, at += groups) {
                sums[at] += Float.intBitsToFloat(ends[row]);
            }
        } else {
            for (int row = 0; row < rows; row++) {
                addVector(sums, row * groups, groups, ends[row]);
            }
        }
    }

    private void addVector(float[] sums, int sumsAt, int groups, int leaf) {
        for (int group = 0; group < groups; group++) {
            sums[sumsAt + group] += vectors[leaf * groups + group];
        }
    }
}
