// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.util.Arrays;

import dev.mehari.model.InvalidModelException;

/**
 * Binary decision trees with a value in each leaf, in flat arrays, with sums of the values they lead a row to. What a row
 * holds are {@link FloatKeys}. Immutable and thread-safe.
 *
 * <p>A split sends a row left if its feature is below the threshold ({@code x < t} in 32-bit floats), or, for a
 * categorical split, if the feature is not one of the split's categories; a missing feature goes where the split says.
 */
final class Forest {
    /*
     * How a node lies in memory
     * -------------------------
     * nodes[i], 64 bits:   threshold key T (32) | feature (30) | categorical (1) | missing goes right (1)
     * right[i]:            the right child's index; the left child is the node before it
     * leaves[i]:           a leaf's value
     * A tree lies breadth first and its siblings side by side, so that the upper levels, which every row passes, share
     * few cache lines. A node costs 16 bytes.
     *
     * How a row takes a step
     * ----------------------
     * Missing is the smallest integer M. Where it goes left, v < T does: M is below every key. Where it goes right, both
     * sides are lowered by one, v - 1 < T - 1: for numbers nothing changes, while M - 1 wraps to the largest integer,
     * which isn't below anything. T is stored lowered already. So a step is the same few instructions for every node:
     *
     *     child = right - (v - d < T ? 1 : 0)          d = 0 or 1, the lowest bit
     *
     * and the comparison is taken as the sign of a subtraction, because whether a row goes left is what no branch
     * predictor can know. A leaf is a node that leads to itself: its T is the largest integer, so every key is below it,
     * and its left child is the leaf. Hence four independent walks can go in step until none of them moves, and the
     * processor overlaps their loads: a walk alone is nothing but waiting for memory.
     *
     * Categorical splits keep in T where their set lies in categories: its number of words, then one bit per category.
     * Forests that have them take a plain, slower walk.
     *
     * How sums are made
     * -----------------
     * Floats are added in the order of the trees, beginning with the start value, as the library does: another order
     * gives other last digits.
     */
    private static final int TOP = Integer.MAX_VALUE;

    private static final int CATEGORICAL = 2;
    private static final int FLAG_BITS = 2;

    /** One more than the largest index of a feature. */
    static final int MAX_FEATURES = 1 << (32 - FLAG_BITS);

    private final long[] nodes;
    private final int[] right;
    private final float[] leaves;
    private final int[] roots;
    private final int[] groups;
    private final int[] categories;

    private Forest(Builder builder) {
        nodes = Arrays.copyOf(builder.nodes, builder.size);
        right = Arrays.copyOf(builder.right, builder.size);
        leaves = Arrays.copyOf(builder.leaves, builder.size);
        roots = Arrays.copyOf(builder.roots, builder.trees);
        groups = Arrays.copyOf(builder.groups, builder.trees);
        categories = Arrays.copyOf(builder.categories, builder.categoriesSize);
    }

    int trees() {
        return roots.length;
    }

    /**
     * Adds the leaves' values to the sums of a block of rows.
     *
     * @param keys {@code [rows, features]}
     * @param sums {@code [rows, groups]}; each tree adds to its own group
     */
    void addTo(float[] sums, int groupCount, int[] keys, int features, int rows) {
        if (categories.length > 0) {
            addPlainly(sums, groupCount, keys, features, rows);
        } else if (rows < 4) {
            for (int row = 0; row < rows; row++) {
                addAllTrees(sums, row * groupCount, keys, row * features);
            }
        } else {
            for (int tree = 0; tree < roots.length; tree++) {
                addOneTree(tree, sums, groupCount, keys, features, rows);
            }
        }
    }

    /** One row through four trees at a time. */
    private void addAllTrees(float[] sums, int sumsAt, int[] keys, int row) {
        int tree = 0;
        for (; tree + 4 <= roots.length; tree += 4) {
            int a = roots[tree];
            int b = roots[tree + 1];
            int c = roots[tree + 2];
            int d = roots[tree + 3];
            while (true) {
                int nextA = step(a, keys, row);
                int nextB = step(b, keys, row);
                int nextC = step(c, keys, row);
                int nextD = step(d, keys, row);
                if ((nextA ^ a | nextB ^ b | nextC ^ c | nextD ^ d) == 0) {
                    break;
                }
                a = nextA;
                b = nextB;
                c = nextC;
                d = nextD;
            }
            sums[sumsAt + groups[tree]] += leaves[a];
            sums[sumsAt + groups[tree + 1]] += leaves[b];
            sums[sumsAt + groups[tree + 2]] += leaves[c];
            sums[sumsAt + groups[tree + 3]] += leaves[d];
        }
        for (; tree < roots.length; tree++) {
            sums[sumsAt + groups[tree]] += leaves[walk(roots[tree], keys, row)];
        }
    }

