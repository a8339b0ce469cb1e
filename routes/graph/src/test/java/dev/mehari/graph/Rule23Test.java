// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.util.List;

import dev.mehari.maths.Aggregator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 23: splits. */
class Rule23Test {
    private final Bench bench = Bench.withModels()
            .model(
                    "shot.onnx",
                    "{\"inputs\": {\"x\": \"FP32 -1 2\"}, \"outputs\": {\"q\": \"FP32 -1\", \"label\": \"BYTES -1\", \"ok\": \"BOOL -1\", \"k\": \"INT8 -1 3\", \"any\": \"FP32 -1 -1\"}}");

    private static String split(String input, String rest, String from) {
        return Bench.head("""
                  inputs:
                    - {name: x, datatype: FP32, shape: [-1, 1], features: [age]}
                    - {name: shots, datatype: FP32, shape: [-1, 3, 2]}
                    - {name: many, datatype: FP32, shape: [-1, -1, 2]}
                    - {name: count, datatype: INT32, shape: [-1]}
                    - {name: wide, datatype: INT64, shape: [-1]}
                  models: {shot: {uri: shot.onnx}}
                  steps:
                    - split: {id: photos, input: %s, as: shot, steps: [{model: {id: m, use: shot, input: shot}}], %s}
                  outputs:
                    - {name: q, from: photos.%s}
                """.formatted(input, rest, from));
    }

    private CheckedGraph graph(String input, String rest, String from) {
        Checked checked = bench.check(split(input, rest, from));
        assertThat(checked.findings()).allMatch(f -> f.message().startsWith("nothing uses the input"));
        return checked.graph().orElseThrow();
    }

    private SplitNode node(String input, String rest) {
        return (SplitNode) graph(input, rest, "q").nodes().get(0);
    }

    private String type(String rest, String from) {
        return graph("shots", rest, from).outputs().get(0).type().toString();
    }

    private List<String> findings(String input, String rest, String from) {
        return bench.findings(split(input, rest, from)).stream()
                .filter(f -> !f.contains("warning: nothing uses the input"))
                .toList();
    }

    @Test
    void rule23_itemsStandAlongDimension1() {
        CheckedGraph graph = graph("shots", "lengths: count, aggregate: {q: mean}, empty: 0", "q");
        SplitNode node = (SplitNode) graph.nodes().get(0);

        assertThat(node.input()).isEqualTo(Reference.input("shots"));
        assertThat(node.lengths()).contains(Reference.input("count"));
        assertThat(node.as()).isEqualTo("shot");
        assertThat(node.steps().gives()).hasToString("{q=m.q}");
        assertThat(graph.types().get(Reference.input("shot"))).hasToString("FP32 [-1, 2]");
        assertThat(node.outputs())
                .containsExactly(java.util.Map.entry("q", new SplitNode.Aggregate(Aggregator.MEAN, BigDecimal.ZERO)));
    }

    @Test
    void rule23_lengthsDefaultToAll() {
        assertThat(node("shots", "aggregate: {q: mean}").lengths()).isEmpty();
        assertThat(node("many", "aggregate: {q: mean}").lengths()).isEmpty();
    }

