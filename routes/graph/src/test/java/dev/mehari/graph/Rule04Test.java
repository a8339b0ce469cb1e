// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 4: what branches give, and what a block hands outward of it. */
class Rule04Test {
    private final Bench bench = Bench.withModels()
            .model("column.onnx", "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"p\": \"FP32 -1 1\"}}")
            .model(
                    "flat.onnx",
                    "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"p\": \"FP32 -1\", \"q\": \"FP32 -1\"}}")
            .model("double.onnx", "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"p\": \"FP64 -1\"}}")
            .model("open.onnx", "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"p\": \"FP32 -1 -1\"}}")
            .model("unknown.onnx", "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"p\": \"FP32 ?\"}}");

    private static String choice(String first, String second, String from) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4], features: [a, b, c, d]}]
                  models:
                    one: {uri: %s}
                    two: {uri: %s}
                  steps:
                    - choice:
                        id: c
                        when: [{cel: "x.a > 1", steps: [{model: {id: m1, use: one, input: x}}]}]
                        otherwise: {steps: [{model: {id: m2, use: two, input: x}}]}
                  outputs: [{name: p, from: %s}]
                """.formatted(first, second, from));
    }

    @Test
    void rule04_aBlockHasTheNamesThatAllItsBranchesGive() {
        Checked checked = bench.check(choice("flat.onnx", "flat.onnx", "c.p"));

        assertThat(checked.findings()).isEmpty();
        ChoiceNode node = (ChoiceNode) checked.graph().orElseThrow().nodes().get(0);
        assertThat(node.outputs()).containsExactly("p", "q");
        assertThat(node.when().get(0).branch().gives()).containsEntry("q", new Reference("m1", "q"));
        assertThat(node.otherwise().gives()).containsEntry("q", new Reference("m2", "q"));
    }

    @Test
    void rule04_toUseWhatOnlySomeBranchesGiveIsAFinding() {
        assertThat(bench.findings(choice("flat.onnx", "column.onnx", "c.q")))
                .containsExactly(
                        "14  spec.outputs[0].from: 'c.q' can't be used: otherwise doesn't give 'q'. Let all branches give it.");
    }

    @Test
    void rule04_toUseWhatDiffersInDatatypeIsAFinding() {
        assertThat(bench.findings(choice("flat.onnx", "double.onnx", "c.p")))
                .containsExactly(
                        "14  spec.outputs[0].from: 'c.p' can't be used: it is FP32 [-1] in when[0] and FP64 [-1] in otherwise. Let all branches give one datatype, with a transform and cast.");
    }

    @Test
    void rule04_toUseWhatDiffersInShapeAfterDimension0IsAFinding() {
        assertThat(bench.findings(choice("flat.onnx", "column.onnx", "c.p")))
                .containsExactly(
                        "14  spec.outputs[0].from: 'c.p' can't be used: it is FP32 [-1] in when[0] and FP32 [-1, 1] in otherwise. Let all branches give one shape.");
    }

    @Test
    void rule04_whatNobodyUsesMayDiffer() {
        assertThat(bench.findings(choice("flat.onnx", "double.onnx", "c.branch")))
                .isEmpty();
    }

    @Test
    void rule04_aConditionIsAUseToo() {
        String text = Bench.withStep(choice("flat.onnx", "double.onnx", "c.branch"), """
                - choice:
                    id: d
                    when: [{cel: "c.p > 1.0", steps: [{transform: {id: t1, input: x, ops: [log]}}]}]
                    otherwise: {steps: [{transform: {id: t2, input: x, ops: [log]}}]}
                """)
                .replace("c.branch}]", "c.branch}, {name: d, from: d}]");
        assertThat(bench.findings(text))
                .containsExactly(
                        "16  spec.steps[1].choice.when[0].cel: 'c.p' can't be used: it is FP32 [-1] in when[0] and FP64 [-1] in otherwise. Let all branches give one datatype, with a transform and cast.");
    }

    @Test
    void rule04_dynamicDimensionsAreLeftToTheRequest() {
        Checked checked = bench.check(choice("column.onnx", "open.onnx", "c.p"));

        assertThat(checked.findings()).isEmpty();
        assertThat(checked.graph().orElseThrow().outputs().get(0).type()).hasToString("FP32 [-1, -1]");
        assertThat(bench.findings(choice("column.onnx", "unknown.onnx", "c.p"))).isEmpty();
    }

    @Test
    void rule04_whatABlockInsideABlockCannotGiveStaysUnusableOutside() {
        String text = Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4], features: [a, b, c, d]}]
                  models: {one: {uri: flat.onnx}, two: {uri: double.onnx}}
                  steps:
                    - choice:
                        id: c
                        when:
                          - cel: "x.a > 1"
                            steps:
                              - choice:
                                  id: inner
                                  when: [{cel: "x.b > 1", steps: [{model: {id: m1, use: one, input: x}}]}]
                                  otherwise: {steps: [{model: {id: m2, use: two, input: x}}]}
                        otherwise: {steps: [{model: {id: m3, use: one, input: x}}]}
                  outputs: [{name: p, from: c.p}]
                """);
        assertThat(bench.findings(text))
                .containsExactly(
                        "18  spec.outputs[0].from: 'c.p' can't be used: it is FP32 [-1] in when[0] and FP64 [-1] in otherwise. Let all branches give one datatype, with a transform and cast.");
    }

    private static String branches(String first, String second) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4], features: [a, b, c, d]}]
                  models: {one: {uri: flat.onnx}}
                  steps:
                    - choice:
                        id: c
                        when: [{cel: "x.a > 1", %s}]
                        otherwise: {%s}
                  outputs: [{name: p, from: c.p}]
                """.formatted(first, second));
    }

    private static final String MODEL = "steps: [{model: {id: m1, use: one, input: x}}]";

    @Test
    void rule04_aBranchNamesItsOutputsItself() {
        assertThat(
                        bench.findings(
                                branches(
                                        MODEL,
                                        "steps: [{transform: {id: t, input: x, ops: [{select: [a]}]}}, {model: {id: m2, use: one, input: x}}], outputs: {p: m2.q, more: t}")))
                .isEmpty();
    }

    @Test
    void rule04_aBranchMayGiveWhatIsAroundItWithoutAStep() {
        String text = branches(MODEL, "outputs: {p: before.p}")
                .replace(
                        "  steps:\n    - choice",
                        "  steps:\n    - model: {id: before, use: one, input: x}\n    - choice");
        assertThat(bench.findings(text)).isEmpty();
    }

    @Test
    void rule04_tapsAtTheEndOfABranchDoNotMatter() {
        assertThat(bench.findings(
                        branches(MODEL, "steps: [{model: {id: m2, use: one, input: x}}, {tap: {id: look, to: log}}]")))
                .isEmpty();
    }

    @Test
    void rule04_aBranchThatGivesNothingIsAFinding() {
        assertThat(bench.findings(branches(MODEL, "steps: [{tap: {id: look, to: log}}]")))
                .containsExactly(
                        "11  spec.steps[0].choice.otherwise: the branch gives nothing. End it with a step that gives something, or add outputs: {name: reference}.");
        assertThat(bench.findings(branches(MODEL, "")))
                .containsExactly("11  spec.steps[0].choice.otherwise: 'steps' is missing.");
        assertThat(bench.findings(branches(MODEL, "outputs: {}")))
                .contains(
                        "11  spec.steps[0].choice.otherwise.outputs: the branch gives nothing. Write {name: reference}, or remove outputs to give what its last step gives.");
    }

    @Test
    void rule04_featureNamesPassOutwardWhereAllBranchesAgree() {
        String same = branches(
                "steps: [{transform: {id: t1, input: x, output: p, ops: [{clip: {min: 0}}]}}]",
                "steps: [{transform: {id: t2, input: x, output: p, ops: [log]}}]");
        Checked checked = bench.check(same);
        assertThat(checked.graph()
                        .orElseThrow()
                        .types()
                        .get(new Reference("c", "p"))
                        .features())
                .extracting(dev.mehari.tensor.Feature::name)
                .containsExactly("a", "b", "c", "d");

        Checked other = bench.check(same.replace(
                "{id: t2, input: x, output: p, ops: [log]}",
                "{id: t2, input: x, output: p, ops: [{select: [b, a, c, d]}]}"));
        assertThat(other.graph()
                        .orElseThrow()
                        .types()
                        .get(new Reference("c", "p"))
                        .features())
                .isEmpty();
    }

    @Test
    void rule04_dimension1IsFreeWhereAnEnsembleConcatenates() {
        String text = Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {one: {uri: column.onnx}, two: {uri: flat.onnx}, open: {uri: open.onnx}}
                  steps:
                    - ensemble:
                        id: e
                        combine: {p: concat}
                        branches:
                          - steps: [{model: {id: m1, use: one, input: x}}]
                          - steps: [{model: {id: m2, use: two, input: x}}]
                  outputs: [{name: p, from: e}]
                """);
        Checked checked = bench.check(text);
        assertThat(checked.findings()).allMatch(f -> f.path().equals("spec.models.open"));
        assertThat(checked.graph().orElseThrow().outputs().get(0).type()).hasToString("FP32 [-1, 2]");
        assertThat(bench.findings(text.replace("concat", "mean")))
                .contains(
                        "10  spec.steps[0].ensemble.combine.p: 'p' can't be combined: it is FP32 [-1, 1] in branches[0] and FP32 [-1] in branches[1]. Let all branches give one shape.");
    }
}
