// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonToken;
import dev.mehari.model.InvalidModelException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code Booster.save_model("….json")} and the scikit-learn wrappers' {@code save_model} write, of XGBoost 1.7
 * to 3.x. Fields may come in any order; those that don't bear on a prediction are passed over.
 *
 * <p>Follows the release that wrote the file where releases differ: from 3.1 on {@code base_score} may be a list, from
 * 3.2 on a logistic one is kept within [1e-6, 1 − 1e-6], from 3.4 on quantiles are sorted.
 */
final class XGBoostReader {
    private static final int NEWEST_MAJOR = 3;
    private static final int MAX_GROUPS = 1 << 20;
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

    private final JsonCursor json;
    private final List<XGBoostTree> trees = new ArrayList<>();
    private int @Nullable [] treeGroups;
    private float @Nullable [] treeWeights;
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

    private XGBoostReader(JsonCursor json) {
        this.json = json;
    }

    /** @throws InvalidModelException naming the field, if the file is broken or holds what isn't in this version */
    static XGBoostFile read(InputStream in) {
        try (JsonCursor json = new JsonCursor(in)) {
            XGBoostReader reader = new XGBoostReader(json);
            reader.readRoot();
            return reader.check();
        }
    }

    // ------------------------------------------------------------------------------------------------ reading

    private void readRoot() {
        json.next();
        json.beginObject();
        boolean hasLearner = false;
        for (String field; (field = json.nextField()) != null; ) {
            switch (field) {
                case "learner" -> {
                    readLearner();
                    hasLearner = true;
                }
                case "version" -> {
                    version = json.integers();
                    if (version.length < 2 || version[0] < 0 || version[0] > NEWEST_MAJOR) {
                        throw json.wrong("is " + Arrays.toString(version) + ", files of XGBoost up to " + NEWEST_MAJOR
                                + ".x are read");
                    }
                }
                default -> json.skip();
            }
        }
        if (!hasLearner) {
            throw new InvalidModelException("learner is missing: this is no XGBoost model. Save one with "
                    + "save_model('model.json'); what dump_model writes can't be loaded");
        }
        if (json.next() != null) {
            throw new InvalidModelException("the file goes on after the model's closing brace");
        }
    }

    private void readLearner() {
        json.beginObject();
        for (String field; (field = json.nextField()) != null; ) {
            switch (field) {
                case "gradient_booster" -> readBooster();
                case "learner_model_param" -> readModelParameters();
                case "objective" -> readObjective();
                default -> json.skip(); // attributes, feature_names, feature_types
            }
        }
    }

    private void readModelParameters() {
        json.beginObject();
        for (String field; (field = json.nextField()) != null; ) {
            switch (field) {
                case "base_score" -> baseScore = json.text();
                case "num_class" -> classes = count(json, 0, MAX_GROUPS);
                case "num_target" -> targets = count(json, 1, MAX_GROUPS);
                case "num_feature" -> features = count(json, 1, Forest.MAX_FEATURES);
                default -> json.skip();
            }
        }
    }

    private void readObjective() {
        json.beginObject();
        for (String field; (field = json.nextField()) != null; ) {
            switch (field) {
                case "name" -> objective = json.text();
                case "softmax_multiclass_param" -> readSoftmaxParameters();
                default -> json.skip();
            }
        }
    }

    private void readSoftmaxParameters() {
        json.beginObject();
        for (String field; (field = json.nextField()) != null; ) {
            if (field.equals("num_class")) {
                objectiveClasses = count(json, 0, MAX_GROUPS);
            } else {
                json.skip();
            }
        }
    }

    /**
     * {@code {name: gbtree, model: {…}}}, or dart's {@code {name: dart, gbtree: {model: {…}, name: gbtree}, weight_drop:
     * […]}}; from 3.4 on dart's weights lie in the model and its name is gbtree.
     */
    private void readBooster() {
        json.beginObject();
        for (String field; (field = json.nextField()) != null; ) {
            switch (field) {
                case "name" -> {
                    if (booster.isEmpty() || !json.text().equals("gbtree")) {
                        booster = json.text();
                    }
                }
                case "gbtree" -> readBooster();
                case "model" -> readModel();
                case "weight_drop" -> treeWeights = json.numbers();
                default -> json.skip();
            }
        }
    }

