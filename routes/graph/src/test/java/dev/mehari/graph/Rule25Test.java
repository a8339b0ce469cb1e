// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 25: timeouts and fallbacks. */
class Rule25Test {
    private final Bench bench = Bench.withModels()
            .model(
                    "mixed.onnx",
                    "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"p\": \"FP32 -1\", \"label\": \"BYTES -1\", \"open\": \"FP32 -1 -1\"}}");

    private static String graph(String step, String from) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {trees: {uri: trees.json, runtime: xgboost}, mixed: {uri: mixed.onnx}}
                  steps:
                    - transform: {id: before, input: x, ops: [log]}
                    - %s
                  outputs: [{name: p, from: %s}, {name: b, from: before}]
                """.formatted(step, from));
    }

    private static String model(String rest) {
        return "model: {id: m, use: mixed, input: x, outputs: {p: p, label: label}, " + rest + "}";
    }

    private List<String> findings(String rest) {
        return bench.findings(graph(model(rest), "m.p")).stream()
                .filter(f -> !f.contains("warning"))
                .toList();
    }

    private Guard guard(String step) {
        Checked checked = bench.check(graph(step, "m.p"));
        assertThat(checked.findings()).allMatch(f -> !f.isError());
        Node node = checked.graph().orElseThrow().nodes().get(1);
        if (node instanceof CallNode call) {
            return call.guard().orElseThrow();
        }
        return node instanceof GraphNode graph
                ? graph.guard().orElseThrow()
                : ((ModelNode) node).guard().orElseThrow();
    }

    @Test
    void rule25_aModelMayHaveATimeout() {
        assertThat(guard(model("timeout: 50ms")).timeout()).contains(Duration.ofMillis(50));
        assertThat(guard(model("timeout: 50ms")).fallback()).isEmpty();
        assertThat(findings("timeout: 50"))
                .containsExactly(
                        "9  spec.steps[1].model.timeout: is '50', a duration is wanted. Write a whole number and its unit: 50ms, 2s or 1m.");
    }

    @Test
    void rule25_withoutEitherThereIsNoGuard() {
        Checked checked = bench.check(graph("model: {id: m, use: mixed, input: x}", "m.p"));
        assertThat(((ModelNode) checked.graph().orElseThrow().nodes().get(1)).guard())
                .isEmpty();
    }

    @Test
    void rule25_aCallMayHaveThem() {
        Guard guard = guard(
                "call: {id: m, uri: 'grpc://h:1/m', input: x, outputs: {p: {datatype: FP32, shape: [-1]}}, timeout: 2s, fallback: {value: {p: 0.5}}}");
        assertThat(guard.timeout()).contains(Duration.ofSeconds(2));
        assertThat(guard.fallback()).isPresent();
    }

    @Test
    void rule25_aGraphMayHaveThem() {
        bench.file("child.graph.yaml", Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  steps: [{transform: {id: t, input: x, ops: [{select: [0]}]}}]
                  outputs: [{name: p, from: t}]
                """).replace("{name: g}", "{name: child}"));
        Guard guard = guard("graph: {id: m, use: child, input: x, timeout: 2s, fallback: {value: {p: 0}}}");
        assertThat(guard.fallback()).isPresent();
    }

    @Test
    void rule25_otherStepsHaveNone() {
        assertThat(bench.findings(graph("transform: {id: m, input: x, ops: [log], timeout: 2s}", "m")))
                .contains(
                        "9  spec.steps[1].transform.timeout: unknown key 'timeout'; known: id, input, ops, output, description. Remove it.");
    }

    @Test
    void rule25_valuesFillAllOutputs() {
        Fallback.Values values = (Fallback.Values) guard(model("fallback: {value: {p: 0.5, label: unknown}}"))
                .fallback()
                .orElseThrow();
        assertThat(values.values().get("p")).isEqualTo(new BigDecimal("0.5"));
        assertThat(values.values().get("label")).isEqualTo("unknown");
        values = (Fallback.Values) guard(model("fallback: {value: {p: null, label: ''}}"))
                .fallback()
                .orElseThrow();
        assertThat(values.values().get("p")).isEqualTo(Double.NaN);
        assertThat(findings("fallback: {value: {p: 0.5}}"))
                .containsExactly(
                        "9  spec.steps[1].model.fallback.value: there is no value for 'label', and a fallback answers for all outputs of the step. Add one.");
        assertThat(findings("fallback: {value: {p: 0.5, lable: unknown}}"))
                .containsExactly(
                        "9  spec.steps[1].model.fallback.value.lable: 'm' has no output 'lable'; known: p, label. Did you mean 'label'?");
        assertThat(findings("fallback: {value: {p: 0.5, label: unknown, more: 1}}"))
                .containsExactly(
                        "9  spec.steps[1].model.fallback.value.more: 'm' has no output 'more'; known: p, label. Remove it.");
    }

    @Test
    void rule25_aValueFitsItsOutput() {
        assertThat(findings("fallback: {value: {p: high, label: 3}}"))
                .containsExactly(
                        "9  spec.steps[1].model.fallback.value.label: output 'label': BYTES doesn't hold 3. Write a text: quote it.",
                        "9  spec.steps[1].model.fallback.value.p: output 'p': FP32 doesn't hold 'high'. Write one of the numbers of about -3.4e38 to 3.4e38.");
        assertThat(findings("fallback: {value: {p: 0.5, label: no}}"))
                .containsExactly(
                        "9  spec.steps[1].model.fallback.value.label: no reads as a boolean to kubectl, text is wanted. Quote it: \"no\".");
        assertThat(bench.findings(graph(
                        "model: {id: m, use: mixed, input: x, fallback: {value: {p: 0, label: x, open: 0}}}", "m.p")))
                .filteredOn(f -> !f.contains("warning"))
                .containsExactly(
                        "9  spec.steps[1].model.fallback.value.open: 'open' is FP32 [-1, -1], and a value can't fill what has no size. Write steps that give it: {steps: […]}.");
    }

    @Test
    void rule25_aFallbackIsOneOfBothForms() {
        assertThat(findings("fallback: {}"))
                .singleElement()
                .asString()
                .startsWith("9  spec.steps[1].model.fallback: the fallback says nothing. ");
        assertThat(findings("fallback: 0.5"))
                .singleElement()
                .asString()
                .startsWith("9  spec.steps[1].model.fallback: is a number, an object is wanted. ");
        assertThat(findings("fallback: {value: 0.5}"))
                .containsExactly(
                        "9  spec.steps[1].model.fallback.value: is a number, an object is wanted. Write name: value.");
        assertThat(findings("fallback: {value: {}}"))
                .containsExactly(
                        "9  spec.steps[1].model.fallback.value: fills no output. Write {output: what fills it}, for all that the step gives.");
        assertThat(findings("fallback: {value: {p: 0, label: x}, steps: [{model: {id: f, use: mixed, input: x}}]}"))
                .containsExactly(
                        "9  spec.steps[1].model.fallback.value: 'value' and 'steps' are both given. Keep one of them.");
        assertThat(findings("fallbck: {value: {p: 0, label: x}}"))
                .singleElement()
                .asString()
                .endsWith("Did you mean 'fallback'?");
    }

    private static final String STEPS =
            "fallback: {steps: [{model: {id: cheap, use: trees, input: before}}], outputs: {p: cheap.margin}}";
    private static final String ONE = "model: {id: m, use: mixed, input: x, outputs: {p: p}, ";

    @Test
    void rule25_stepsGiveTheSameOutputsAndSeeAllVisibleNames() {
        Fallback.Steps steps =
                (Fallback.Steps) guard(ONE + STEPS + "}").fallback().orElseThrow();
        assertThat(steps.branch().gives()).hasToString("{p=cheap.margin}");
        assertThat(steps.branch().nodes()).hasSize(1);
        assertThat(steps.branch().path()).isEqualTo("spec.steps[1].model.fallback");
    }

    @Test
    void rule25_aFallbackMayHandOnWhatIsThere() {
        Fallback.Steps steps = (Fallback.Steps) guard(
                        "model: {id: m, use: trees, input: x, outputs: {p: margin}, timeout: 1s, fallback: {steps: [{transform: {id: c, input: x, ops: [{select: [0]}]}}, {model: {id: c2, use: mixed, input: x}}], outputs: {p: c2.p}}}"
                                .replace("{transform: {id: c, input: x, ops: [{select: [0]}]}}, ", ""))
                .fallback()
                .orElseThrow();
        assertThat(steps.branch().gives()).hasToString("{p=c2.p}");
    }

    @Test
    void rule25_stepsThatGiveLessOrOtherwiseAreAFinding() {
        assertThat(bench.findings(graph(model(STEPS), "m.p")))
                .containsExactly(
                        "9  spec.steps[1].model.fallback: the fallback doesn't give 'label', which the step gives. Let it give all outputs of the step; outputs: {label: reference} names them.");
        assertThat(bench.findings(graph(ONE + STEPS.replace("cheap.margin", "before") + "}", "m.p")))
                .filteredOn(f -> !f.contains("nothing uses what"))
                .containsExactly(
                        "9  spec.steps[1].model.fallback: the fallback's 'p' doesn't stand in for the step's: it is FP32 [-1] in the step and FP32 [-1, 4] in fallback. Let both give one shape.");
    }

    @Test
    void rule25_theStepsInsideAreUnseenOutside() {
        assertThat(bench.findings(graph(ONE + STEPS + "}", "cheap.prediction")))
                .contains(
                        "10  spec.outputs[0].from: 'cheap' is inside a branch of 'm' and unseen here. Use what the block gives: 'm.NAME'.");
        assertThat(bench.findings(graph(ONE + STEPS.replace("input: before", "input: m.p") + "}", "m.p")))
                .singleElement()
                .asString()
                .startsWith("9  spec.steps[1].model.fallback.steps[0].model.input: 'm' is the block around this step");
    }

    @Test
    void rule25_idsInsideAreInTheSharedNameSpace() {
        assertThat(bench.findings(graph(ONE + STEPS.replace("cheap", "before") + "}", "m.p")))
                .contains(
                        "9  spec.steps[1].model.fallback.steps[0].model.id: the name 'before' is given twice, first in line 8. Choose another: inputs and nodes share one name space, also inside blocks.");
    }

    @Test
    void rule25_aStepInsideThatNothingUsesIsAnError() {
        String unused = STEPS.replace("steps: [", "steps: [{transform: {id: idle, input: x, ops: [log]}}, ");
        assertThat(bench.findings(graph(ONE + unused + "}", "m.p")))
                .containsExactly(
                        "9  spec.steps[1].model.fallback.steps[0].transform: nothing uses what 'idle' gives. Remove the step, or refer to it.");
    }

    @Test
    void rule25_withoutModelsTheFormIsChecked() {
        assertThat(bench.alone(graph(model("fallback: {value: {p: 0, label: x}}"), "m.p")))
                .filteredOn(f -> !f.contains("warning"))
                .isEmpty();
        assertThat(bench.alone(graph("model: {id: m, use: mixed, input: x, fallback: {value: {q: 0}}}", "m.p")))
                .filteredOn(f -> !f.contains("warning"))
                .isEmpty();
    }

    @Test
    void timeoutsAndFallbacksCountForTheIdentity() {
        assertThat(identity(model("timeout: 1s"))).isNotEqualTo(identity(model("timeout: 2s")));
        assertThat(identity(model("timeout: 1000ms"))).isEqualTo(identity(model("timeout: 1s")));
        assertThat(identity(model("fallback: {value: {p: 0, label: x}}")))
                .isNotEqualTo(identity(model("fallback: {value: {p: 1, label: x}}")))
                .isEqualTo(identity(model("fallback: {value: {label: 'x', p: 0.0}}")));
    }

    private String identity(String step) {
        return GraphIdentity.of(bench.check(graph(step, "m.p")).graph().orElseThrow());
    }
}
