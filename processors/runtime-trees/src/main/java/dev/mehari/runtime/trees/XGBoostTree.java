// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.util.Arrays;
import java.util.BitSet;

import dev.mehari.model.InvalidModelException;
import org.jspecify.annotations.Nullable;

/**
 * One tree as XGBoost writes it: parallel lists with an entry per node, the root first. Nothing in it is trusted until
 * {@link #plant} has walked it from the root.
 *
 * <p>Nodes that the walk doesn't reach are those that pruning has deleted. The library leaves them in the file with
 * whatever they held, so they may hold anything.
 */
final class XGBoostTree {
    private static final int LEAF = -1;
    private static final int CATEGORICAL = 1;

    /** The largest category that a 32-bit float tells from the next one, and the library's own limit. */
    private static final int MAX_CATEGORY = (1 << 24) - 1;

    private final String place;
    private int nodes = -1;
    private int @Nullable [] left;
    private int @Nullable [] right;
    private int @Nullable [] features;
    private float @Nullable [] conditions;
    private int @Nullable [] defaultLeft;
    private float @Nullable [] nodeVectors;
    private float @Nullable [] leafVectors;
    private int leafSize = 1;
    private int[] splitTypes = new int[0];
    private int[] categories = new int[0];
    private int[] categoryNodes = new int[0];
    private int[] categorySegments = new int[0];
    private int[] categorySizes = new int[0];

    private XGBoostTree(String place) {
        this.place = place;
    }

    /** Reads the tree at which the cursor stands. */
    static XGBoostTree read(ModelCursor file, int index) {
        XGBoostTree tree = new XGBoostTree(file.place());
        file.beginObject();
        for (String field; (field = file.nextField()) != null; ) {
            switch (field) {
                case "id" -> {
                    if (file.integer() != index) {
                        throw file.wrong("is " + file.integer() + " in the place of tree " + index);
                    }
                }
                case "tree_param" -> tree.readParameters(file);
                case "left_children" -> tree.left = file.integers();
                case "right_children" -> tree.right = file.integers();
                case "split_indices" -> tree.features = file.integers();
                case "split_conditions" -> tree.conditions = file.numbers();
                case "default_left" -> tree.defaultLeft = file.flags();
                case "base_weights" -> tree.nodeVectors = file.numbers();
                case "leaf_weights" -> tree.leafVectors = file.numbers();
                case "split_type" -> tree.splitTypes = file.flags();
                case "categories" -> tree.categories = file.integers();
                case "categories_nodes" -> tree.categoryNodes = file.integers();
                case "categories_segments" -> tree.categorySegments = file.integers();
                case "categories_sizes" -> tree.categorySizes = file.integers();
                default -> file.skip();
            }
        }
        if (tree.leafSize == 1) {
            tree.nodeVectors = null;
            tree.leafVectors = null;
        }
        return tree;
    }

    private void readParameters(ModelCursor file) {
        file.beginObject();
        for (String field; (field = file.nextField()) != null; ) {
            switch (field) {
                case "num_nodes" -> nodes = XGBoostReader.count(file, 1, Integer.MAX_VALUE);
                case "size_leaf_vector" ->
                    leafSize = Math.max(1, XGBoostReader.count(file, 0, XGBoostReader.MAX_GROUPS));
                default -> file.skip();
            }
        }
    }

    /** How many values a leaf has. */
    int leafSize() {
        return leafSize;
    }

    /**
     * Adds the tree to a forest, breadth first, each node that the root leads to once.
     *
     * @param weight that leaves are multiplied by, in 32-bit floats
     * @throws InvalidModelException naming the entry that leads nowhere, or twice to one node, or isn't a number
     */
    void plant(Plantation forest, int featureCount, int group, float weight) {
        int[] left = lengthChecked(this.left, "left_children");
        int[] right = lengthChecked(this.right, "right_children");
        int[] features = lengthChecked(this.features, "split_indices");
        int[] defaultLeft = lengthChecked(this.defaultLeft, "default_left");
        float[] conditions = this.conditions;
        if (conditions == null || conditions.length != left.length) {
            throw lengthDiffers("split_conditions", conditions == null ? -1 : conditions.length);
        }
        if (splitTypes.length != 0) {
            lengthChecked(splitTypes, "split_type");
        }
        int[][] sets = categorySets(left.length);

        BitSet seen = new BitSet(left.length);
        int[] queue = new int[16]; // a node of this tree, then its place in the forest
        queue[1] = forest.tree(group);
        int end = 2;
        seen.set(0);
        for (int begin = 0; begin < end; begin += 2) {
            int node = queue[begin];
            int place = queue[begin + 1];
            if (left[node] == LEAF) {
                if (leafSize == 1) {
                    forest.leaf(place, leafValue("split_conditions", node, conditions[node]) * weight);
                } else {
                    plantVector(forest, place, node, right[node], weight);
                }
                continue;
            }
            checkChild("left_children", node, left[node], seen);
            checkChild("right_children", node, right[node], seen);
            if (features[node] < 0 || features[node] >= featureCount) {
                throw wrong(
                        "split_indices",
                        node,
                        "is " + features[node] + ", the model has " + featureCount + " features");
            }
            boolean missingGoesRight = defaultLeft[node] == 0;
            int children;
            if (splitTypes.length != 0 && splitTypes[node] == CATEGORICAL) {
                int[] set = sets.length == 0 ? null : sets[node];
                if (set == null) {
                    throw wrong("split_type", node, "is categorical, but categories_nodes doesn't name the node");
                }
                children = forest.split(place, features[node], set, missingGoesRight);
            } else {
                if (Float.isNaN(conditions[node])) {
                    throw wrong("split_conditions", node, "is NaN, which no value is below");
                }
                children = forest.split(place, features[node], conditions[node], missingGoesRight);
            }
            if (end + 4 > queue.length) {
                queue = Arrays.copyOf(queue, queue.length * 2);
            }
            queue[end++] = left[node];
            queue[end++] = children;
            queue[end++] = right[node];
            queue[end++] = children + 1;
        }
    }