    /** Four rows at a time through one tree. */
    private void addOneTree(int tree, float[] sums, int groupCount, int[] keys, int features, int rows) {
        int root = roots[tree];
        int group = groups[tree];
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            int rowA = row * features;
            int rowB = rowA + features;
            int rowC = rowB + features;
            int rowD = rowC + features;
            int a = root;
            int b = root;
            int c = root;
            int d = root;
            while (true) {
                int nextA = step(a, keys, rowA);
                int nextB = step(b, keys, rowB);
                int nextC = step(c, keys, rowC);
                int nextD = step(d, keys, rowD);
                if ((nextA ^ a | nextB ^ b | nextC ^ c | nextD ^ d) == 0) {
                    break;
                }
                a = nextA;
                b = nextB;
                c = nextC;
                d = nextD;
            }
            int sumsAt = row * groupCount + group;
            sums[sumsAt] += leaves[a];
            sums[sumsAt + groupCount] += leaves[b];
            sums[sumsAt + 2 * groupCount] += leaves[c];
            sums[sumsAt + 3 * groupCount] += leaves[d];
        }
        for (; row < rows; row++) {
            sums[row * groupCount + group] += leaves[walk(root, keys, row * features)];
        }
    }

    private int walk(int root, int[] keys, int row) {
        int node = root;
        for (int next; (next = step(node, keys, row)) != node; ) {
            node = next;
        }
        return node;
    }

    private int step(int node, int[] keys, int row) {
        long packed = nodes[node];
        int key = keys[row + ((int) packed >>> FLAG_BITS)] - ((int) packed & 1);
        return right[node] - (int) ((key - (packed >> 32)) >>> 63);
    }

    private void addPlainly(float[] sums, int groupCount, int[] keys, int features, int rows) {
        for (int row = 0; row < rows; row++) {
            for (int tree = 0; tree < roots.length; tree++) {
                int node = roots[tree];
                for (int next; (next = stepOfAnyKind(node, keys, row * features)) != node; ) {
                    node = next;
                }
                sums[row * groupCount + groups[tree]] += leaves[node];
            }
        }
    }

    private int stepOfAnyKind(int node, int[] keys, int row) {
        long packed = nodes[node];
        if ((packed & CATEGORICAL) == 0) {
            return step(node, keys, row);
        }
        int key = keys[row + ((int) packed >>> FLAG_BITS)];
        boolean goesRight =
                key == FloatKeys.MISSING ? (packed & 1) != 0 : contains((int) (packed >> 32), FloatKeys.toFloat(key));
        return goesRight ? right[node] : right[node] - 1;
    }

    /** Whether a set of categories has the whole part of x. */
    private boolean contains(int set, float x) {
        int words = categories[set];
        if (!(x >= 0 && x < words * 32f)) {
            return false;
        }
        int category = (int) x;
        return (categories[set + 1 + (category >> 5)] >>> category & 1) != 0;
    }

    /** Takes trees one after another, each node once. Confined to one thread. */
    static final class Builder {
        private static final int MAX_NODES = 1 << 28;
        private static final int MAX_CATEGORY_WORDS = 1 << 24;

        private long[] nodes = new long[64];
        private int[] right = new int[64];
        private float[] leaves = new float[64];
        private int size;
        private int[] roots = new int[16];
        private int[] groups = new int[16];
        private int trees;
        private int[] categories = new int[0];
        private int categoriesSize;

        /** Begins a tree whose leaves are added to the sums of {@code group}. @return the place of its root */
        int tree(int group) {
            if (trees == roots.length) {
                roots = Arrays.copyOf(roots, trees * 2);
                groups = Arrays.copyOf(groups, trees * 2);
            }
            int root = allocate(1);
            roots[trees] = root;
            groups[trees++] = group;
            return root;
        }

        /** Makes a numeric split. @return the place of its left child; the right one's is the next */
        int split(int node, int feature, float threshold, boolean missingGoesRight) {
            int lowered = missingGoesRight ? 1 : 0;
            return split(node, feature, FloatKeys.of(threshold) - lowered, lowered);
        }

        /** Makes a categorical split. @return the place of its left child; the right one's is the next */
        int split(int node, int feature, int[] categoriesToTheRight, boolean missingGoesRight) {
            return split(node, feature, add(categoriesToTheRight), CATEGORICAL | (missingGoesRight ? 1 : 0));
        }

        private int split(int node, int feature, int high, int flags) {
            int left = allocate(2);
            nodes[node] = (long) high << 32 | (feature << FLAG_BITS | flags) & 0xffff_ffffL;
            right[node] = left + 1;
            return left;
        }

        void leaf(int node, float value) {
            nodes[node] = (long) TOP << 32;
            right[node] = node + 1;
            leaves[node] = value;
        }

        private int allocate(int count) {
            if (size + count > MAX_NODES) {
                throw new InvalidModelException("the trees have more than " + MAX_NODES + " nodes");
            }
            if (size + count > right.length) {
                int capacity = right.length * 2;
                nodes = Arrays.copyOf(nodes, capacity);
                right = Arrays.copyOf(right, capacity);
                leaves = Arrays.copyOf(leaves, capacity);
            }
            int first = size;
            size += count;
            return first;
        }

        private int add(int[] members) {
            int words = Arrays.stream(members).max().orElse(-1) / 32 + 1;
            int set = categoriesSize;
            if (set + 1 + words > MAX_CATEGORY_WORDS) {
                throw new InvalidModelException(
                        "the sets of its categorical splits take more than " + 4 * MAX_CATEGORY_WORDS + " bytes");
            }
            categoriesSize += 1 + words;
            if (categoriesSize > categories.length) {
                categories = Arrays.copyOf(categories, Math.max(2 * categories.length, categoriesSize));
            }
            categories[set] = words;
            for (int member : members) {
                categories[set + 1 + member / 32] |= 1 << member;
            }
            return set;
        }

        Forest build() {
            return new Forest(this);
        }
    }
}