    private void readModel() {
        if (!booster.isEmpty()) {
            requireTreeBooster();
        }
        json.beginObject();
        hasModel = true;
        for (String field; (field = json.nextField()) != null; ) {
            switch (field) {
                case "gbtree_model_param" -> readTreeParameters();
                case "trees" -> readTrees();
                case "tree_info" -> treeGroups = json.integers();
                case "weight_drop" -> treeWeights = json.numbers();
                default -> json.skip();
            }
        }
    }

    private void readTreeParameters() {
        json.beginObject();
        for (String field; (field = json.nextField()) != null; ) {
            if (field.equals("num_trees")) {
                declaredTrees = count(json, 0, Integer.MAX_VALUE);
            } else {
                json.skip();
            }
        }
    }

    private void readTrees() {
        json.beginArray();
        while (json.nextElement()) {
            trees.add(XGBoostTree.read(json, trees.size()));
        }
    }

    /** A whole number that XGBoost writes as a text. */
    static int count(JsonCursor json, int min, int max) {
        String text = json.text();
        long count = COUNT.matcher(text).matches() ? Long.parseLong(text) : -1;
        if (count < min || count > max) {
            throw json.wrong("is '" + JsonCursor.shortened(text) + "', not a whole number from " + min + " to " + max);
        }
        return (int) count;
    }

    // ------------------------------------------------------------------------------------------------ checking

    private XGBoostFile check() {
        requireTreeBooster();
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
        return new XGBoostFile(features, groups, meaning, base(groups, meaning), forest(groups));
    }

    private void requireTreeBooster() {
        switch (booster) {
            case "gbtree", "dart" -> {}
            case "" -> throw missing("gradient_booster.name", "");
            default ->
                throw new InvalidModelException("learner.gradient_booster.name is '" + JsonCursor.shortened(booster)
                        + "', which is not in this version. Known: gbtree, dart");
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
                throw new InvalidModelException("learner.objective.name is '" + JsonCursor.shortened(objective)
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
                throw baseIs("is " + JsonCursor.shortened(baseScore) + ", which " + objective + " can't begin with");
            }
        }
        if (meaning == Objective.LOGISTIC && savedSince(3, 2)) {
            for (int i = 0; i < base.length; i++) {
                base[i] = Math.min(Math.max(base[i], LOGISTIC_MARGIN), 1f - LOGISTIC_MARGIN);
            }
        }
        float[] margins = new float[groups];
        for (int i = 0; i < groups; i++) {
            margins[i] = base[base.length == 1 ? 0 : i];
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
                throw baseIs("is '" + JsonCursor.shortened(baseScore) + "', not a number or a list of numbers");
            }
            base[i] = Float.parseFloat(part);
        }
        return base;
    }

    private Forest forest(int groups) {
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
        Forest.Builder forest = new Forest.Builder();
        for (int i = 0; i < trees.size(); i++) {
            if (treeGroups[i] < 0 || treeGroups[i] >= groups) {
                throw new InvalidModelException("learner.gradient_booster.model.tree_info[" + i + "] is "
                        + treeGroups[i] + ", the model has " + groups + " outputs");
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

    /** Whether the JSON begins like an XGBoost model: {@code {"learner": {"attributes": …}}}. */
    static boolean recognises(InputStream in) {
        try (JsonCursor json = new JsonCursor(in)) {
            if (json.next() != JsonToken.START_OBJECT) {
                return false;
            }
            for (String field; (field = json.nextField()) != null; json.skip()) {
                if (field.equals("learner")) {
                    json.beginObject();
                    String first = json.nextField();
                    return first != null && LEARNER_FIELDS.contains(first);
                }
            }
            return false;
        } catch (InvalidModelException e) {
            return false; // not JSON, or cut off before it says what it is
        }
    }
}