    /** Up to 3.1 a vector lies among those of all nodes; since then leaves have a list of their own, and places in it. */
    private void plantVector(Plantation forest, int place, int node, int leaf, float weight) {
        float[] vectors = leafVectors != null ? leafVectors : nodeVectors;
        String field = leafVectors != null ? "leaf_weights" : "base_weights";
        int from = leafVectors != null ? leaf : node;
        int entries = vectors == null ? 0 : vectors.length;
        if (vectors == null || from < 0 || (from + 1L) * leafSize > entries) {
            throw new InvalidModelException(this.place + "." + field + " has " + entries + " entries, leaf " + from
                    + " with " + leafSize + " values isn't among them");
        }
        float[] vector = new float[leafSize];
        for (int i = 0; i < leafSize; i++) {
            vector[i] = leafValue(field, from * leafSize + i, vectors[from * leafSize + i]) * weight;
        }
        forest.leaf(place, vector);
    }

    private float leafValue(String field, int index, float value) {
        if (!Float.isFinite(value)) {
            throw wrong(field, index, "is " + value + ": a leaf without a number, as when training diverged");
        }
        return value;
    }

    private void checkChild(String field, int node, int child, BitSet seen) {
        if (child < 0 || child >= nodes) {
            throw wrong(field, node, "is " + child + ", the tree has nodes 0 to " + (nodes - 1));
        }
        if (seen.get(child)) {
            throw wrong(field, node, "is " + child + ", to which another node leads already");
        }
        seen.set(child);
    }

    /** The set of each categorical node, by node; empty if there are none. */
    private int[][] categorySets(int count) {
        if (categoryNodes.length == 0) {
            return new int[0][];
        }
        if (categorySegments.length != categoryNodes.length || categorySizes.length != categoryNodes.length) {
            throw new InvalidModelException(place + " has " + categoryNodes.length + " categories_nodes, "
                    + categorySegments.length + " categories_segments and " + categorySizes.length
                    + " categories_sizes: they go together");
        }
        int[][] sets = new int[count][];
        long members = 0;
        for (int i = 0; i < categoryNodes.length; i++) {
            int node = categoryNodes[i];
            if (node < 0 || node >= count) {
                throw wrong("categories_nodes", i, "is " + node + ", the tree has nodes 0 to " + (count - 1));
            }
            int from = categorySegments[i];
            int size = categorySizes[i];
            if (from < 0 || from > categories.length) {
                throw wrong(
                        "categories_segments", i, "is " + from + ", there are " + categories.length + " categories");
            }
            if (size < 1 || size > categories.length - from) {
                throw wrong(
                        "categories_sizes",
                        i,
                        "is " + size + ", there are " + (categories.length - from) + " categories left");
            }
            members += size;
            if (members > categories.length) {
                // Sets that overlap could be made to take any amount of memory; the library writes none.
                throw wrong("categories_sizes", i, "is " + size + ": the sets have more members than categories has");
            }
            sets[node] = Arrays.copyOfRange(categories, from, from + size);
            for (int j = from; j < from + size; j++) {
                if (categories[j] < 0 || categories[j] > MAX_CATEGORY) {
                    throw wrong("categories", j, "is " + categories[j] + ", not 0 to " + MAX_CATEGORY);
                }
            }
        }
        return sets;
    }

    private int[] lengthChecked(int @Nullable [] list, String field) {
        if (list == null || list.length != nodes) {
            throw lengthDiffers(field, list == null ? -1 : list.length);
        }
        return list;
    }

    private InvalidModelException lengthDiffers(String field, int length) {
        if (nodes < 0) {
            return new InvalidModelException(place + ".tree_param.num_nodes is missing");
        }
        return new InvalidModelException(
                length < 0
                        ? place + "." + field + " is missing"
                        : place + "." + field + " has " + length + " entries, the tree has " + nodes + " nodes");
    }

    private InvalidModelException wrong(String field, int index, String complaint) {
        return new InvalidModelException(place + "." + field + "[" + index + "] " + complaint);
    }
}
