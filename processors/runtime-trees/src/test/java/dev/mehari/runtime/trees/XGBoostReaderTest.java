// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import dev.mehari.model.InvalidModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class XGBoostReaderTest {
    /** x1 < 1 gives 0.25, else 0.75; missing goes left. */
    static final String MODEL = """
            {"learner":{"attributes":{},"feature_names":[],"feature_types":[],
             "gradient_booster":{"model":{
               "gbtree_model_param":{"num_parallel_tree":"1","num_trees":"1"},
               "tree_info":[0],
               "trees":[{"default_left":[1,0,0],"id":0,"left_children":[1,-1,-1],"right_children":[2,-1,-1],
                 "split_conditions":[1E0,2.5E-1,7.5E-1],"split_indices":[1,0,0],"split_type":[0,0,0],
                 "parents":[2147483647,0,0],"base_weights":[NaN,Infinity,-Infinity],
                 "tree_param":{"num_deleted":"0","num_feature":"2","num_nodes":"3","size_leaf_vector":"1"}}]},
              "name":"gbtree"},
             "learner_model_param":{"base_score":"0E0","num_class":"0","num_feature":"2","num_target":"1"},
             "objective":{"name":"reg:squarederror"}},
             "version":[3,0,4]}
            """;

    static XGBoostFile read(String json) {
        return XGBoostReader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static String with(String old, String changed) {
        assertThat(MODEL).contains(old);
        return MODEL.replace(old, changed);
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
    }

    private static float margin(String json, float x0, float x1) {
        XGBoostFile file = read(json);
        float[] sums = file.base().clone();
        file.booster().addTo(sums, file.groups(), new float[] {x0, x1}, 2, 1, Scratch.ofThread());
        return sums[0];
    }

    // ------------------------------------------------------------------------------------------------ what is read

    @Test
    void readsAModel() {
        assertThat(margin(MODEL, 0, 0.9f)).isEqualTo(0.25f);
        assertThat(margin(MODEL, 0, 1)).isEqualTo(0.75f);
        assertThat(margin(MODEL, 0, Float.NaN)).isEqualTo(0.25f);
    }

    @Test
    void readsFieldsInAnyOrder() {
        String learner = MODEL.substring(MODEL.indexOf("{\"attributes"), MODEL.indexOf(",\n \"version\""));
        int objective = learner.indexOf("\"learner_model_param\"");
        int booster = learner.indexOf("\"gradient_booster\"");
        String turned = "{\"version\":[3,0,4],\"learner\":{"
                + learner.substring(objective, learner.length() - 1) + ","
                + learner.substring(booster, objective).stripTrailing().replaceAll(",$", "") + "}}";
        assertThat(margin(turned, 0, 1)).isEqualTo(0.75f);
    }

    @Test
    void readsTruthValuesAsOlderReleasesWroteThem() {
        assertThat(margin(with("\"default_left\":[1,0,0]", "\"default_left\":[false,true,true]"), 0, Float.NaN))
                .isEqualTo(0.75f);
    }

    @Test
    void followsTheRightChildThatTheFileNames() {
        String json = with("\"left_children\":[1,", "\"left_children\":[2,")
                .replace("\"right_children\":[2,", "\"right_children\":[1,");
        assertThat(margin(json, 0, 0)).isEqualTo(0.75f);
        assertThat(margin(json, 0, 1)).isEqualTo(0.25f);
    }

    @Test
    void toleratesNonsenseInDeletedNodes() {
        String json = with("[1,-1,-1]", "[1,-1,-1,77]")
                .replace("[2,-1,-1]", "[2,-1,-1,-5]")
                .replace("[1,0,0],\"split_type\":[0,0,0]", "[1,0,0,2147483647],\"split_type\":[0,0,0,0]")
                .replace("7.5E-1]", "7.5E-1,NaN]")
                .replace("\"default_left\":[1,0,0]", "\"default_left\":[1,0,0,0]")
                .replace("\"num_nodes\":\"3\"", "\"num_nodes\":\"4\"");
        assertThat(margin(json, 0, 1)).isEqualTo(0.75f);
    }

    @Test
    void roundsNumbersOnceTo32Bits() {
        // Just above the middle of 1 and the next float: by way of a 64-bit float it would become the middle, then 1.
        String json = with("7.5E-1", "1.00000005960464477540");
        assertThat(margin(json, 0, 1)).isEqualTo(Math.nextUp(1f));
    }

    @Test
    void takesAnInfiniteThreshold() {
        assertThat(margin(with("[1E0,", "[Infinity,"), 0, Float.MAX_VALUE)).isEqualTo(0.25f);
        assertThat(margin(with("[1E0,", "[Infinity,"), 0, Float.POSITIVE_INFINITY))
                .isEqualTo(0.75f);
        assertThat(margin(with("[1E0,", "[-Infinity,"), 0, Float.NEGATIVE_INFINITY))
                .isEqualTo(0.75f);
        assertThat(margin(with("[1E0,", "[-Infinity,"), 0, Float.NaN)).isEqualTo(0.25f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5E-1", "0.5", "[5E-1]", " [ 5e-1 ] ", "+.5", "5.0E-01"})
    void readsABaseScoreInEveryForm(String base) {
        assertThat(margin(with("\"base_score\":\"0E0\"", "\"base_score\":\"" + base + "\""), 0, 1))
                .isEqualTo(1.25f);
    }

    @Test
    void readsDartsWeightsInEitherPlace() {
        String old = with("\"gradient_booster\":{", "\"gradient_booster\":{\"gbtree\":{")
                .replace("\"name\":\"gbtree\"}", "\"name\":\"gbtree\"},\"name\":\"dart\",\"weight_drop\":[5E-1]}");
        assertThat(margin(old, 0, 1)).isEqualTo(0.375f);
        assertThat(margin(with("\"tree_info\":[0],", "\"tree_info\":[0],\"weight_drop\":[5E-1],"), 0, 1))
                .isEqualTo(0.375f);
    }

    @Test
    void sortsQuantilesAsTheReleaseDidThatSavedThem() {
        String json = with("reg:squarederror", "reg:quantileerror");
        assertThat(read(json).objective()).isEqualTo(Objective.IDENTITY);
        assertThat(read(json.replace("[3,0,4]", "[3,4,0]")).objective()).isEqualTo(Objective.ASCENDING);
    }

    @Test
    void boundsALogisticStartAsTheReleaseDidThatSavedIt() {
        String json = with("reg:squarederror", "binary:logistic").replace("\"0E0\"", "\"1E-9\"");
        assertThat(read(json).base()[0]).isCloseTo(-20.72f, org.assertj.core.api.Assertions.within(0.01f));
        assertThat(read(json.replace("[3,0,4]", "[3,2,0]")).base()[0])
                .isCloseTo(-13.82f, org.assertj.core.api.Assertions.within(0.01f));
    }

    // ------------------------------------------------------------------------------------------------ what is refused

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "left_children":[1,    | "left_children":[3,    | trees[0].left_children[0] is 3, the tree has nodes 0 to 2
                    "left_children":[1,    | "left_children":[-2,   | trees[0].left_children[0] is -2
                    "left_children":[1,    | "left_children":[0,    | trees[0].left_children[0] is 0, to which another node leads already
                    "right_children":[2,   | "right_children":[1,   | trees[0].right_children[0] is 1, to which another node leads already
                    "right_children":[2,   | "right_children":[-1,  | trees[0].right_children[0] is -1
                    "left_children":[1,    | "left_children":[1.0,  | trees[0].left_children[0] is the number 1.0, not a whole number
                    "left_children":[1,    | "left_children":[99999999999,  | trees[0].left_children[0] is 99999999999, more than 32 bits hold
                    "left_children":[1,    | "left_children":["1",  | trees[0].left_children[0] is a text, not a whole number
                    "left_children":[1,    | "left_children":[null, | trees[0].left_children[0] is null
                    "left_children":[1,-1,-1] | "left_children":[1,-1] | trees[0].left_children has 2 entries, the tree has 3 nodes
                    "left_children":[1,-1,-1] | "left_children":{}     | trees[0].left_children is an object, not a list
                    "left_children":[1,-1,-1] | "other":[]             | trees[0].left_children is missing
                    "split_conditions":[1E0,2.5E-1,7.5E-1] | "other":[] | trees[0].split_conditions is missing
                    "split_indices":[1,    | "split_indices":[2,    | trees[0].split_indices[0] is 2, the model has 2 features
                    "split_indices":[1,    | "split_indices":[-1,   | trees[0].split_indices[0] is -1
                    7.5E-1                 | 1e999                  | trees[0].split_conditions[2] is 1e999, out of the range of 32-bit floats
                    [1E0,                  | [-1e39,                | trees[0].split_conditions[0] is -1e39, out of the range
                    7.5E-1                 | NaN                    | trees[0].split_conditions[2] is NaN: a leaf without a number
                    7.5E-1                 | Infinity               | trees[0].split_conditions[2] is Infinity: a leaf
                    [1E0,                  | [NaN,                  | trees[0].split_conditions[0] is NaN, which no value is below
                    "default_left":[1,     | "default_left":[2,     | trees[0].default_left[0] is 2, not 0 or 1
                    "split_type":[0,       | "split_type":[1,       | trees[0].split_type[0] is categorical, but categories_nodes doesn't name
                    "num_nodes":"3"        | "num_nodes":"0"        | trees[0].tree_param.num_nodes is '0', not a whole number from 1
                    "num_nodes":"3"        | "num_nodes":3          | trees[0].tree_param.num_nodes is the number 3, not a text
                    "num_nodes":"3"        | "other":"3"            | trees[0].tree_param.num_nodes is missing
                    "num_nodes":"3"        | "num_nodes":"99999999999" | num_nodes is '99999999999'
                    "size_leaf_vector":"1" | "size_leaf_vector":"3" | size_leaf_vector is 3, the model has 1 outputs
                    "id":0                 | "id":4                 | trees[0].id is 4 in the place of tree 0
                    "tree_info":[0]        | "tree_info":[1]        | tree_info[0] is 1, the model has 1 outputs
                    "tree_info":[0]        | "tree_info":[-1]       | tree_info[0] is -1
                    "tree_info":[0]        | "tree_info":[]         | tree_info has 0 entries for 1 trees
                    "num_trees":"1"        | "num_trees":"2"        | trees has 1 trees, gbtree_model_param.num_trees says 2
                    "num_feature":"2","num_target" | "num_feature":"0","num_target" | num_feature is '0'
                    "num_feature":"2","num_target" | "num_target"   | learner.learner_model_param.num_feature is missing
                    "num_feature":"2","num_target" | "num_feature":"2000000000","num_target" | num_feature is '2000000000', not a whole number from 1 to
                    "num_class":"0"        | "num_class":"99999999" | learner.learner_model_param.num_class is '99999999'
                    "base_score":"0E0"     | "base_score":"x"       | learner.learner_model_param.base_score is 'x', not a number
                    "base_score":"0E0"     | "base_score":"0x1p3"   | base_score is '0x1p3'
                    "base_score":"0E0"     | "base_score":"NaN"     | base_score is 'NaN'
                    "base_score":"0E0"     | "base_score":"1e999"   | base_score is 1e999, which reg:squarederror can't begin with
                    "base_score":"0E0"     | "base_score":"[1,2]"   | base_score has 2 values, the model has 1 outputs
                    "base_score":"0E0"     | "base_score":"[]"      | base_score is '[]'
                    "base_score":"0E0"     | "base_score":0.5       | base_score is the number 0.5, not a text
                    "base_score":"0E0",    | ''                     | learner.learner_model_param.base_score is missing
                    "name":"gbtree"        | "name":"gbforest"      | learner.gradient_booster.name is 'gbforest', which is not in this version
                    "name":"gbtree"        | "name":"gblinear"      | model.weights has 0 entries, 2 features and 1 outputs need 3
                    "name":"gbtree"        | "other":"gbtree"       | learner.gradient_booster.name is missing
                    "model"                | "other"                | learner.gradient_booster.model is missing. Save the model with save_model
                    "learner":             | "lerner":              | learner is missing: this is no XGBoost model
                    reg:squarederror       | reg:nonesuch           | learner.objective.name is 'reg:nonesuch', which is not in this version
                    [3,0,4]                | [4,0,0]                | version is [4, 0, 0], files of XGBoost up to 3.x are read
                    [3,0,4]                | [3]                    | version is [3]
                    "tree_info":[0],       | "tree_info":[0],"tree_info":[0], | Duplicate
                    """)
    void namesTheFieldThatIsWrong(String old, String changed, String message) {
        assertRefused(with(old, changed), message);
    }

    @Test
    void refusesCategoriesThatLeadAstray() {
        String sets = "\"split_type\":[1,0,0],\"categories_nodes\":[%s],\"categories_segments\":[%s],"
                + "\"categories_sizes\":[%s],\"categories\":[%s]";
        String old = "\"split_type\":[0,0,0]";
        assertThat(margin(with(old, sets.formatted("0", "0", "2", "3,40")), 0, 40))
                .isEqualTo(0.75f);
        assertThat(margin(with(old, sets.formatted("0", "0", "2", "3,40")), 0, 4))
                .isEqualTo(0.25f);
        assertRefused(with(old, sets.formatted("3", "0", "2", "3,40")), "categories_nodes[0] is 3");
        assertRefused(with(old, sets.formatted("0", "3", "2", "3,40")), "categories_segments[0] is 3");
        assertRefused(with(old, sets.formatted("0", "1", "2", "3,40")), "categories_sizes[0] is 2");
        assertRefused(with(old, sets.formatted("0", "0", "0", "3,40")), "categories_sizes[0] is 0");
        assertRefused(with(old, sets.formatted("0", "0,1", "2", "3,40")), "they go together");
        assertRefused(with(old, sets.formatted("0", "0", "2", "3,-1")), "categories[1] is -1");
        assertRefused(with(old, sets.formatted("0", "0", "2", "3,16777216")), "categories[1] is 16777216");
    }

    @Test
    void refusesABaseScoreThatTheObjectiveCannotBeginWith() {
        assertRefused(with("reg:squarederror", "binary:logistic"), "base_score is 0E0, which binary:logistic can't");
        assertRefused(with("reg:squarederror", "count:poisson"), "base_score is 0E0, which count:poisson can't");
        assertRefused(
                with("reg:squarederror", "reg:gamma").replace("\"0E0\"", "\"-1\""), "which reg:gamma can't begin with");
    }

    @Test
    void refusesClassesThatDisagree() {
        String json =
                with("\"reg:squarederror\"", "\"multi:softmax\",\"softmax_multiclass_param\":{\"num_class\":\"3\"}");
        assertRefused(json, "learner.objective.softmax_multiclass_param.num_class is 3, the model has 1 classes");
        assertRefused(
                with("\"num_class\":\"0\"", "\"num_class\":\"2\"")
                        .replace("\"num_target\":\"1\"", "\"num_target\":\"2\""),
                "a model has one or the other");
    }

    @Test
    void refusesAFileThatEndsTooEarlyWhereverItEnds() {
        String compact = MODEL.strip();
        for (int length = 0; length < compact.length(); length += 7) {
            String cut = compact.substring(0, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(InvalidModelException.class);
        }
        assertRefused(
                MODEL.substring(0, MODEL.indexOf("7.5E-1")),
                "the file ends too early, within learner.gradient_booster.model.trees[0].split_conditions");
        assertRefused("", "the file is missing, not an object");
    }

    @Test
    void refusesWhatFollowsTheModel() {
        assertRefused(MODEL + "{}", "goes on after the model's closing brace");
        assertRefused(MODEL + "x", "broken");
    }

    @Test
    void refusesDeepNesting() {
        assertRefused(
                with("\"attributes\":{}", "\"attributes\":" + "[".repeat(5000) + "]".repeat(5000)), "nesting too deep");
    }

    @Test
    void refusesEndlessNumbers() {
        assertRefused(with("7.5E-1", "7." + "5".repeat(100_000)), "too long");
    }

    @Test
    void refusesWhatIsNotJson() {
        assertRefused("pickle", "the JSON is broken at the file");
        assertRefused("[1,2]", "the file is a list, not an object");
        assertRefused("[]", "the file is a list");
        assertRefused("null", "the file is null");
    }

    @Test
    void doesNotAllocateWhatAFileOnlyClaims() {
        assertRefused(
                with("\"num_nodes\":\"3\"", "\"num_nodes\":\"2147483647\""),
                "has 3 entries, the tree has 2147483647 nodes");
        String sets = "\"split_type\":[0,0,0],\"categories_nodes\":[0],\"categories_segments\":[2147483647],"
                + "\"categories_sizes\":[2147483647],\"categories\":[1]";
        assertRefused(with("\"split_type\":[0,0,0]", sets), "categories_segments[0] is 2147483647");
    }
}
