// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class LightGBMReaderTest {
    /** x1 ≤ 1 gives 0.25, missing too; else categories 1 and 33 of x0 give 0.5, others 0.75. */
    static final String MODEL = """
            tree
            version=v4
            num_class=1
            num_tree_per_iteration=1
            label_index=0
            max_feature_idx=1
            objective=regression
            feature_names=a b
            feature_infos=none none
            tree_sizes=400

            Tree=0
            num_leaves=3
            num_cat=1
            split_feature=1 0
            split_gain=1 1
            threshold=1 0
            decision_type=10 1
            left_child=-1 -2
            right_child=1 -3
            leaf_value=0.25 0.5 0.75
            leaf_weight=1 1 1
            cat_boundaries=0 2
            cat_threshold=2 2
            is_linear=0
            shrinkage=1


            end of trees

            feature_importances:
            a=1

            parameters:
            [boosting: gbdt]
            end of parameters

            pandas_categorical:null
            """;

    /** 1 + 2·x0 where x0 isn't missing, else 5. */
    static final String LINEAR = MODEL.substring(0, MODEL.indexOf("num_leaves"))
            + "num_leaves=1\nnum_cat=0\nleaf_value=5\nis_linear=1\nleaf_const=1\nnum_features=1\nleaf_features=0 \n"
            + "leaf_coeff=2 \nshrinkage=1\n\n\nend of trees\n";

    @TempDir
    Path folder;

    static LightGBMFile read(String text) {
        return LightGBMReader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static double[] answer(String text, double... row) {
        try (LightGBMModel model = new LightGBMModel(read(text))) {
            return model.infer(new Tensor[] {Tensor.of(Shape.of(row.length / 2, 2), row)})[0].toDoubles();
        }
    }

    private static String with(String old, String changed) {
        assertThat(MODEL).contains(old);
        return MODEL.replace(old, changed);
    }

    // ------------------------------------------------------------------------------------------------ what is read

    @Test
    void readsAModel() {
        assertThat(answer(MODEL, 0, 1, 0, Math.nextUp(1.0), 1, 2, 33, 2, 65, 2, 0, Double.NaN))
                .containsExactly(0.25, 0.75, 0.5, 0.5, 0.75, 0.25);
    }

    @Test
    void readsLinesThatEndAsOnWindows() {
        assertThat(answer(MODEL.replace("\n", "\r\n"), 1, 2)).containsExactly(0.5);
    }

    @Test
    void readsLinearLeaves() {
        assertThat(answer(LINEAR, 3, 0, Double.NaN, 0)).containsExactly(7, 5);
    }

    @Test
    void takes32BitFloatsAsWell() {
        try (LightGBMModel model = new LightGBMModel(read(MODEL))) {
            assertThat(model.infer(new Tensor[] {Tensor.of(Shape.of(1, 2), 1f, 2f)})[0])
                    .isEqualTo(Tensor.of(Shape.of(1), 0.5));
            assertThatThrownBy(() -> model.infer(new Tensor[] {Tensor.of(Shape.of(1, 2), 1, 2)}))
                    .isInstanceOf(InferenceException.class)
                    .hasMessage("the trees take FP64 [-1, 2], not INT32 [1, 2]");
        }
    }

    @Test
    void categoriesAreCutOffFractionsAndNothingElse() {
        double[] rows = {1.9, 2, -1, 2, -0.5, 2, 4294967297.0, 2, 1e300, 2, Double.NaN, 2, Double.NEGATIVE_INFINITY, 2};
        assertThat(answer(MODEL, rows)).containsExactly(0.5, 0.75, 0.75, 0.75, 0.75, 0.75, 0.75);
    }

    @ParameterizedTest
    @CsvSource({
        "8,  0.75, 0.25, 0.25, 0.25", // NaN is missing and goes right
        "10, 0.25, 0.25, 0.25, 0.25", // … left
        "0,  0.25, 0.25, 0.25, 0.25", // nothing is missing, NaN is 0
        "2,  0.25, 0.25, 0.25, 0.25",
        "4,  0.75, 0.75, 0.75, 0.75", // zero is missing and goes right
        "6,  0.25, 0.25, 0.25, 0.25" // … left
    })
    void missingValuesGoWhereTheSplitSays(int decision, double nan, double zero, double negativeZero, double tiny) {
        String model = with("decision_type=10 1", "decision_type=" + decision + " 1");
        assertThat(answer(model, 0, Double.NaN, 0, 0, 0, -0.0, 0, 1e-36))
                .containsExactly(nan, zero, negativeZero, tiny);
        assertThat(answer(model, 0, 0.5, 0, 1.5)).containsExactly(0.25, 0.75);
    }

    @ParameterizedTest
    @CsvSource({
        "regression, -3",
        "regression sqrt, -9",
        "regression_l1, -3",
        "huber, -3",
        "fair, -3",
        "poisson, 0.049787068367863944",
        "quantile, -3",
        "mape, -3",
        "gamma, 0.049787068367863944",
        "tweedie, 0.049787068367863944",
        "binary sigmoid:2, 0.0024726231566347743",
        "cross_entropy, 0.04742587317756678",
        "cross_entropy_lambda, 0.04858735157374196",
        "lambdarank, -3",
        "rank_xendcg, -3",
        "multiclassova num_class:1 sigmoid:2, 0.0024726231566347743",
        "multiclass num_class:1, 1",
        "custom, -3"
    })
    void makesPredictionsAsTheObjectiveSays(String objective, double expected) {
        String model =
                with("objective=regression", "objective=" + objective).replace("leaf_value=0.25", "leaf_value=-3");
        assertThat(answer(model, 0, 0)[0]).isEqualTo(expected, within(1e-15));
    }

    @Test
    void averagesBeforeItConverts() {
        String model = with("objective=regression", "objective=binary sigmoid:1\naverage_output");
        assertThat(answer(model, 0, 0)[0]).isEqualTo(1 / (1 + Math.exp(-0.25)));
    }

    // ------------------------------------------------------------------------------------------------ what is refused

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    tree\\n                | forest\\n              | line 1 isn't 'tree'
                    version=v4             | version=v9             | line 2: version is 'v9', which is not in this version
                    num_class=1            | num_class=x            | line 3: num_class[0] is no whole number
                    num_class=1            | num_class=0            | line 3: num_class is 0, not a whole number from 1
                    num_class=1            | num_class=2            | num_tree_per_iteration is 1, num_class is 2
                    num_class=1\\n         | ``                     | num_class is missing before the first tree
                    max_feature_idx=1      | max_feature_idx=4294967295 | line 6: max_feature_idx is -1, not
                    max_feature_idx=1      | max_feature_idx=7      | feature_names has 2 names
                    objective=regression   | objective=guess        | objective is 'guess', which is not in this version
                    objective=regression   | objective=binary sigmoid:-1 | sigmoid '-1', not a number above 0
                    objective=regression   | objective=multiclass num_class:4 | objective says num_class:4, num_class is 1
                    tree_sizes=400         | tree_sizes=400 2       | tree_sizes has 2 entries for 1 trees
                    Tree=0                 | Tree=1                 | line 12: Tree stands in the place of tree 0
                    num_leaves=3           | num_leaves=2147483647  | line 13: num_leaves is 2147483647
                    num_leaves=3           | num_leaves=4           | Tree=0 (line 12): leaf_value has 3 entries, 4 are needed
                    num_leaves=3\\n        | ``                     | Tree=0 (line 12): num_leaves is missing
                    split_feature=1 0      | split_feature=1 2      | split_feature[1] is 2, the model has 2 features
                    split_feature=1 0      | split_feature=1        | split_feature has 1 entries, 2 are needed
                    threshold=1 0          | threshold=1 1          | threshold[1] is 1.0, not one of the tree's 1 sets
                    threshold=1 0          | threshold=1 0.5        | threshold[1] is 0.5, not one of the tree's 1 sets
                    threshold=1 0          | threshold=nan 0        | threshold[0] is NaN
                    threshold=1 0          | threshold=1.x 0        | line 17: threshold[0] is '1.x', not a number
                    decision_type=10 1     | decision_type=10 33    | decision_type[1] is 33
                    decision_type=10 1     | decision_type=12 1     | decision_type[0] is 12
                    left_child=-1 -2       | left_child=-1 0        | left_child[1] is 0, to which another split leads already
                    left_child=-1 -2       | left_child=-1 -9       | left_child[1] is -9, the tree has splits 0 to 1
                    left_child=-1 -2       | left_child=-1 -2147483648 | left_child[1] is -2147483648, the tree has
                    right_child=1 -3       | right_child=1 -1       | right_child[1] is -1, to which another split leads already
                    right_child=1 -3       | right_child=2 -3       | right_child[0] is 2, the tree has splits 0 to 1
                    leaf_value=0.25        | leaf_value=inf         | leaf_value[0] is Infinity: a leaf without a number
                    cat_boundaries=0 2     | cat_boundaries=0 3     | cat_boundaries[1] is 3, not from 0 to 2
                    cat_boundaries=0 2     | cat_boundaries=1 2     | cat_boundaries[0] is 1
                    cat_boundaries=0 2     | cat_boundaries=0       | cat_boundaries has 1 entries, 2 are needed
                    shrinkage=1            | num_cat=1              | line 26: num_cat is there a second time in Tree=0
                    shrinkage=1            | rubbish                | line 26: rubbish is no field of a tree
                    end of trees           | ``                     | line 31: feature_importances: is no field
                    """)
    void namesLineAndField(String old, String changed, String message) {
        String model = with(old.replace("\\n", "\n"), changed.replace("\\n", "\n"));
        assertThatThrownBy(() -> read(model))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesATextThatEndsTooEarly() {
        assertThatThrownBy(() -> read(MODEL.substring(0, MODEL.indexOf("end of trees"))))
                .hasMessage("the file ends too early, at line 28 and without 'end of trees'. Copy or save it again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "leaf_const=1|leaf_const=|leaf_const has 0 entries, 1 are needed",
                "num_features=1|num_features=2|leaf_features has 1 entries, 2 are needed",
                "num_features=1|num_features=-1|num_features[0] is -1",
                "leaf_features=0|leaf_features=2|leaf_features[0] is 2, the model has 2 features",
                "leaf_coeff=2|leaf_coeff=nan|leaf_coeff[0] is NaN"
            })
    void namesTheFieldOfALinearLeaf(String change) {
        String[] parts = change.split("\\|");
        assertThatThrownBy(() -> read(LINEAR.replace(parts[0], parts[1])))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(parts[2]);
    }

    @Test
    void verifiesTheFileToItsEnd() throws IOException {
        Path path = Files.writeString(folder.resolve("model.txt"), MODEL);
        ModelFile verified = ModelFile.of(path);
        Files.writeString(path, MODEL.replace("boosting: gbdt", "boosting: dart"));
        assertThatThrownBy(() -> new LightGBMRuntime().load(verified))
                .hasMessage("the file has changed since it was verified. Load it again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "tree", "tree\nof life=1", "tree=1\nversion=v4", "Tree\nversion=v4", "forest\nversion=v4"})
    void doesNotTakeOtherTextsForItsOwn(String text) throws IOException {
        assertThat(new LightGBMRuntime().recognises(ModelFile.of(Files.writeString(folder.resolve("a.txt"), text))))
                .isFalse();
    }

    @Test
    void isFoundByItsName() {
        assertThat(ModelRuntimes.installed().named("lightgbm")).containsInstanceOf(LightGBMRuntime.class);
    }
}