    @Test
    void rule23_theInputHasADimensionOfItems() {
        assertThat(findings("count", "aggregate: {q: mean}", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.input: a split takes [n, m, …], with items along dimension 1, this is INT32 [-1]. Give it a tensor with a dimension of items.");
    }

    @Test
    void rule23_theInputHasNoFeatures() {
        assertThat(findings("x", "aggregate: {q: mean}", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.input: dimension 1 of 'x' has named columns (age), and columns are no items of one kind. Give it a tensor without features.");
    }

    @Test
    void rule23_lengthsAreInt32PerRow() {
        assertThat(findings("shots", "lengths: wide, aggregate: {q: mean}, empty: 0", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.lengths: lengths are INT32 [-1], one number per row, this is INT64 [-1]. Put a transform with cast: INT32 before it.");
        assertThat(findings("shots", "lengths: x, aggregate: {q: mean}, empty: 0", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.lengths: lengths are INT32 [-1], one number per row, this is FP32 [-1, 1]. Give it the number of items of each row.");
    }

    @Test
    void rule23_outerTensorsAreSeenInside() {
        String text = split("shots", "aggregate: {q: mean}", "q")
                .replace(
                        "[{model: {id: m, use: shot, input: shot}}]",
                        "[{choice: {id: m, when: [{cel: x.age > 18.0, steps: [{model: {id: m1, use: shot, input: shot}}]}], otherwise: {steps: [{model: {id: m2, use: shot, input: shot}}]}}}]");
        Checked checked = bench.check(text);
        assertThat(checked.graph()).isPresent();
    }

    @Test
    void rule23_theItemsAreUnseenOutside() {
        String text = split("shots", "aggregate: {q: mean}", "q").replace("from: photos.q", "from: shot");
        assertThat(bench.findings(text))
                .filteredOn(f -> !f.contains("warning"))
                .containsExactly(
                        "15  spec.outputs[0].from: 'shot' is inside a branch of 'photos' and unseen here. Use what the block gives: 'photos.NAME'.");
        assertThat(findings("shot", "aggregate: {q: mean}", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.input: 'shot' is inside a branch of 'photos' and unseen here. Refer to an input, or to a step of this branch or before the block.");
        assertThat(findings("m.any", "aggregate: {q: mean}", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.input: 'm' is inside a branch of 'photos' and unseen here. Refer to an input, or to a step of this branch or before the block.");
    }

    @Test
    void rule01_theItemsNameIsInTheSharedNameSpace() {
        assertThat(findings("shots", "aggregate: {q: mean}", "q")).isEmpty();
        String text = split("shots", "aggregate: {q: mean}", "q");
        assertThat(bench.findings(text.replace("as: shot", "as: count").replace("input: shot}", "input: count}")))
                .contains(
                        "13  spec.steps[0].split.as: the name 'count' is given twice, first in line 9. Choose another: inputs and nodes share one name space, also inside blocks.");
        assertThat(bench.findings(text.replace("as: shot", "as: params").replace("input: shot}", "input: params}")))
                .contains(
                        "13  spec.steps[0].split.as: the name 'params' is taken: conditions read the request by it. Choose another name.");
        assertThat(bench.findings(text.replace("as: shot", "as: a-shot").replace("input: shot}", "input: a-shot}")))
                .contains(
                        "13  spec.steps[0].split.as: the name 'a-shot' isn't an identifier: letters, digits and '_', no digit first. Write 'a_shot', also where it is used.");
    }

    @Test
    void rule23_itemsThatNothingUsesAreAWarning() {
        String text = split("shots", "aggregate: {q: mean}", "q")
                .replace("input: shot}", "input: other}")
                .replace("name: wide, datatype: INT64, shape: [-1]", "name: other, datatype: FP32, shape: [-1, 2]");
        assertThat(bench.findings(text))
                .contains(
                        "13  spec.steps[0].split.as: warning: nothing inside uses the items 'shot'. Use them in steps, or take the steps out of the split.");
    }

    @Test
    void rule23_aggregatesGiveOneValuePerRow() {
        assertThat(type("aggregate: {q: mean}", "q")).isEqualTo("FP32 [-1]");
        assertThat(type("aggregate: {k: sum}", "k")).isEqualTo("INT64 [-1, 3]");
        assertThat(type("aggregate: {k: min}", "k")).isEqualTo("INT8 [-1, 3]");
        assertThat(type("aggregate: {k: mean}", "k")).isEqualTo("FP64 [-1, 3]");
        assertThat(type("aggregate: {ok: any}", "ok")).isEqualTo("BOOL [-1]");
        assertThat(type("aggregate: {ok: all}", "ok")).isEqualTo("BOOL [-1]");
        assertThat(type("aggregate: {label: vote}", "label")).isEqualTo("BYTES [-1]");
        assertThat(type("aggregate: {label: first}", "label")).isEqualTo("BYTES [-1]");
        assertThat(type("aggregate: {label: count}", "label")).isEqualTo("INT32 [-1]");
        assertThat(type("aggregate: {k: list}", "k")).isEqualTo("INT8 [-1, 3, 3]");
        assertThat(graph("many", "aggregate: {k: list}", "k").outputs().get(0).type())
                .hasToString("INT8 [-1, -1, 3]");
    }

    @Test
    void rule23_outputsThatAreNotNamedAreDropped() {
        assertThat(findings("shots", "aggregate: {q: mean}", "label"))
                .containsExactly("15  spec.outputs[0].from: 'photos' has no output 'label'; known: q.");
    }

    @Test
    void rule23_anAggregatorTakesWhatItCan() {
        assertThat(findings("shots", "aggregate: {label: mean}", "label"))
                .containsExactly(
                        "13  spec.steps[0].split.aggregate.label: output 'label': mean takes numbers, it gets BYTES [-1]. Use vote, first or list.");
        assertThat(findings("shots", "aggregate: {q: vote}", "q")).hasSize(1);
        assertThat(findings("shots", "aggregate: {q: any}", "q")).hasSize(1);
        assertThat(findings("shots", "aggregate: {any: list}", "any"))
                .containsExactly(
                        "13  spec.steps[0].split.aggregate.any: output 'any': list takes items of one size, it gets FP32 [-1, -1]. Let the steps give a tensor whose dimensions after the first are stated.");
    }

    @Test
    void rule23_anUnknownAggregatorOrOutputIsAFinding() {
        assertThat(findings("shots", "aggregate: {q: avg}", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.aggregate.q: no aggregator 'avg'; known: mean, sum, min, max, any, all, vote, first, count, list. Did you mean 'mean'?");
        assertThat(findings("shots", "aggregate: {lable: vote}", "lable"))
                .containsExactly(
                        "13  spec.steps[0].split.aggregate.lable: the steps inside give no 'lable'; known: q, label, ok, k, any. Did you mean 'label'?");
        assertThat(findings("shots", "aggregate: mean", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.aggregate: is text, an object is wanted. Write {output: mean}.");
        assertThat(findings("shots", "aggregate: {}", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.aggregate: aggregates no output. Write {output: mean}, or another aggregator.");
    }

    // -------------------------------------------------------------------------------------------------- empty

    @Test
    void rule23_emptyIsRequiredWithLengthsByThoseThatNeedIt() {
        for (String aggregator : List.of("mean", "min", "max", "first", "list")) {
            assertThat(findings("shots", "lengths: count, aggregate: {q: " + aggregator + "}", "q"))
                    .containsExactly(
                            "13  spec.steps[0].split: 'empty' is missing: with lengths a row may have no items, and "
                                    + aggregator
                                    + " of 'q' needs a value for that. Add empty: a value, or {q: a value}.");
            assertThat(findings("shots", "aggregate: {q: " + aggregator + "}", "q"))
                    .isEmpty();
        }
        assertThat(findings("shots", "lengths: count, aggregate: {label: vote}", "label"))
                .hasSize(1);
    }

    @Test
    void rule23_sumCountAnyAndAllNeedNone() {
        assertThat(findings("shots", "lengths: count, aggregate: {q: sum, ok: any, k: count}", "q"))
                .isEmpty();
        assertThat(findings("shots", "lengths: count, aggregate: {ok: all}", "ok"))
                .isEmpty();
    }

    @Test
    void rule23_oneValueIsForThoseThatNeedIt() {
        SplitNode node = node("shots", "lengths: count, aggregate: {q: mean, k: sum}, empty: 7");
        assertThat(node.outputs().get("q").empty()).isEqualTo(new BigDecimal("7"));
        assertThat(node.outputs().get("k").empty()).isNull();
    }

    @Test
    void rule23_byOutputItIsForAnyButCount() {
        SplitNode node = node(
                "shots",
                "lengths: count, aggregate: {q: mean, k: sum, label: first, ok: all}, empty: {q: null, k: -1, label: none, ok: false}");
        assertThat(node.outputs().get("q").empty()).isEqualTo(Double.NaN);
        assertThat(node.outputs().get("k").empty()).isEqualTo(new BigDecimal("-1"));
        assertThat(node.outputs().get("label").empty()).isEqualTo("none");
        assertThat(node.outputs().get("ok").empty()).isEqualTo(false);
        assertThat(findings("shots", "lengths: count, aggregate: {q: count}, empty: {q: 0}", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.empty.q: output 'q': count takes no value for rows without items, they count 0. Remove it.");
        assertThat(findings("shots", "lengths: count, aggregate: {q: mean, k: min}, empty: {q: 0}", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.empty: there is no value for 'k', and with lengths a row may have no items. Add one.");
        assertThat(findings(
                        "shots", "lengths: count, aggregate: {q: mean, label: first}, empty: {q: 0, lable: x}", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.empty.lable: 'lable' isn't aggregated; known: q, label. Did you mean 'label'?");
    }

    @Test
    void rule23_emptyFitsTheOutput() {
        assertThat(findings("shots", "aggregate: {k: min}, empty: 0.5", "k"))
                .containsExactly(
                        "13  spec.steps[0].split.empty: output 'k': INT8 doesn't hold 0.5. Write one of the whole numbers of -128 to 127.");
        assertThat(findings("shots", "aggregate: {label: first}, empty: 3", "label"))
                .containsExactly(
                        "13  spec.steps[0].split.empty: output 'label': BYTES doesn't hold 3. Write a text: quote it.");
        assertThat(findings("shots", "aggregate: {k: min}, empty: null", "k"))
                .containsExactly(
                        "13  spec.steps[0].split.empty: output 'k': INT8 doesn't hold NaN. Write one of the whole numbers of -128 to 127.");
        assertThat(findings("shots", "aggregate: {q: mean}, empty: [1]", "q"))
                .containsExactly("13  spec.steps[0].split.empty: is a list, a single value is wanted.");
        assertThat(findings("shots", "aggregate: {q: mean}, empty: .nan", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.empty: .nan isn't a number in JSON. Write null for a missing value (NaN).");
    }

    @Test
    void rule23_aValueThatNothingNeedsIsAWarning() {
        assertThat(findings("shots", "lengths: count, aggregate: {q: sum}, empty: 0", "q"))
                .containsExactly(
                        "13  spec.steps[0].split.empty: warning: no output needs it, rows without items have a value of their own for sum. Remove it, or give it by output: {output: value}.");
    }

    @Test
    void rule06_withoutBatchThereAreNoRowsToSplit() {
        String text = split("shots", "aggregate: {q: mean}", "q")
                .replace("  inputs:", "  batch: false\n  inputs:")
                .replace(", features: [age]", "");
        assertThat(bench.findings(text))
                .contains(
                        "14  spec.steps[0].split: a split takes the items of rows, and with batch: false there are no rows. Remove batch: false; a request of one row is a batch too.");
    }

    @Test
    void rule23_whatIsRequiredIsMissed() {
        assertThat(bench.findings(Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 3]}]
                  steps: [{split: {id: s}}]
                  outputs: [{name: y, from: s.y}]
                """)))
                .contains(
                        "6  spec.steps[0].split: 'aggregate' is missing.",
                        "6  spec.steps[0].split: 'as' is missing.",
                        "6  spec.steps[0].split: 'input' is missing.",
                        "6  spec.steps[0].split: 'steps' is missing.");
    }

    @Test
    void rule23_withoutModelsTheFormIsChecked() {
        assertThat(bench.alone(split("shots", "lengths: count, aggregate: {anything: mean}, empty: 0", "anything")))
                .filteredOn(f -> !f.contains("nothing uses the input"))
                .isEmpty();
        assertThat(bench.alone(split("shots", "lengths: count, aggregate: {anything: mean}", "anything")))
                .filteredOn(f -> !f.contains("nothing uses the input"))
                .hasSize(1);
    }
}
