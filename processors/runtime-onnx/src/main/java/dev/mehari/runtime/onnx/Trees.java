// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.Arrays;
import java.util.Set;

import dev.mehari.model.InvalidModelException;

/*
 * Checks the tree ensembles of a file (ai.onnx.ml: TreeEnsembleClassifier and -Regressor of versions 1 and 3, TreeEnsemble of
 * version 5) against themselves. ONNX Runtime 1.23.2 takes their lists at their word: of files with one flipped bit, one in
 * a few hundred brought the process down while loading. So: lists that belong together are of one length, what is pointed
 * at exists, trees have an end, classes and targets are in range.
 */
final class Trees {
    /** Deeper than any learner grows; ONNX Runtime walks trees by recursion. */
    private static final int MAX_DEPTH = 1_000;

    private static final Set<String> BRANCHES =
            Set.of("BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ");

    private static final int LAST_MODE = 6;
    private static final int NONE = -1;

    private final String where;
    private final Attributes lists;

    private Trees(String where, Attributes lists) {
        this.where = where;
        this.lists = lists;
    }

    /** @param where the node, for errors */
    static void check(String operator, String where, Attributes lists) {
        Trees trees = new Trees(where, lists);
        switch (operator) {
            case "TreeEnsembleClassifier" -> trees.checkOld("class", trees.classes());
            case "TreeEnsembleRegressor" -> trees.checkOld("target", lists.integer("n_targets", 0));
            case "TreeEnsemble" -> trees.checkNew();
            default -> {}
        }
    }

    private long classes() {
        int texts = lists.texts("classlabels_strings");
        return texts > 0 ? texts : lists.integers("classlabels_int64s").length;
    }

    // ------------------------------------------------------------------------------------ versions 1 and 3

    private void checkOld(String leaf, long outcomes) {
        long[] tree = lists.integers("nodes_treeids");
        int count = tree.length;
        long[] node = sized("nodes_nodeids", count);
        long[] yes = sized("nodes_truenodeids", count);
        long[] no = sized("nodes_falsenodeids", count);
        requireInRange("nodes_featureids", sized("nodes_featureids", count), Integer.MAX_VALUE);
        requireInRange("nodes_treeids", tree, Integer.MAX_VALUE);
        requireInRange("nodes_nodeids", node, Integer.MAX_VALUE);
        require(count > 0, "it has no trees");
        require(lists.texts("nodes_modes") == count, "nodes_modes isn't as long as nodes_treeids");
        require(
                lists.floats("nodes_values") == count || lists.elements("nodes_values_as_tensor") == count,
                "nodes_values isn't as long as nodes_treeids");
        int tracks = lists.integers("nodes_missing_value_tracks_true").length;
        require(tracks == 0 || tracks == count, "nodes_missing_value_tracks_true isn't as long as nodes_treeids");

        Index index = new Index(count);
        for (int i = 0; i < count; i++) {
            require(index.put(tree[i], node[i], i), "tree " + tree[i] + " has node " + node[i] + " twice");
        }
        int[] ifTrue = new int[count];
        int[] ifFalse = new int[count];
        for (int i = 0; i < count; i++) {
            String mode = lists.text("nodes_modes", i);
            if (mode.equals("LEAF")) {
                ifTrue[i] = NONE;
                ifFalse[i] = NONE;
            } else {
                require(BRANCHES.contains(mode), "nodes_modes has '" + mode + "'");
                ifTrue[i] = existing(index, tree[i], yes[i]);
                ifFalse[i] = existing(index, tree[i], no[i]);
            }
        }
        requireEnd(ifTrue, ifFalse);
        checkLeaves(leaf, outcomes, index);
    }

    private void checkLeaves(String leaf, long outcomes, Index index) {
        long[] ids = lists.integers(leaf + "_ids");
        long[] trees = sized(leaf + "_treeids", ids.length);
        long[] nodes = sized(leaf + "_nodeids", ids.length);
        require(outcomes > 0, "it has no " + (leaf.equals("class") ? "class labels" : "targets"));
        requireInRange(leaf + "_ids", ids, outcomes);
        require(
                lists.floats(leaf + "_weights") == ids.length
                        || lists.elements(leaf + "_weights_as_tensor") == ids.length,
                leaf + "_weights isn't as long as " + leaf + "_ids");
        for (int i = 0; i < ids.length; i++) {
            existing(index, trees[i], nodes[i]);
        }
        long base = Math.max(lists.floats("base_values"), lists.elements("base_values_as_tensor"));
        require(base <= Math.max(2, outcomes), "base_values has more entries than there are outcomes");
    }

    private int existing(Index index, long tree, long node) {
        int at = tree < 0 || node < 0 || Math.max(tree, node) > Integer.MAX_VALUE ? NONE : index.get(tree, node);
        require(at != NONE, "it points at node " + node + " of tree " + tree + ", which isn't there");
        return at;
    }

