// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import dev.mehari.model.InvalidModelException;

/**
 * Reads the text that {@code Booster.save_model("….txt")} writes, of LightGBM 2.2 to 4.x. Lines that don't bear on a
 * prediction are passed over.
 */
final class LightGBMReader {
    private static final int MAX_GROUPS = 1 << 20;
    private static final int MAX_OBJECTIVE_LENGTH = 10_000;
    private static final Pattern SIGMOID = Pattern.compile("[0-9]{1,20}(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?");
    private static final List<String> VERSIONS = List.of("v2", "v3", "v4");

    private final TextFields file;
    private final List<LightGBMTree> trees = new ArrayList<>();
    private int classes = -1;
    private int groups = -1;
    private int features = -1;
    private int names = -1;
    private int sizes = -1;
    private boolean isAverage;
    private String objective = "";

    private LightGBMReader(TextFields file) {
        this.file = file;
    }

    /** @throws InvalidModelException naming line and field, if the file is broken or holds what isn't in this version */
    static LightGBMFile read(InputStream in) {
        try (TextFields file = new TextFields(in)) {
            LightGBMReader reader = new LightGBMReader(file);
            reader.readHeader();
            reader.readTrees();
            return reader.check();
        }
    }

    // ------------------------------------------------------------------------------------------------ reading

    /** Up to the first tree. */
    private void readHeader() {
        if (!file.nextLine() || !file.key().equals("tree") || file.hasValue()) {
            throw new InvalidModelException("line 1 isn't 'tree': this is no LightGBM model. Save one with "
                    + "booster.save_model('model.txt'); what dump_model gives can't be loaded");
        }
        Set<String> seen = new HashSet<>();
        while (file.nextLine() && !isTree() && !isEnd()) {
            if (file.hasValue() && !seen.add(file.key())) {
                throw file.wrong("is there a second time");
            }
            switch (file.key()) {
                case "version" -> {
                    String version = file.text(MAX_OBJECTIVE_LENGTH);
                    if (!VERSIONS.contains(version)) {
                        throw file.wrong("is '" + ModelCursor.shortened(version) + "', which is not in this version. "
                                + "Known: " + String.join(", ", VERSIONS));
                    }
                }
                case "num_class" -> classes = file.count(1, MAX_GROUPS);
                case "num_tree_per_iteration" -> groups = file.count(1, MAX_GROUPS);
                case "max_feature_idx" -> features = file.count(0, Forest.MAX_FEATURES - 1) + 1;
                case "feature_names" -> names = file.words();
                case "tree_sizes" -> sizes = file.words();
                case "objective" -> objective = file.text(MAX_OBJECTIVE_LENGTH);
                case "average_output" -> isAverage = true;
                default -> {} // label_index, feature_infos, monotone_constraints, parser_config …
            }
        }
    }

    private boolean isTree() {
        return file.key().equals("Tree") && file.hasValue();
    }

    private boolean isEnd() {
        return file.key().equals("end of trees");
    }

    private void readTrees() {
        while (isTree()) {
            if (file.count(0, Integer.MAX_VALUE) != trees.size()) {
                throw file.wrong("stands in the place of tree " + trees.size());
            }
            LightGBMTree tree = new LightGBMTree(trees.size(), file.line());
            trees.add(tree);
            while (file.nextLine() && !isTree() && !isEnd()) {
                tree.read(file);
            }
        }
        if (!isEnd()) {
            throw new InvalidModelException("the file ends too early, at line " + file.line() + " and without "
                    + "'end of trees'. Copy or save it again");
        }
        while (file.nextLine()) {
            if (isTree()) {
                throw file.wrong("comes after 'end of trees'");
            }
            // feature_importances, parameters, pandas_categorical; the file is verified to its end
        }
    }

    // ------------------------------------------------------------------------------------------------ checking

