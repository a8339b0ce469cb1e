// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.util.Arrays;

import dev.mehari.model.InvalidModelException;

/**
 * Binary decision trees in flat arrays: tells in which leaf of each tree a row ends, as the number that the leaf was given.
 * What the numbers mean, and what a row's columns are, its makers know. Immutable and thread-safe.
 *
 * <p>A row holds an integer key for each column; column {@link #LEAF_COLUMN} holds {@link #LOWEST}. A numeric split sends
 * it left if its key is below the split's limit, so {@link #LOWEST} goes left everywhere and {@link #HIGHEST} right. A
 * categorical split sends it right if its set has the key, or the key is {@link #HIGHEST}.
 */
final class Forest {
    /*
     * How a node lies in memory
     * -------------------------
     * nodes[i], 63 bits:   limit (32) | how far behind it its right child lies (31 - c) | column (c)
     * keys[j], 63 bits:    key (32) | ones (31)
     * The left child is the node before the right one; c is as few bits as the columns need. A tree lies breadth first
     * and its siblings side by side, so that the upper levels, which every row passes, share few cache lines. Forests in
     * which some child lies too far away for its bits keep the distances in an array of their own.
     *
     * How a row takes a step
     * ----------------------
     *     node += distance - (key < limit ? 1 : 0)
     *
     * The comparison is taken as the sign of keys[j] - nodes[i], because whether a row goes left is what no branch
     * predictor can know. 63 bits can't overflow; the ones below a key outweigh what lies below the limit, so where key
     * and limit are equal the difference isn't negative. A leaf is a node that leads to itself: its column is LEAF_COLUMN, whose key is below every limit, its
     * right child would lie behind it, so its left child is the leaf; its limit is free to be the leaf's number.
     * Hence several independent walks can go in step, and the processor overlaps their loads: a walk alone is nothing
     * but waiting for memory. In a shallow tree they take as many steps as it is deep; in a deep one they go on until
     * none of them moves, because most of its leaves lie far above the deepest.
     *
     * Categorical splits keep in their limit where their set lies in categories: its number of words, then one bit per
     * category. Forests that have them, or distances of their own, take a plain, slower walk.
     */

    /** What rows hold of a key. */
    static long held(int key) {
        return (long) key << LOW_BITS | Integer.MAX_VALUE;
    }

    /** A key below all limits. */
    static final int LOWEST = Integer.MIN_VALUE;

    /** A key that no limit is above. */
    static final int HIGHEST = Integer.MAX_VALUE;

    /** The column that leaves ask for. */
    static final int LEAF_COLUMN = 0;

    /** One more than the largest index of a feature. */
    static final int MAX_FEATURES = 1 << 30;

    /** Leaves' numbers lie above this. */
    static final int NO_LEAF = Integer.MIN_VALUE;

    /** Walks that go in step. */
    private static final int AT_ONCE = 8;

    /** Bits of a node below its limit. */
    private static final int LOW_BITS = 31;

    /** Trees that are no deeper are walked without looking whether leaves are reached. */
    private static final int SHALLOW = 8;

    private final long[] nodes;
    private final int[] distances;
    private final int columns;
    private final int distanceShift;
    private final int columnMask;
    private final int[] roots;
    private final int[] groups;
    private final int[] categories;
    private final boolean[] isCategorical;
    private final int[] depths;
    private final int deepest;

    private Forest(Builder builder, boolean[] isCategorical) {
        columns = isCategorical.length;
        int columnBits = 32 - Integer.numberOfLeadingZeros(columns - 1);
        distanceShift = columnBits;
        columnMask = (1 << columnBits) - 1;
        nodes = Arrays.copyOf(builder.nodes, builder.size);
        int farthest = 0;
        for (int i = 0; i < nodes.length; i++) {
            farthest = Math.max(farthest, builder.distances[i]);
        }
        if (columnBits == 0 || farthest >>> (LOW_BITS - columnBits) == 0) {
            for (int i = 0; i < nodes.length; i++) {
                nodes[i] |= (long) builder.distances[i] << columnBits;
            }
            distances = new int[0];
        } else {
            distances = Arrays.copyOf(builder.distances, builder.size);
        }
        roots = Arrays.copyOf(builder.roots, builder.trees);
        groups = Arrays.copyOf(builder.groups, builder.trees);
        categories = Arrays.copyOf(builder.categories, builder.categoriesSize);
        this.isCategorical = isCategorical;
        depths = depths(builder);
        deepest = Arrays.stream(depths).max().orElse(0);
    }

    /** How many steps lead to the farthest leaf of each tree. */
    private static int[] depths(Builder builder) {
        int[] depths = new int[builder.trees];
        int[] depthOf = new int[builder.size];
        for (int tree = 0; tree < builder.trees; tree++) {
            int end = tree + 1 < builder.trees ? builder.roots[tree + 1] : builder.size;
            for (int node = builder.roots[tree]; node < end; node++) { // children lie behind their parents
                depths[tree] = Math.max(depths[tree], depthOf[node]);
                if (((int) builder.nodes[node] & Integer.MAX_VALUE) != LEAF_COLUMN) {
                    int right = node + builder.distances[node];
                    depthOf[right] = depthOf[node] + 1;
                    depthOf[right - 1] = depthOf[node] + 1;
                }
            }
        }
        return depths;
    }

