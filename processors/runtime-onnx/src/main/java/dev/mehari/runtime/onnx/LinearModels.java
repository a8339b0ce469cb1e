// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.OptionalLong;

import dev.mehari.model.InvalidModelException;

/**
 * Checks the linear models and support vector machines of a file (ai.onnx.ml) against themselves, and tells how many columns
 * they take. ONNX Runtime 1.23.2 multiplies whatever comes: with more columns than the model has it reads past its
 * coefficients, and a request of some thousand columns ends the process.
 */
final class LinearModels {
    private final String where;
    private final Attributes lists;

    private LinearModels(String where, Attributes lists) {
        this.where = where;
        this.lists = lists;
    }

    /**
     * The number of columns that the node takes; empty if it is another operator.
     *
     * @param where the node, for errors
     */
    static OptionalLong columns(String operator, String where, Attributes lists) {
        LinearModels models = new LinearModels(where, lists);
        return switch (operator) {
            case "LinearClassifier" -> OptionalLong.of(models.linearClassifier());
            case "LinearRegressor" -> OptionalLong.of(models.linearRegressor());
            case "SVMClassifier" -> OptionalLong.of(models.svmClassifier());
            case "SVMRegressor" -> OptionalLong.of(models.svmRegressor());
            default -> OptionalLong.empty();
        };
    }

    private long linearClassifier() {
        int scores = lists.floats("intercepts");
        int classes = classes();
        require(scores > 0, "it has no intercepts");
        require(scores == classes || scores == 1, "it has " + scores + " intercepts for " + classes + " classes");
        return divided("coefficients", scores);
    }

    private long linearRegressor() {
        long targets = lists.integer("targets", 1);
        int intercepts = lists.floats("intercepts");
        require(targets > 0, "it has no targets");
        require(
                intercepts == 0 || intercepts == targets,
                "it has " + intercepts + " intercepts for " + targets + " targets");
        return divided("coefficients", targets);
    }

    private long svmClassifier() {
        long classes = classes();
        long[] perClass = lists.integers("vectors_per_class");
        long vectors = 0;
        for (long count : perClass) {
            require(count >= 0 && count <= Integer.MAX_VALUE, "vectors_per_class has " + count);
            vectors += count;
        }
        require(classes > 0, "it has no class labels");
        if (vectors == 0) {
            require(lists.floats("rho") > 0, "it has no rho");
            return divided("coefficients", classes);
        }
        long pairs = classes * (classes - 1) / 2;
        require(perClass.length == classes, "vectors_per_class isn't as long as the class labels");
        require(lists.floats("coefficients") >= (classes - 1) * vectors, "coefficients has too few entries");
        require(lists.floats("rho") >= pairs, "rho has too few entries");
        int a = lists.floats("prob_a");
        require(a == lists.floats("prob_b") && (a == 0 || a >= pairs), "prob_a and prob_b have too few entries");
        return divided("support_vectors", vectors);
    }

    private long svmRegressor() {
        long vectors = lists.integer("n_supports", 0);
        require(vectors >= 0 && vectors <= Integer.MAX_VALUE, "n_supports is " + vectors);
        require(lists.floats("rho") > 0, "it has no rho");
        if (vectors == 0) {
            return divided("coefficients", 1);
        }
        require(lists.floats("coefficients") >= vectors, "coefficients has too few entries");
        return divided("support_vectors", vectors);
    }

    private int classes() {
        int texts = lists.texts("classlabels_strings");
        return texts > 0 ? texts : lists.integers("classlabels_ints").length;
    }

    private long divided(String list, long parts) {
        int floats = lists.floats(list);
        require(
                floats > 0 && floats % parts == 0,
                list + " has " + floats + " entries, which isn't a multiple of " + parts);
        return floats / parts;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidModelException(where + " is broken: " + otherwise + ". Export the model again");
        }
    }
}
