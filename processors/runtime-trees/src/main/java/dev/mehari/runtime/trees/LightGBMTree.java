// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

import dev.mehari.model.InvalidModelException;
import org.jspecify.annotations.Nullable;

/**
 * One tree as LightGBM writes it: lists with an entry per split or per leaf. A child is a split's index, or −1 − the index of
 * a leaf. Nothing in it is trusted until {@link #plant} has walked it from the root.
 */
final class LightGBMTree {
    private static final int CATEGORICAL = 1;
    private static final int DEFAULT_LEFT = 2;
    private static final int MAX_LEAVES = 1 << 28;

    private final String place;
    private final Set<String> fields = new HashSet<>();
    private int leaves = -1;
    private int sets;
    private boolean isLinear;
    private int @Nullable [] features;
    private double @Nullable [] thresholds;
    private int @Nullable [] decisions;
    private int @Nullable [] left;
    private int @Nullable [] right;
    private double @Nullable [] leafValues;
    private int[] setsFrom = new int[0];
    private int[] setWords = new int[0];
    private double @Nullable [] leafConstants;
    private int @Nullable [] leafTerms;
    private int[] termFeatures = new int[0];
    private double[] termCoefficients = new double[0];

    LightGBMTree(int index, int line) {
        place = "Tree=" + index + " (line " + line + ")";
    }

    /** Takes the line at which the file stands. */
    void read(TextFields file) {
        if (!file.hasValue()) {
            if (!file.key().isEmpty()) {
                throw file.wrong("is no field of a tree");
            }
            return;
        }
        if (!fields.add(file.key())) {
            throw file.wrong("is there a second time in " + place);
        }
        switch (file.key()) {
            case "num_leaves" -> leaves = file.count(1, MAX_LEAVES);
            case "num_cat" -> sets = file.count(0, MAX_LEAVES);
            case "is_linear" -> isLinear = file.count(0, 1) == 1;
            case "split_feature" -> features = file.integers();
            case "threshold" -> thresholds = file.numbers();
            case "decision_type" -> decisions = file.integers();
            case "left_child" -> left = file.integers();
            case "right_child" -> right = file.integers();
            case "leaf_value" -> leafValues = file.numbers();
            case "cat_boundaries" -> setsFrom = file.integers();
            case "cat_threshold" -> setWords = file.integers();
            case "leaf_const" -> leafConstants = file.numbers();
            case "num_features" -> leafTerms = file.integers();
            case "leaf_features" -> termFeatures = file.integers();
            case "leaf_coeff" -> termCoefficients = file.numbers();
            default -> {} // leaf_weight, leaf_count, internal_…, split_gain, shrinkage (leaves hold it already)
        }
    }

    /** Checks the lists' lengths and tells the columns what the splits ask for. */
    void collect(RankColumns.Collector columns, int featureCount) {
        if (leaves < 0) {
            throw missing("num_leaves");
        }
        if (leafValues == null) {
            throw missing("leaf_value");
        }
        requireLength("leaf_value", leafValues.length, leaves);
        int splits = leaves - 1;
        features = checked("split_feature", features, splits);
        decisions = checked("decision_type", decisions, splits);
        left = checked("left_child", left, splits);
        right = checked("right_child", right, splits);
        if (thresholds == null) {
            thresholds = new double[0];
        }
        requireLength("threshold", thresholds.length, splits);
        checkSets();
        checkLinear(featureCount);
        for (int split = 0; split < splits; split++) {
            int feature = features[split];
            if (feature < 0 || feature >= featureCount) {
                throw wrong("split_feature", split, "is " + feature + ", the model has " + featureCount + " features");
            }
            double threshold = thresholds[split];
            if ((decisions[split] & ~0xf) != 0 || decisions[split] >> 2 == 3) {
                throw wrong("decision_type", split, "is " + decisions[split] + ", which no release writes");
            }
            if (isCategorical(split)) {
                if (!(threshold >= 0 && threshold < sets) || threshold != (int) threshold) {
                    throw wrong("threshold", split, "is " + threshold + ", not one of the tree's " + sets + " sets");
                }
                columns.addCategorical(feature);
            } else {
                if (Double.isNaN(threshold)) {
                    throw wrong("threshold", split, "is NaN, which no value is below");
                }
                columns.addNumeric(feature, missing(split), missingGoesRight(split), threshold);
            }
        }
    }

    private void checkSets() {
        if (sets == 0) {
            return;
        }
        requireLength("cat_boundaries", setsFrom.length, sets + 1L);
        for (int i = 0; i <= sets; i++) {
            int least = i == 0 ? 0 : setsFrom[i - 1];
            if (setsFrom[i] < least || setsFrom[i] > setWords.length || i == 0 && setsFrom[0] != 0) {
                throw wrong(
                        "cat_boundaries",
                        i,
                        "is " + setsFrom[i] + ", not from " + least + " to " + (i == 0 ? 0 : setWords.length));
            }
        }
    }

    private void checkLinear(int featureCount) {
        if (!isLinear) {
            return;
        }
        if (leafConstants == null) {
            throw missing("leaf_const");
        }
        requireLength("leaf_const", leafConstants.length, leaves);
        leafTerms = checked("num_features", leafTerms, leaves);
        long terms = 0;
        for (int leaf = 0; leaf < leaves; leaf++) {
            if (leafTerms[leaf] < 0) {
                throw wrong("num_features", leaf, "is " + leafTerms[leaf]);
            }
            finite("leaf_const", leaf, leafConstants[leaf]);
            terms += leafTerms[leaf];
        }
        requireLength("leaf_features", termFeatures.length, terms);
        requireLength("leaf_coeff", termCoefficients.length, terms);
        for (int term = 0; term < terms; term++) {
            if (termFeatures[term] < 0 || termFeatures[term] >= featureCount) {
                throw wrong(
                        "leaf_features",
                        term,
                        "is " + termFeatures[term] + ", the model has " + featureCount + " features");
            }
            finite("leaf_coeff", term, termCoefficients[term]);
        }
    }

