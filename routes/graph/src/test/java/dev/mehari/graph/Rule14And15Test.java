// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rules 14 and 15: conditions. What is wrong inside of them is said by the room of CEL; here it gets its place. */
class Rule14And15Test {
    private final Bench bench = Bench.withModels()
            .model(
                    "flat.onnx",
                    "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"p\": \"FP32 -1\", \"word\": \"BYTES -1\", \"map\": \"FP32 -1 2 2\"}}");

    private static String choice(String cel) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4], features: [{name: checking, categories: [none, low]}, months, "sepal length (cm)", d]}]
                  models: {flat: {uri: flat.onnx}}
                  steps:
                    - model: {id: m, use: flat, input: x}
                    - transform: {id: scale, input: x, ops: [{clip: {min: 0}}]}
                    - choice:
                        id: c
                        when:
                          - cel: %s
                            steps: [{transform: {id: t1, input: scale, ops: [log]}}]
                        otherwise: {steps: [{transform: {id: t2, input: scale, ops: [log]}}]}
                  outputs: [{name: p, from: c}, {name: m, from: m.p}]
                """.formatted(Place.quote(cel)));
    }

    private static final String AT = "13  spec.steps[2].choice.when[0].cel";

    @Test
    void rule14_inputsNodesHeadersParamsAndTheRequestAreSeen() {
        for (String cel : new String[] {
            "x.months < 12",
            "x[\"sepal length (cm)\"] > 1.5",
            "x.checking == 'low'",
            "scale.output.months > 3 && m.p >= 0.7 && m.word == 'yes'",
            "headers['x-channel'] == 'web' && 'x-debug' in headers",
            "params.tier == 'gold' && has(params.tier)",
            "request.id != '' && request.caller == 'bank'"
        }) {
            assertThat(bench.findings(choice(cel))).as(cel).isEmpty();
        }
    }

    @Test
    void rule14_headersThatAreNamedAreTheAllowList() {
        Checked checked = bench.check(choice("headers['x-channel'] == 'web' || 'x-debug' in headers"));

        assertThat(checked.graph().orElseThrow().headers()).containsExactly("x-channel", "x-debug");
    }

    @Test
    void rule14_whatIsWrongIsFoundAtTheCondition() {
        for (String cel : new String[] {
            "y.months < 12",
            "x.month < 12",
            "headers['Authorization'] == ''",
            "headers['authorization'] == ''",
            "m.map[0][0] > 1",
            "x.checking == 'lo'",
            "decide.label == 'good'",
        }) {
            assertThat(bench.places(choice(cel))).as(cel).containsExactly(AT);
        }
    }

    @Test
    void rule15_typesAreChecked() {
        for (String cel : new String[] {
            "m.p == 'a'", "m.word > 1", "x.months", "x.months < ", "m.p + 1 == 2 &&", "x.checking == 1"
        }) {
            assertThat(bench.places(choice(cel))).as(cel).containsExactly(AT);
        }
    }

    @Test
    void rule14_allThatIsWrongIsReportedAtOnce() {
        assertThat(bench.places(choice("y > 1 && x.month < 12"))).containsExactly(AT, AT);
    }

    @Test
    void rule14_aCertainMendIsAPatchThatKeepsTheRest() {
        String text = choice("x.month < 12");
        Checked checked = bench.check(text);
        String patched = Patches.apply(
                text,
                checked.findings().stream().flatMap(f -> f.patch().stream()).toList());

        assertThat(patched).isEqualTo(choice("x.months < 12"));
    }

    @Test
    void rule14_aNodeInsideABlockIsUnseen() {
        String text = Bench.withStep(choice("x.months < 12"), """
                - choice:
                    id: e
                    when: [{cel: "t1.output.months > 1", steps: [{transform: {id: t3, input: x, ops: [log]}}]}]
                    otherwise: {steps: [{transform: {id: t4, input: x, ops: [log]}}]}
                """).replace("from: c}", "from: c}, {name: e, from: e}");
        assertThat(bench.places(text)).containsExactly("18  spec.steps[3].choice.when[0].cel");
    }

    @Test
    void rule14_withoutModelsTheRestIsStillChecked() {
        assertThat(bench.alone(choice("m.p > 0.5 && x.month < 12"))).hasSize(1).allMatch(f -> f.startsWith(AT));
        assertThat(bench.alone(choice("m.p > 0.5 &&"))).isNotEmpty().allMatch(f -> f.startsWith(AT));
        assertThat(bench.alone(choice("m.p > 0.5 && headers['cookie'] == 'a'")))
                .hasSize(1)
                .allMatch(f -> f.startsWith(AT));
    }

    @Test
    void rule15_withoutModelsNothingIsSaidOfTypesThatNobodyKnows() {
        for (String cel : new String[] {
            "m.p > 0.5", "m.p == 'a'", "m.word", "m.map[0] > 1.0", "m.word == 'a' && m.p < 3", "m['any thing'] == 1"
        }) {
            assertThat(bench.alone(choice(cel))).as(cel).isEmpty();
        }
    }
}
