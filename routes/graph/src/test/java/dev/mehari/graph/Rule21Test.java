// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 21: cascades. */
class Rule21Test {
    private final Bench bench = Bench.withModels();

    private static String cascade(String first, String second, String from) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4], features: [a, b, c, d]}]
                  models: {trees: {uri: trees.json, runtime: xgboost}}
                  steps:
                    - cascade:
                        id: sure
                        stages:
                          - %s
                          - %s
                  outputs: [{name: p, from: %s}]
                """.formatted(first, second, from));
    }

    private static final String FAST = "steps: [{model: {id: fast, use: trees, input: x}}]";
    private static final String SLOW = "{steps: [{model: {id: slow, use: trees, input: x}}]}";

    private static String asking(String accept) {
        return "{" + FAST + ", accept: '" + accept + "'}";
    }

    private CascadeNode node(String accept, String from) {
        Checked checked = bench.check(cascade(asking(accept), SLOW, from));
        assertThat(checked.findings()).allMatch(f -> !f.isError());
        return (CascadeNode) checked.graph().orElseThrow().nodes().get(0);
    }

    private List<String> errors(String first, String second) {
        return bench.findings(cascade(first, second, "sure.prediction")).stream()
                .filter(f -> !f.contains("warning"))
                .toList();
    }

    @Test
    void rule21_acceptIsAskedOfEachStageButTheLast() {
        CascadeNode node = node("outputs.prediction > 0.9 || outputs.prediction < 0.1", "sure.prediction");

        assertThat(node.outputs()).containsExactly("prediction", "margin");
        assertThat(node.stages()).hasSize(2);
        CascadeNode.Accept accept = node.stages().get(0).accept().orElseThrow();
        assertThat(accept.path()).isEqualTo("spec.steps[0].cascade.stages[0].accept");
        assertThat(accept.cel()).isEqualTo("outputs.prediction > 0.9 || outputs.prediction < 0.1");
        assertThat(accept.readsRows()).isTrue();
        assertThat(accept.outputs()).hasToString("{prediction=fast.prediction, margin=fast.margin}");
        assertThat(node.stages().get(1).accept()).isEmpty();
    }

    @Test
    void rule21_acceptSeesOuterNamesAndTheStagesOutputs() {
        assertThat(node("x.a > 1.0 && outputs.margin > 0.0", "sure.prediction").stages())
                .hasSize(2);
        assertThat(errors(asking("fast.prediction > 0.9"), SLOW))
                .singleElement()
                .asString()
                .startsWith("11  spec.steps[0].cascade.stages[0].accept: ");
    }

    @Test
    void rule21_acceptSeesOutputsThatOnlyItsStageGives() {
        String first =
                "{steps: [{model: {id: fast, use: trees, input: x}}], outputs: {p: fast.prediction, sureness: fast.margin}, accept: 'outputs.sureness > 2.0'}";
        String second = "{steps: [{model: {id: slow, use: trees, input: x}}], outputs: {p: slow.prediction}}";
        Checked checked = bench.check(cascade(first, second, "sure.p"));
        assertThat(checked.findings()).isEmpty();
        CascadeNode node = (CascadeNode) checked.graph().orElseThrow().nodes().get(0);
        assertThat(node.outputs()).containsExactly("p");
        assertThat(node.stages().get(0).accept().orElseThrow().outputs())
                .hasToString("{p=fast.prediction, sureness=fast.margin}");
    }

    @Test
    void rule21_aConditionOverTheRequestSaysTheSameForAllRows() {
        CascadeNode node = node("headers[\"x-quick\"] == \"yes\"", "sure.prediction");
        assertThat(node.stages().get(0).accept().orElseThrow().readsRows()).isFalse();
        assertThat(bench.check(cascade(asking("headers[\"x-quick\"] == \"yes\""), SLOW, "sure.prediction"))
                        .graph()
                        .orElseThrow()
                        .headers())
                .containsExactly("x-quick");
    }

    @Test
    void rule21_whatAcceptGetsWrongIsSaidWhereItStands() {
        assertThat(errors(asking("outputs.predicton > 0.9"), SLOW))
                .singleElement()
                .asString()
                .startsWith("11  spec.steps[0].cascade.stages[0].accept: ")
                .contains("prediction");
        assertThat(errors(asking("outputs.prediction"), SLOW))
                .singleElement()
                .asString()
                .startsWith("11  spec.steps[0].cascade.stages[0].accept: ");
        assertThat(errors(asking("outputs.prediction > \"high\""), SLOW)).hasSize(1);
    }

    @Test
    void rule21_onlyAcceptMayNameOutputs() {
        String choice = Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1]}]
                  steps:
                    - choice:
                        id: c
                        when: [{cel: "outputs.p > 0.5", outputs: {p: x}}]
                        otherwise: {outputs: {p: x}}
                  outputs: [{name: p, from: c.p}]
                """);
        assertThat(bench.findings(choice))
                .singleElement()
                .asString()
                .startsWith("9  spec.steps[0].choice.when[0].cel: ");
    }

    @Test
    void rule21_aStageWithoutAcceptTakesAllRows() {
        assertThat(errors("{" + FAST + "}", SLOW))
                .containsExactly(
                        "11  spec.steps[0].cascade.stages[0]: 'accept' is missing, and only the last stage accepts all rows. Add a condition over what the stage gives, such as accept: \"outputs.p > 0.9\".");
    }

    @Test
    void rule21_theLastStageHasNoAccept() {
        assertThat(errors(
                        asking("outputs.prediction > 0.9"),
                        "{steps: [{model: {id: slow, use: trees, input: x}}], accept: 'true'}"))
                .containsExactly(
                        "12  spec.steps[0].cascade.stages[1].accept: the last stage accepts all rows, so it is never asked. Remove accept, or add a stage for the rows that aren't accepted.");
    }

    @Test
    void rule21_aCascadeHasTwoStages() {
        String one = cascade(asking("outputs.prediction > 0.9"), SLOW, "sure.prediction")
                .replace("          - " + SLOW + "\n", "");
        assertThat(bench.findings(one))
                .filteredOn(f -> !f.contains("warning"))
                .containsExactly(
                        "10  spec.steps[0].cascade.stages: a cascade of one stage has nowhere to send the rows that it isn't sure of. Add a stage, or put its steps in the place of the cascade.");
    }

    @Test
    void rule21_stagesAreRequired() {
        assertThat(bench.findings(cascade("", "", "sure").replaceAll("(?m)^ *(stages:|- )\n", "")))
                .contains("8  spec.steps[0].cascade: 'stages' is missing.");
        assertThat(errors("[]", SLOW))
                .contains(
                        "11  spec.steps[0].cascade.stages[0]: is a list, an object is wanted. Write keys and values: known: accept, steps, outputs.");
    }

    @Test
    void rule21_withoutModelsOuterNamesAndFormAreChecked() {
        assertThat(bench.alone(cascade(asking("outputs.prediction > 0.9"), SLOW, "sure.prediction")))
                .isEmpty();
        assertThat(bench.alone(cascade(asking("y > 1"), SLOW, "sure.prediction")))
                .hasSize(1);
    }

    @Test
    void rule05_aCascadeGivesBranch() {
        Checked checked = bench.check(cascade(asking("outputs.prediction > 0.9"), SLOW, "sure.branch"));
        assertThat(checked.graph().orElseThrow().outputs().get(0).type()).hasToString("INT32 [-1]");
    }

    @Test
    void rule04_whatOnlyOneStageGivesIsNotHandedOutward() {
        String thin = "{steps: [{model: {id: slow, use: trees, input: x, outputs: {prediction: prediction}}}]}";
        assertThat(bench.findings(cascade(asking("outputs.margin > 0.9"), thin, "sure.margin")))
                .containsExactly(
                        "13  spec.outputs[0].from: 'sure.margin' can't be used: stages[1] doesn't give 'margin'. Let all branches give it.");
    }

    @Test
    void rule03_nodesInsideAreUnseenOutside() {
        assertThat(bench.findings(cascade(asking("outputs.prediction > 0.9"), SLOW, "fast.margin")))
                .contains(
                        "13  spec.outputs[0].from: 'fast' is inside a branch of 'sure' and unseen here. Use what the block gives: 'sure.NAME'.");
    }
}