    private boolean isCategorical(int split) {
        return (decisions(split) & CATEGORICAL) != 0;
    }

    private boolean missingGoesRight(int split) {
        return (decisions(split) & DEFAULT_LEFT) == 0;
    }

    private RankColumns.Missing missing(int split) {
        return RankColumns.Missing.values()[decisions(split) >> 2];
    }

    private int decisions(int split) {
        return decisions == null ? 0 : decisions[split];
    }

    /**
     * Adds the tree to a forest, breadth first, each split and each leaf once. {@link #collect} has run.
     *
     * @throws InvalidModelException naming the entry that leads nowhere, or twice to one node, or isn't a number
     */
    void plant(Forest.Builder forest, WideLeaves.Builder leafTable, RankColumns.Collector columns, int group) {
        int[] features = checked("split_feature", this.features, leaves - 1);
        int[] left = checked("left_child", this.left, leaves - 1);
        int[] right = checked("right_child", this.right, leaves - 1);
        double[] thresholds = this.thresholds == null ? new double[0] : this.thresholds;
        int[] firstTerms = firstTerms();
        int[] setPlaces = new int[sets];
        Arrays.fill(setPlaces, -1);

        BitSet seenSplits = new BitSet(leaves);
        BitSet seenLeaves = new BitSet(leaves);
        int[] queue = new int[16]; // a node of this tree, then its place in the forest
        queue[0] = leaves == 1 ? -1 : 0;
        queue[1] = forest.tree(group);
        int end = 2;
        seenSplits.set(0);
        for (int begin = 0; begin < end; begin += 2) {
            int node = queue[begin];
            int place = queue[begin + 1];
            if (node < 0) {
                forest.leaf(place, leaf(-1 - node, leafTable, firstTerms));
                continue;
            }
            checkChild("left_child", node, left[node], seenSplits, seenLeaves);
            checkChild("right_child", node, right[node], seenSplits, seenLeaves);
            // In the forest, who is in a set goes right; here, left.
            boolean turned = isCategorical(node);
            int children;
            if (turned) {
                int set = (int) thresholds[node];
                if (setPlaces[set] < 0) {
                    setPlaces[set] = forest.set(setWords, setsFrom[set], setsFrom[set + 1] - setsFrom[set]);
                }
                children = forest.split(place, columns.categoricalColumn(features[node]), setPlaces[set]);
            } else {
                children = forest.split(
                        place,
                        columns.column(features[node], missing(node), missingGoesRight(node)),
                        columns.limit(features[node], thresholds[node]));
            }
            if (end + 4 > queue.length) {
                queue = Arrays.copyOf(queue, queue.length * 2);
            }
            queue[end++] = turned ? right[node] : left[node];
            queue[end++] = children;
            queue[end++] = turned ? left[node] : right[node];
            queue[end++] = children + 1;
        }
    }

    private int[] firstTerms() {
        if (!isLinear || leafTerms == null) {
            return new int[0];
        }
        int[] first = new int[leaves + 1];
        for (int leaf = 0; leaf < leaves; leaf++) {
            first[leaf + 1] = first[leaf] + leafTerms[leaf];
        }
        return first;
    }

    private int leaf(int leaf, WideLeaves.Builder table, int[] firstTerms) {
        double value = leafValues == null ? Double.NaN : leafValues[leaf];
        finite("leaf_value", leaf, value);
        if (firstTerms.length == 0 || leafConstants == null) {
            return table.add(value);
        }
        int number = table.add(value, leafConstants[leaf]);
        for (int term = firstTerms[leaf]; term < firstTerms[leaf + 1]; term++) {
            table.term(termFeatures[term], termCoefficients[term]);
        }
        return number;
    }

    private void checkChild(String field, int node, int child, BitSet seenSplits, BitSet seenLeaves) {
        int leaf = -1 - child;
        if (child >= leaves - 1 || leaf >= leaves) {
            throw wrong(
                    field,
                    node,
                    "is " + child + ", the tree has splits 0 to " + (leaves - 2) + " and leaves -1 to " + -leaves);
        }
        BitSet seen = child >= 0 ? seenSplits : seenLeaves;
        int index = child >= 0 ? child : leaf;
        if (seen.get(index)) {
            throw wrong(field, node, "is " + child + ", to which another split leads already");
        }
        seen.set(index);
    }

    private void finite(String field, int index, double value) {
        if (!Double.isFinite(value)) {
            throw wrong(field, index, "is " + value + ": a leaf without a number, as when training diverged");
        }
    }

    private int[] checked(String field, int @Nullable [] list, int wanted) {
        int[] given = list == null ? new int[0] : list;
        requireLength(field, given.length, wanted);
        return given;
    }

    private void requireLength(String field, int length, long wanted) {
        if (length != wanted) {
            throw new InvalidModelException(
                    place + ": " + field + " has " + length + " entries, " + wanted + " are needed");
        }
    }

    private InvalidModelException missing(String field) {
        return new InvalidModelException(place + ": " + field + " is missing");
    }

    private InvalidModelException wrong(String field, int index, String complaint) {
        return new InvalidModelException(place + ": " + field + "[" + index + "] " + complaint);
    }
}
