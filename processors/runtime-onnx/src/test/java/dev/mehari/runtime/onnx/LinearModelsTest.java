// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.OptionalLong;

import dev.mehari.model.InvalidModelException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LinearModelsTest {
    private final WireWriter node = new WireWriter();

    private void floats(String name, int count) {
        node.message(5, new WireWriter().text(1, name).bytes(7, new byte[4 * count]));
    }

    private void ints(String name, long... values) {
        WireWriter attribute = new WireWriter().text(1, name);
        for (long value : values) {
            attribute.number(8, value);
        }
        node.message(5, attribute);
    }

    private OptionalLong columns(String operator) {
        return LinearModels.columns(operator, "node 'model'", Attributes.of(new WireReader(node.toBytes(), "a node")));
    }

    private void assertBroken(String operator, String why) {
        assertThatThrownBy(() -> columns(operator))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("node 'model' is broken: " + why + ". Export the model again");
    }

    @Test
    void countsTheColumnsOfAClassifier() {
        floats("coefficients", 12);
        floats("intercepts", 3);
        ints("classlabels_ints", 0, 1, 2);

        assertThat(columns("LinearClassifier")).hasValue(4);
    }

    @Test
    void countsTheColumnsOfARegressor() {
        floats("coefficients", 6);
        ints("targets", 2);

        assertThat(columns("LinearRegressor")).hasValue(3);
    }

    @Test
    void countsTheColumnsOfSupportVectors() {
        ints("n_supports", 5);
        floats("support_vectors", 20);
        floats("coefficients", 5);
        floats("rho", 1);

        assertThat(columns("SVMRegressor")).hasValue(4);
    }

    @Test
    void leavesOtherOperatorsAlone() {
        assertThat(columns("Normalizer")).isEmpty();
    }

    @Test
    void refusesFewerLabelsThanScores() {
        floats("coefficients", 12);
        floats("intercepts", 3);
        ints("classlabels_ints", 0, 1);
        assertBroken("LinearClassifier", "it has 3 intercepts for 2 classes");
    }

    @Test
    void refusesCoefficientsThatFitNoWidth() {
        floats("coefficients", 11);
        floats("intercepts", 3);
        ints("classlabels_ints", 0, 1, 2);
        assertBroken("LinearClassifier", "coefficients has 11 entries, which isn't a multiple of 3");
    }

    @Test
    void refusesTooFewCoefficientsForTheVectors() {
        ints("vectors_per_class", 2, 2);
        ints("classlabels_ints", 0, 1);
        floats("support_vectors", 16);
        floats("coefficients", 3);
        floats("rho", 1);
        assertBroken("SVMClassifier", "coefficients has too few entries");
    }
}