    int trees() {
        return roots.length;
    }

    /** How many keys a row has, {@link #LEAF_COLUMN} among them. */
    int columns() {
        return columns;
    }

    /** The sum that a tree adds to. */
    int group(int tree) {
        return groups[tree];
    }

    /**
     * Walks one row through some trees.
     *
     * @param row where in {@code keys} it begins
     * @param ends gets the leaves' numbers, from its beginning
     */
    void walkTrees(int firstTree, int treeCount, long[] keys, int row, int[] ends) {
        if (isPlain()) {
            for (int i = 0; i < treeCount; i++) {
                ends[i] = walkPlainly(roots[firstTree + i], keys, row);
            }
            return;
        }
        long[] nodes = this.nodes;
        int shift = distanceShift;
        int mask = columnMask;
        boolean looks = deepest > SHALLOW;
        int blind = looks ? 0 : deepest;
        int i = 0;
        for (; i + AT_ONCE <= treeCount; i += AT_ONCE) {
            int tree = firstTree + i;
            int a = roots[tree];
            int b = roots[tree + 1];
            int c = roots[tree + 2];
            int d = roots[tree + 3];
            int e = roots[tree + 4];
            int f = roots[tree + 5];
            int g = roots[tree + 6];
            int h = roots[tree + 7];
            for (int step = 0; step < blind; step++) {
                a += move(nodes[a], keys, row, shift, mask);
                b += move(nodes[b], keys, row, shift, mask);
                c += move(nodes[c], keys, row, shift, mask);
                d += move(nodes[d], keys, row, shift, mask);
                e += move(nodes[e], keys, row, shift, mask);
                f += move(nodes[f], keys, row, shift, mask);
                g += move(nodes[g], keys, row, shift, mask);
                h += move(nodes[h], keys, row, shift, mask);
            }
            int moved = looks ? 1 : 0;
            while (moved != 0) {
                int moveA = move(nodes[a], keys, row, shift, mask);
                int moveB = move(nodes[b], keys, row, shift, mask);
                int moveC = move(nodes[c], keys, row, shift, mask);
                int moveD = move(nodes[d], keys, row, shift, mask);
                a += moveA;
                b += moveB;
                c += moveC;
                d += moveD;
                moved = moveA | moveB | moveC | moveD;
                int moveE = move(nodes[e], keys, row, shift, mask);
                int moveF = move(nodes[f], keys, row, shift, mask);
                int moveG = move(nodes[g], keys, row, shift, mask);
                int moveH = move(nodes[h], keys, row, shift, mask);
                e += moveE;
                f += moveF;
                g += moveG;
                h += moveH;
                moved |= moveE | moveF | moveG | moveH;
            }
            ends[i] = number(a);
            ends[i + 1] = number(b);
            ends[i + 2] = number(c);
            ends[i + 3] = number(d);
            ends[i + 4] = number(e);
            ends[i + 5] = number(f);
            ends[i + 6] = number(g);
            ends[i + 7] = number(h);
        }
        for (; i < treeCount; i++) {
            ends[i] = walk(roots[firstTree + i], keys, row);
        }
    }

    /**
     * Walks some rows through one tree.
     *
     * @param keys {@code [rows, columns]}
     * @param ends gets the leaves' numbers, from its beginning
     */
    void walkRows(int tree, long[] keys, int rows, int[] ends) {
        int root = roots[tree];
        int width = columns;
        if (isPlain()) {
            for (int row = 0; row < rows; row++) {
                ends[row] = walkPlainly(root, keys, row * width);
            }
            return;
        }
        long[] nodes = this.nodes;
        int shift = distanceShift;
        int mask = columnMask;
        boolean looks = depths[tree] > SHALLOW;
        int blind = looks ? 0 : depths[tree];
        int row = 0;
        for (; row + AT_ONCE <= rows; row += AT_ONCE) {
            int at = row * width;
            int a = root;
            int b = root;
            int c = root;
            int d = root;
            int e = root;
            int f = root;
            int g = root;
            int h = root;
            for (int step = 0; step < blind; step++) {
                a += move(nodes[a], keys, at, shift, mask);
                b += move(nodes[b], keys, at + width, shift, mask);
                c += move(nodes[c], keys, at + 2 * width, shift, mask);
                d += move(nodes[d], keys, at + 3 * width, shift, mask);
                e += move(nodes[e], keys, at + 4 * width, shift, mask);
                f += move(nodes[f], keys, at + 5 * width, shift, mask);
                g += move(nodes[g], keys, at + 6 * width, shift, mask);
                h += move(nodes[h], keys, at + 7 * width, shift, mask);
            }
            int moved = looks ? 1 : 0;
            while (moved != 0) {
                int moveA = move(nodes[a], keys, at, shift, mask);
                int moveB = move(nodes[b], keys, at + width, shift, mask);
                int moveC = move(nodes[c], keys, at + 2 * width, shift, mask);
                int moveD = move(nodes[d], keys, at + 3 * width, shift, mask);
                a += moveA;
                b += moveB;
                c += moveC;
                d += moveD;
                moved = moveA | moveB | moveC | moveD;
                int moveE = move(nodes[e], keys, at + 4 * width, shift, mask);
                int moveF = move(nodes[f], keys, at + 5 * width, shift, mask);
                int moveG = move(nodes[g], keys, at + 6 * width, shift, mask);
                int moveH = move(nodes[h], keys, at + 7 * width, shift, mask);
                e += moveE;
                f += moveF;
                g += moveG;
                h += moveH;
                moved |= moveE | moveF | moveG | moveH;
            }
            ends[row] = number(a);
            ends[row + 1] = number(b);
            ends[row + 2] = number(c);
            ends[row + 3] = number(d);
            ends[row + 4] = number(e);
            ends[row + 5] = number(f);
            ends[row + 6] = number(g);
            ends[row + 7] = number(h);
        }
        for (; row < rows; row++) {
            ends[row] = walk(root, keys, row * width);
        }
    }