    private LightGBMFile check() {
        require("num_class", classes);
        require("max_feature_idx", features);
        require("feature_names", names);
        if (groups < 0) {
            groups = classes;
        }
        if (groups != classes) {
            throw new InvalidModelException("num_tree_per_iteration is " + groups + ", num_class is " + classes
                    + ": a model has one tree for each class");
        }
        if (names != features) {
            throw new InvalidModelException("feature_names has " + names
                    + " names, max_feature_idx says that there are " + features + " features");
        }
        if (sizes >= 0 && sizes != trees.size()) {
            throw new InvalidModelException("tree_sizes has " + sizes + " entries for " + trees.size() + " trees");
        }
        if (trees.size() % groups != 0) {
            throw new InvalidModelException("the file has " + trees.size() + " trees, which num_tree_per_iteration "
                    + groups + " doesn't divide");
        }
        LightGBMObjective meaning = meaning();
        int divisor = isAverage ? trees.size() / groups : 1;
        RankColumns.Collector columns = new RankColumns.Collector();
        for (LightGBMTree tree : trees) {
            tree.collect(columns, features);
        }
        RankColumns found = columns.build();
        Forest.Builder forest = new Forest.Builder();
        WideLeaves.Builder leaves = new WideLeaves.Builder();
        for (int i = 0; i < trees.size(); i++) {
            trees.get(i).plant(forest, leaves, columns, i % groups);
        }
        return new LightGBMFile(
                features, groups, meaning, divisor, found, forest.build(found.isCategorical()), leaves.build());
    }

    private static void require(String field, int value) {
        if (value < 0) {
            throw new InvalidModelException(field + " is missing before the first tree");
        }
    }

    private LightGBMObjective meaning() {
        String[] words = objective.split(" +");
        double sigmoid = 1;
        boolean sqrt = false;
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            sqrt |= word.equals("sqrt");
            if (word.startsWith("sigmoid:")) {
                sigmoid = sigmoid(word.substring("sigmoid:".length()));
            } else if (word.startsWith("num_class:") && !word.equals("num_class:" + classes)) {
                throw objectiveIs("says " + ModelCursor.shortened(word) + ", num_class is " + classes);
            }
        }
        return switch (words[0]) {
            // Without an objective, as a custom one leaves it, the library gives the sums.
            case "", "custom", "none" -> new LightGBMObjective(LightGBMObjective.Kind.IDENTITY);
            case "regression" -> single(sqrt ? LightGBMObjective.Kind.SQUARE : LightGBMObjective.Kind.IDENTITY);
            case "regression_l1", "huber", "fair", "quantile", "mape", "lambdarank", "rank_xendcg" ->
                single(LightGBMObjective.Kind.IDENTITY);
            case "poisson", "gamma", "tweedie" -> single(LightGBMObjective.Kind.EXPONENTIAL);
            case "binary" -> {
                single(LightGBMObjective.Kind.LOGISTIC);
                yield new LightGBMObjective(LightGBMObjective.Kind.LOGISTIC, sigmoid);
            }
            case "cross_entropy", "xentropy" -> single(LightGBMObjective.Kind.LOGISTIC);
            case "cross_entropy_lambda", "xentlambda" -> single(LightGBMObjective.Kind.SOFTPLUS);
            case "multiclass" -> new LightGBMObjective(LightGBMObjective.Kind.SOFTMAX);
            case "multiclassova" -> new LightGBMObjective(LightGBMObjective.Kind.LOGISTIC, sigmoid);
            default -> throw objectiveIs("is '" + ModelCursor.shortened(objective) + "', which is not in this version");
        };
    }

    private LightGBMObjective single(LightGBMObjective.Kind kind) {
        if (groups != 1) {
            throw objectiveIs(
                    "is '" + ModelCursor.shortened(objective) + "', which has no classes, but num_class is " + classes);
        }
        return new LightGBMObjective(kind);
    }

    private double sigmoid(String text) {
        double sigmoid = SIGMOID.matcher(text).matches() ? Double.parseDouble(text) : 0;
        if (!(sigmoid > 0) || Double.isInfinite(sigmoid)) {
            throw objectiveIs("has sigmoid '" + ModelCursor.shortened(text) + "', not a number above 0");
        }
        return sigmoid;
    }

    private static InvalidModelException objectiveIs(String complaint) {
        return new InvalidModelException("objective " + complaint);
    }

    // ------------------------------------------------------------------------------------------------ recognising

    /** Whether the text begins like a LightGBM model. */
    static boolean recognises(InputStream in) {
        try (TextFields file = new TextFields(in)) {
            return file.nextLine()
                    && file.key().equals("tree")
                    && !file.hasValue()
                    && file.nextLine()
                    && file.hasValue()
                    && (file.key().equals("version") || file.key().equals("num_class"));
        } catch (InvalidModelException e) {
            return false; // it can't be read
        }
    }
}
