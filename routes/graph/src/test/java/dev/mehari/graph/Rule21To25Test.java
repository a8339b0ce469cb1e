// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rules 21 to 25 belong to a later version: one finding each, and nothing that only follows from it. */
class Rule21To25Test {
    private final Bench bench = Bench.withModels();

    private static String graph(String step, String from) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}, {name: lengths, datatype: INT32, shape: [-1]}]
                  models: {thin: {uri: thin.onnx}}
                  steps:
                    - transform: {id: before, input: x, ops: [log]}
                    - %s
                    - transform: {id: after, input: %s, ops: [softmax, {select: [0]}]}
                  outputs: [{name: p, from: after}]
                """.formatted(step, from));
    }

    @Test
    void rule21_to_25_stepsOfALaterVersionAreRefused() {
        String[] steps = {
            "cascade: {id: later, stages: [{steps: [{model: {id: q, use: thin, input: before}}], accept: 'outputs.p > lengths'}]}",
            "traffic: {id: later, key: 'header:x', arms: [{weight: 100, steps: [{model: {id: q, use: thin, input: before}}]}, lengths]}",
            "split: {id: later, input: before, lengths: lengths, as: item, aggregate: {p: mean}, steps: [{model: {id: q, use: thin, input: item}}]}",
            "graph: {id: later, use: thin, inputs: {a: before, b: lengths}}",
            "call: {id: later, uri: 'grpc://thin:9000/m', inputs: {a: before, b: lengths}}",
        };
        for (String step : steps) {
            String kind = step.substring(0, step.indexOf(':'));
            assertThat(bench.findings(graph(step, "later.p")))
                    .containsExactly("9  spec.steps[1]." + kind + ": the step '" + kind
                            + "' is not in this version. Remove it.");
        }
    }

    @Test
    void rule21_to_25_theyAreRefusedInsideBlocksToo() {
        String step =
                "ensemble: {id: later, combine: mean, branches: [{steps: [{split: {id: s, input: before, lengths: lengths, use: thin}}]}]}";
        assertThat(bench.findings(graph(step, "later")))
                .containsExactly(
                        "9  spec.steps[1].ensemble.branches[0].steps[0].split: the step 'split' is not in this version. Remove it.");
    }

    @Test
    void rule24_aTapIsReadAndGivesNothing() {
        assertThat(bench.findings(graph("tap: {id: look, to: log}", "before")).stream()
                        .filter(f -> !f.contains("warning")))
                .isEmpty();
        assertThat(bench.findings(graph("tap: {id: look}", "before")))
                .contains("9  spec.steps[1].tap: 'to' is missing.");
        assertThat(bench.findings(graph("tap: {id: look, to: lgo}", "before")))
                .contains("9  spec.steps[1].tap.to: no tap 'lgo' in the settings; known: log. Did you mean 'log'?");
        assertThat(bench.findings(graph("tap: {id: look, to: 'kafka:topic'}", "before")))
                .contains(
                        "9  spec.steps[1].tap.to: taps may not send to 'kafka:'; none is allowed. Allow it with the setting mehari.taps.schemes.");
    }

    @Test
    void whatIsNoStepAtAllIsRefused() {
        assertThat(bench.findings(graph("setBody: {constant: 'x lengths thin before'}", "before")))
                .containsExactly(
                        "9  spec.steps[1].setBody: no step 'setBody'; known: model, transform, choice, ensemble, tap. Camel's own steps belong in a route around the graph, which calls it as graph:NAME.");
        assertThat(bench.findings(graph("modle: {id: m, use: thin, inputs: {a: before, b: lengths}}", "m.p")))
                .containsExactly(
                        "9  spec.steps[1].modle: no step 'modle'; known: model, transform, choice, ensemble, tap. Did you mean 'model'?");
        assertThat(bench.findings(graph("thin", "lengths")))
                .contains(
                        "9  spec.steps[1]: is text, a step is an object with one key. Write one of model, transform, choice, ensemble, tap.");
    }
}