    private static int move(long node, long[] keys, int row, int shift, int mask) {
        long difference = keys[row + ((int) node & mask)] - node;
        return (((int) node & Integer.MAX_VALUE) >>> shift) - (int) (difference >>> 63);
    }

    private int number(int node) {
        return (int) (nodes[node] >> LOW_BITS);
    }

    private int walk(int root, long[] keys, int row) {
        int node = root;
        for (int move; (move = move(nodes[node], keys, row, distanceShift, columnMask)) != 0; ) {
            node += move;
        }
        return number(node);
    }

    private boolean isPlain() {
        return categories.length > 0 || distances.length > 0;
    }

    private int walkPlainly(int root, long[] keys, int row) {
        int node = root;
        while (true) {
            long packed = nodes[node];
            int column = (int) packed & columnMask;
            int limit = (int) (packed >> LOW_BITS);
            int key = (int) (keys[row + column] >> LOW_BITS);
            boolean goesRight = isCategorical[column] ? isIn(limit, key) : key >= limit;
            int distance =
                    distances.length > 0 ? distances[node] : ((int) packed & Integer.MAX_VALUE) >>> distanceShift;
            int move = goesRight ? distance : distance - 1;
            if (move == 0) {
                return limit;
            }
            node += move;
        }
    }

    private boolean isIn(int set, int key) {
        if (key >>> 5 < categories[set]) {
            return (categories[set + 1 + (key >>> 5)] >>> key & 1) != 0;
        }
        return key == HIGHEST;
    }

    /** Takes trees one after another, each node once. Confined to one thread. */
    static final class Builder {
        private static final int MAX_NODES = 1 << 28;
        private static final int MAX_CATEGORY_WORDS = 1 << 24;

        private long[] nodes = new long[64];
        private int[] distances = new int[64];
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

        /**
         * Makes a split.
         *
         * @param limit above {@link Forest#LOWEST} for a numeric split, or where the set of a categorical one lies
         * @return the place of its left child; the right one's is the next
         */
        int split(int node, int column, int limit) {
            int left = allocate(2);
            nodes[node] = (long) limit << LOW_BITS | column;
            distances[node] = left + 1 - node;
            return left;
        }

        /** Makes a leaf. @param number any but {@link Forest#NO_LEAF} */
        void leaf(int node, int number) {
            nodes[node] = (long) number << LOW_BITS | LEAF_COLUMN;
            distances[node] = 1;
        }

        private int allocate(int count) {
            if (size + count > MAX_NODES) {
                throw new InvalidModelException("the trees have more than " + MAX_NODES + " nodes");
            }
            if (size + count > nodes.length) {
                int capacity = nodes.length * 2;
                nodes = Arrays.copyOf(nodes, capacity);
                distances = Arrays.copyOf(distances, capacity);
            }
            int first = size;
            size += count;
            return first;
        }

        /** Keeps a set of categories, as bits. @return where it lies */
        int set(int[] words, int from, int count) {
            int set = categoriesSize;
            if (count > MAX_CATEGORY_WORDS - set - 1) {
                throw new InvalidModelException(
                        "the sets of its categorical splits take more than " + 4 * MAX_CATEGORY_WORDS + " bytes");
            }
            categoriesSize += 1 + count;
            if (categoriesSize > categories.length) {
                categories = Arrays.copyOf(categories, Math.max(2 * categories.length, categoriesSize));
            }
            categories[set] = count;
            System.arraycopy(words, from, categories, set + 1, count);
            return set;
        }

        /** Keeps a set of categories, each from 0 on. @return where it lies */
        int set(int[] members) {
            int[] words = new int[Arrays.stream(members).max().orElse(-1) / 32 + 1];
            for (int member : members) {
                words[member / 32] |= 1 << member;
            }
            return set(words, 0, words.length);
        }

        /** @param isCategorical of each column, {@link Forest#LEAF_COLUMN} first, whether its splits ask for sets */
        Forest build(boolean[] isCategorical) {
            return new Forest(this, isCategorical);
        }
    }
}
