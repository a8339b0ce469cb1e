// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import dev.mehari.model.InvalidModelException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code Booster.save_model} and the scikit-learn wrappers' {@code save_model} write, JSON or UBJ, of XGBoost 1.7
 * to 3.x. Fields may come in any order; those that don't bear on a prediction are passed over.
 *
 * <p>Follows the release that wrote the file where releases differ: from 3.1 on {@code base_score} may be a list, from
 * 3.2 on a logistic one is kept within [1e-6, 1 − 1e-6], from 3.4 on quantiles are sorted.
 */
final class XGBoostReader {
    private static final byte[] OLD_FORMAT = "binf".getBytes(StandardCharsets.US_ASCII);
    private static final int NEWEST_MAJOR = 3;
    static final int MAX_GROUPS = 1 << 20;
    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,10}");
    private static final float LOGISTIC_MARGIN = 1e-6f;

    /** What may come first in a learner, of models and of settings. */
    private static final List<String> LEARNER_FIELDS = List.of(
            "attributes",
            "feature_names",
            "feature_types",
            "generic_param",
            "gradient_booster",
            "learner_model_param",
            "learner_train_param",
            "metrics",
            "objective");

    private final ModelCursor file;
    private final List<XGBoostTree> trees = new ArrayList<>();
    private int @Nullable [] treeGroups;
    private float @Nullable [] treeWeights;
    private float @Nullable [] linearWeights;
    private int declaredTrees = -1;
    private int[] version = {NEWEST_MAJOR, Integer.MAX_VALUE, 0};
    private int features = -1;
    private int classes;
    private int targets = 1;
    private int objectiveClasses = -1;
    private String baseScore = "";
    private String booster = "";
    private String objective = "";
    private boolean hasModel;

    private XGBoostReader(ModelCursor file) {
        this.file = file;
    }

    /**
     * Reads JSON or UBJ, whichever it is.
     *
     * @throws InvalidModelException naming the field, if the file is broken or holds what isn't in this version
     */
    static XGBoostFile read(InputStream in) {
        try (ModelCursor file = open(in)) {
            XGBoostReader reader = new XGBoostReader(file);
            reader.readRoot();
            return reader.check();
        }
    }

    /** In UBJ the first name's length follows the brace: a marker of integers, which in JSON can't stand there. */
    private static ModelCursor open(InputStream in) {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        try {
            buffered.mark(4);
            byte[] head = buffered.readNBytes(4);
            buffered.reset();
            if (Arrays.equals(head, OLD_FORMAT)) {
                throw new InvalidModelException("the file is in XGBoost's old binary format, which only old releases "
                        + "read. Load it with one of those and save it with save_model('model.ubj')");
            }
            boolean ubj = head.length > 1 && head[0] == '{' && "iUIlL$#N".indexOf(head[1]) >= 0;
            return ubj ? new UbjCursor(buffered) : new JsonCursor(buffered);
        } catch (IOException e) {
            throw ModelCursor.unreadable(e);
        }
    }

    // ------------------------------------------------------------------------------------------------ reading

    private void readRoot() {
        file.begin();
        file.beginObject();
        boolean hasLearner = false;
        for (String field; (field = file.nextField()) != null; ) {
            switch (field) {
                case "learner" -> {
                    readLearner();
                    hasLearner = true;
                }
                case "version" -> {
                    version = file.integers();
                    if (version.length < 2 || version[0] < 0 || version[0] > NEWEST_MAJOR) {
                        throw file.wrong("is " + Arrays.toString(version) + ", files of XGBoost up to " + NEWEST_MAJOR
                                + ".x are read");
                    }
                }
                default -> file.skip();
            }
        }
        if (!hasLearner) {
            throw new InvalidModelException("learner is missing: this is no XGBoost model. Save one with "
                    + "save_model('model.json'); what dump_model writes can't be loaded");
        }
        file.end();
    }

    private void readLearner() {
        file.beginObject();
        for (String field; (field = file.nextField()) != null; ) {
            switch (field) {
                case "gradient_booster" -> readBooster();
                case "learner_model_param" -> readModelParameters();
                case "objective" -> readObjective();
                default -> file.skip(); // attributes, feature_names, feature_types
            }
        }
    }

    private void readModelParameters() {
        file.beginObject();
        for (String field; (field = file.nextField()) != null; ) {
            switch (field) {
                case "base_score" -> baseScore = file.text();
                case "num_class" -> classes = count(file, 0, MAX_GROUPS);
                case "num_target" -> targets = count(file, 1, MAX_GROUPS);
                case "num_feature" -> features = count(file, 1, Forest.MAX_FEATURES);
                default -> file.skip();
            }
        }
    }

    private void readObjective() {
        file.beginObject();
        for (String field; (field = file.nextField()) != null; ) {
            switch (field) {
                case "name" -> objective = file.text();
                case "softmax_multiclass_param" -> readSoftmaxParameters();
                default -> file.skip();
            }
        }
    }

    private void readSoftmaxParameters() {
        file.beginObject();
        for (String field; (field = file.nextField()) != null; ) {
            if (field.equals("num_class")) {
                objectiveClasses = count(file, 0, MAX_GROUPS);
            } else {
                file.skip();
            }
        }
    }

    /**
     * {@code {name: gbtree, model: {…}}}, or dart's {@code {name: dart, gbtree: {model: {…}, name: gbtree}, weight_drop:
     * […]}}; from 3.4 on dart's weights lie in the model and its name is gbtree. What gblinear's model holds is one list.
     */
    private void readBooster() {
        file.beginObject();
        for (String field; (field = file.nextField()) != null; ) {
            switch (field) {
                case "name" -> {
                    if (booster.isEmpty() || !file.text().equals("gbtree")) {
                        booster = file.text();
                    }
                }
                case "gbtree" -> readBooster();
                case "model" -> readModel();
                case "weight_drop" -> treeWeights = file.numbers();
                default -> file.skip();
            }
        }
    }

    private void readModel() {
        if (!booster.isEmpty()) {
            requireKnownBooster();
        }
        file.beginObject();
        hasModel = true;
        for (String field; (field = file.nextField()) != null; ) {
            switch (field) {
                case "gbtree_model_param" -> readTreeParameters();
                case "trees" -> readTrees();
                case "tree_info" -> treeGroups = file.integers();
                case "weight_drop" -> treeWeights = file.numbers();
                case "weights" -> linearWeights = file.numbers();
                default -> file.skip();
            }
        }
    }

    private void readTreeParameters() {
        file.beginObject();
        for (String field; (field = file.nextField()) != null; ) {
            if (field.equals("num_trees")) {
                declaredTrees = count(file, 0, Integer.MAX_VALUE);
            } else {
                file.skip();
            }
        }
    }

    private void readTrees() {
        file.beginArray();
        while (file.nextElement()) {
            trees.add(XGBoostTree.read(file, trees.size()));
        }
    }

    /** A whole number that XGBoost writes as a text. */
    static int count(ModelCursor file, int min, int max) {
        String text = file.text();
        long count = COUNT.matcher(text).matches() ? Long.parseLong(text) : -1;
        if (count < min || count > max) {
            throw file.wrong("is '" + ModelCursor.shortened(text) + "', not a whole number from " + min + " to " + max);
        }
        return (int) count;
    }

    // ------------------------------------------------------------------------------------------------ checking

    private XGBoostFile check() {
        requireKnownBooster();
        if (!hasModel) {
            throw missing(
                    "gradient_booster.model", ". Save the model with save_model; save_config writes its settings");
        }
        if (features < 0) {
            throw missing("learner_model_param.num_feature", "");
        }
        if (classes > 1 && targets > 1) {
            throw new InvalidModelException("learner.learner_model_param has num_class " + classes + " and num_target "
                    + targets + ": a model has one or the other");
        }
        int groups = Math.max(1, Math.max(classes, targets));
        Objective meaning = meaning(groups);
        Booster sums = booster.equals("gblinear") ? linear(groups) : trees(groups);
        return new XGBoostFile(features, groups, meaning, base(groups, meaning), sums);
    }

    private void requireKnownBooster() {
        switch (booster) {
            case "gbtree", "dart", "gblinear" -> {}
            case "" -> throw missing("gradient_booster.name", "");
            default ->
                throw new InvalidModelException("learner.gradient_booster.name is '" + ModelCursor.shortened(booster)
                        + "', which is not in this version. Known: gbtree, dart, gblinear");
        }
    }

    private Objective meaning(int groups) {
        return switch (objective) {
            case "reg:squarederror",
                    "reg:linear",
                    "reg:squaredlogerror",
                    "reg:pseudohubererror",
                    "reg:absoluteerror",
                    "binary:logitraw",
                    "rank:pairwise",
                    "rank:ndcg",
                    "rank:map" -> Objective.IDENTITY;
            case "binary:logistic", "reg:logistic" -> Objective.LOGISTIC;
            case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft" -> Objective.EXPONENTIAL;
            case "binary:hinge" -> Objective.HINGE;
            case "multi:softprob" -> classes(groups, Objective.SOFTMAX);
            case "multi:softmax" -> classes(groups, Objective.CLASS);
            case "reg:quantileerror" -> savedSince(3, 4) ? Objective.ASCENDING : Objective.IDENTITY;
            case "reg:expectileerror" -> Objective.RISING;
            case "" -> throw missing("objective.name", "");
            default ->
                throw new InvalidModelException("learner.objective.name is '" + ModelCursor.shortened(objective)
                        + "', which is not in this version");
        };
    }

    private Objective classes(int groups, Objective meaning) {
        if (objectiveClasses >= 0 && Math.max(1, objectiveClasses) != groups) {
            throw new InvalidModelException("learner.objective.softmax_multiclass_param.num_class is "
                    + objectiveClasses + ", the model has " + groups + " classes");
        }
        return meaning;
    }

    private boolean savedSince(int major, int minor) {
        return version[0] > major || version[0] == major && version[1] >= minor;
    }

    private float[] base(int groups, Objective meaning) {
        float[] base = baseScores();
        if (base.length != 1 && base.length != groups) {
            throw baseIs("has " + base.length + " values, the model has " + groups + " outputs");
        }
        for (float value : base) {
            boolean fits = Float.isFinite(value)
                    && switch (meaning) {
                        case LOGISTIC -> value >= 0 && value <= 1 && (savedSince(3, 2) || value > 0 && value < 1);
                        case EXPONENTIAL -> value > 0;
                        default -> true;
                    };
            if (!fits) {
                throw baseIs("is " + ModelCursor.shortened(baseScore) + ", which " + objective + " can't begin with");
            }
        }
        if (meaning == Objective.LOGISTIC && savedSince(3, 2)) {
            for (int i = 0; i < base.length; i++) {
                base[i] = Math.min(Math.max(base[i], LOGISTIC_MARGIN), 1f - LOGISTIC_MARGIN);
            }
        }
        float[] margins = new float[groups];
        for (int i = 0; i < groups; i++) {
            // Linear models begin every output with the first value, in all releases that have a list.
            margins[i] = base[base.length == 1 || booster.equals("gblinear") ? 0 : i];
        }
        meaning.toMargins(margins);
        return margins;
    }

    /** {@code 5E-1}, or from 3.1 on {@code [5E-1]}, {@code [1E-1,2E-1]}. */
    private float[] baseScores() {
        if (baseScore.isEmpty()) {
            throw missing("learner_model_param.base_score", "");
        }
        String text = baseScore.strip();
        boolean list = text.startsWith("[") && text.endsWith("]");
        String[] parts = (list ? text.substring(1, text.length() - 1) : text).split(",", -1);
        float[] base = new float[parts.length];
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i].strip();
            if (!NUMBER.matcher(part).matches()) {
                throw baseIs("is '" + ModelCursor.shortened(baseScore) + "', not a number or a list of numbers");
            }
            base[i] = Float.parseFloat(part);
        }
        return base;
    }

    private LinearBooster linear(int groups) {
        long wanted = (features + 1L) * groups;
        if (linearWeights == null || linearWeights.length != wanted) {
            throw new InvalidModelException("learner.gradient_booster.model.weights has "
                    + (linearWeights == null ? 0 : linearWeights.length) + " entries, " + features + " features and "
                    + groups + " outputs need " + wanted);
        }
        for (int i = 0; i < linearWeights.length; i++) {
            if (!Float.isFinite(linearWeights[i])) {
                throw new InvalidModelException(
                        "learner.gradient_booster.model.weights[" + i + "] is " + linearWeights[i]);
            }
        }
        return new LinearBooster(linearWeights);
    }

    private TreeBooster trees(int groups) {
        if (declaredTrees != trees.size()) {
            throw new InvalidModelException("learner.gradient_booster.model.trees has " + trees.size() + " trees, "
                    + "gbtree_model_param.num_trees " + (declaredTrees < 0 ? "is missing" : "says " + declaredTrees));
        }
        if (treeGroups == null || treeGroups.length != trees.size()) {
            throw new InvalidModelException("learner.gradient_booster.model.tree_info has "
                    + (treeGroups == null ? 0 : treeGroups.length) + " entries for " + trees.size() + " trees");
        }
        if (treeWeights != null && treeWeights.length != 0 && treeWeights.length != trees.size()) {
            throw new InvalidModelException("learner.gradient_booster: weight_drop has " + treeWeights.length
                    + " entries for " + trees.size() + " trees");
        }
        Plantation forest = new Plantation();
        int leafSize = trees.isEmpty() ? 1 : trees.get(0).leafSize();
        if (leafSize != 1 && leafSize != groups) {
            throw new InvalidModelException("learner.gradient_booster.model.trees[0].tree_param.size_leaf_vector is "
                    + leafSize + ", the model has " + groups + " outputs");
        }
        for (int i = 0; i < trees.size(); i++) {
            if (treeGroups[i] < 0 || treeGroups[i] >= groups) {
                throw new InvalidModelException("learner.gradient_booster.model.tree_info[" + i + "] is "
                        + treeGroups[i] + ", the model has " + groups + " outputs");
            }
            if (trees.get(i).leafSize() != leafSize) {
                throw new InvalidModelException("learner.gradient_booster.model.trees[" + i
                        + "].tree_param.size_leaf_vector is " + trees.get(i).leafSize() + ", in the first tree "
                        + leafSize);
            }
            trees.get(i).plant(forest, features, treeGroups[i], weight(i));
        }
        return forest.build();
    }

    private float weight(int tree) {
        if (treeWeights == null || treeWeights.length == 0) {
            return 1;
        }
        if (!Float.isFinite(treeWeights[tree])) {
            throw new InvalidModelException(
                    "learner.gradient_booster: weight_drop[" + tree + "] is " + treeWeights[tree]);
        }
        return treeWeights[tree];
    }

    private static InvalidModelException missing(String field, String mend) {
        return new InvalidModelException("learner." + field + " is missing" + mend);
    }

    private static InvalidModelException baseIs(String complaint) {
        return new InvalidModelException("learner.learner_model_param.base_score " + complaint);
    }

    // ------------------------------------------------------------------------------------------------ recognising

    /** Whether the file begins like an XGBoost model: {@code {"learner": {"attributes": …}}}. */
    static boolean recognises(InputStream in) {
        try (ModelCursor file = open(in)) {
            file.begin();
            if (!file.isObject()) {
                return false;
            }
            file.beginObject();
            for (String field; (field = file.nextField()) != null; file.skip()) {
                if (field.equals("learner")) {
                    file.beginObject();
                    String first = file.nextField();
                    return first != null && LEARNER_FIELDS.contains(first);
                }
            }
            return false;
        } catch (InvalidModelException e) {
            return false; // neither format, or cut off before it says what it is
        }
    }
}