    // ------------------------------------------------------------------------------------ version 5

    private void checkNew() {
        long[] features = lists.integers("nodes_featureids");
        int count = features.length;
        requireInRange("nodes_featureids", features, Integer.MAX_VALUE);
        require(count > 0, "it has no trees");
        require(lists.elements("nodes_splits") == count, "nodes_splits isn't as long as nodes_featureids");
        long[] modes = lists.bytes("nodes_modes");
        require(
                modes.length == count && lists.elements("nodes_modes") == count,
                "nodes_modes isn't as long as nodes_featureids");
        requireInRange("nodes_modes", modes, LAST_MODE + 1);
        int tracks = lists.integers("nodes_missing_value_tracks_true").length;
        require(tracks == 0 || tracks == count, "nodes_missing_value_tracks_true isn't as long as nodes_featureids");

        long[] targets = lists.integers("leaf_targetids");
        require(lists.elements("leaf_weights") == targets.length, "leaf_weights isn't as long as leaf_targetids");
        requireInRange("leaf_targetids", targets, lists.integer("n_targets", 0));
        requireInRange("tree_roots", lists.integers("tree_roots"), count);
        requireEnd(
                children("nodes_truenodeids", "nodes_trueleafs", count, targets.length),
                children("nodes_falsenodeids", "nodes_falseleafs", count, targets.length));
    }

    /** The nodes that a list points at; {@link #NONE} for leaves. */
    private int[] children(String list, String leaves, int count, int leafCount) {
        long[] ids = sized(list, count);
        long[] isLeaf = sized(leaves, count);
        int[] children = new int[count];
        for (int i = 0; i < count; i++) {
            long limit = isLeaf[i] == 0 ? count : leafCount;
            require(ids[i] >= 0 && ids[i] < limit, list + " has " + ids[i] + ", there are " + limit);
            children[i] = isLeaf[i] == 0 ? (int) ids[i] : NONE;
        }
        return children;
    }

    // ------------------------------------------------------------------------------------ all

    private long[] sized(String list, int count) {
        long[] values = lists.integers(list);
        require(values.length == count, list + " has " + values.length + " entries instead of " + count);
        return values;
    }

    private void requireInRange(String list, long[] values, long limit) {
        for (long value : values) {
            require(value >= 0 && value < limit, list + " has " + value + ", which is out of range");
        }
    }

    /** Refuses rings and trees without measure. */
    private void requireEnd(int[] ifTrue, int[] ifFalse) {
        int[] depths = new int[ifTrue.length]; // 0 unseen, −1 on the way down, else the depth below it
        int[] way = new int[64];
        for (int start = 0; start < depths.length; start++) {
            int length = 0;
            if (depths[start] == 0) {
                way[length++] = start;
            }
            while (length > 0) {
                int at = way[length - 1];
                depths[at] = -1;
                int next = unseen(depths, ifTrue[at], ifFalse[at]);
                if (next == NONE) {
                    depths[at] = 1 + Math.max(depth(depths, ifTrue[at]), depth(depths, ifFalse[at]));
                    require(depths[at] <= MAX_DEPTH, "a tree is deeper than " + MAX_DEPTH);
                    length--;
                } else {
                    require(depths[next] == 0, "a tree runs in a ring");
                    if (length == way.length) {
                        way = Arrays.copyOf(way, 2 * length);
                    }
                    way[length++] = next;
                }
            }
        }
    }

    /** The child that isn't done, if any. */
    private static int unseen(int[] depths, int a, int b) {
        if (a != NONE && depths[a] <= 0) {
            return a;
        }
        return b != NONE && depths[b] <= 0 ? b : NONE;
    }

    private static int depth(int[] depths, int child) {
        return child == NONE ? 0 : depths[child];
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidModelException(where + " is broken: " + otherwise + ". Export the model again");
        }
    }

    /** Nodes by tree and number: a hash table with open addressing, since forests may have millions. */
    private static final class Index {
        private final long[] keys;
        private final int[] places;
        private final int mask;

        Index(int count) {
            int size = Integer.highestOneBit(Math.max(8, count)) << 2;
            keys = new long[size];
            places = new int[size];
            Arrays.fill(places, NONE);
            mask = size - 1;
        }

        /** False if it is there already. */
        boolean put(long tree, long node, int place) {
            int slot = slot(tree << 32 | node);
            if (places[slot] != NONE) {
                return false;
            }
            keys[slot] = tree << 32 | node;
            places[slot] = place;
            return true;
        }

        int get(long tree, long node) {
            return places[slot(tree << 32 | node)];
        }

        private int slot(long key) {
            int slot = (int) (key * 0x9e3779b97f4a7c15L >>> 32) & mask;
            while (places[slot] != NONE && keys[slot] != key) {
                slot = slot + 1 & mask;
            }
            return slot;
        }
    }
}
