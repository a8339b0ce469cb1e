// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 16: model steps. */
class Rule16Test {
    private final Bench bench = Bench.withModels();

    private static String graph(String step, String from) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}, {name: pair, datatype: FP32, shape: [-1, 2]}, {name: count, datatype: INT64, shape: [-1]}]
                  models: {thin: {uri: thin.onnx}, pair: {uri: pair.onnx}}
                  steps: [{model: %s}]
                  outputs: [{name: p, from: %s}]
                """.formatted(step, from));
    }

    private List<String> errors(String step, String from) {
        return bench.findings(graph(step, from)).stream()
                .filter(f -> !f.contains("warning:"))
                .toList();
    }

    private ModelNode node(String step, String from) {
        assertThat(errors(step, from)).isEmpty();
        return (ModelNode)
                bench.check(graph(step, from)).graph().orElseThrow().nodes().get(0);
    }

    @Test
    void rule16_useIsTheIdIfItIsNotGiven() {
        assertThat(node("{id: thin, input: x}", "thin.label").model()).isEqualTo("thin");
        assertThat(node("{id: m, use: thin, input: x}", "m.label").model()).isEqualTo("thin");
    }

    @Test
    void rule16_lightgbmTakes32BitFloatsFor64BitOnes() {
        bench.model("wide.txt", "{\"inputs\": {\"input\": \"FP64 -1 4\"}, \"outputs\": {\"prediction\": \"FP64 -1\"}}");
        bench.model(
                "wide.onnx", "{\"inputs\": {\"input\": \"FP64 -1 4\"}, \"outputs\": {\"prediction\": \"FP64 -1\"}}");
        String graph = Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {m: {uri: wide.txt, runtime: lightgbm}}
                  steps: [{model: {id: m, input: x}}]
                  outputs: [{name: p, from: m.prediction}]
                """);
        assertThat(bench.findings(graph)).isEmpty();
        assertThat(bench.findings(graph.replace("wide.txt, runtime: lightgbm", "wide.onnx")))
                .singleElement()
                .asString()
                .contains("takes FP64 [-1, 4] as 'input', this is FP32 [-1, 4]");
    }

    @Test
    void rule16_anUnknownModelIsAFinding() {
        assertThat(errors("{id: m, use: thn, input: x}", "m.label"))
                .containsExactly("7  spec.steps[0].model.use: no model 'thn'; known: thin, pair. Did you mean 'thin'?");
        assertThat(errors("{id: thinn, input: x}", "thinn.label"))
                .containsExactly(
                        "7  spec.steps[0].model: no model 'thinn'; known: thin, pair. Did you mean use: thin?");
        assertThat(errors("{id: other_one, input: x}", "other_one.label"))
                .containsExactly(
                        "7  spec.steps[0].model: no model 'other_one'; known: thin, pair. Name one with use, or add it to spec.models.");
    }

    @Test
    void rule16_withoutOutputsAllAreGiven() {
        assertThat(node("{id: m, use: thin, input: x}", "m.label").outputs())
                .extracting(ModelNode.ModelOutput::name)
                .containsExactly("label", "probabilities");
    }

    @Test
    void rule16_outputsKeepOnlyThoseListed() {
        assertThat(node("{id: m, use: thin, input: x, outputs: {p: probabilities}}", "m")
                        .outputs())
                .containsExactly(new ModelNode.ModelOutput("p", "probabilities", ModelNode.ModelOutput.WHOLE));
        assertThat(errors("{id: m, use: thin, input: x, outputs: {p: probabilities}}", "m.label"))
                .containsExactly("8  spec.outputs[0].from: 'm' has no output 'label'; known: p.");
    }

    @Test
    void rule16_aColumnOfAnOutputIsAnOutput() {
        String step = "{id: m, use: thin, input: x, outputs: {p: \"probabilities[1]\"}}";

        assertThat(node(step, "m.p").outputs()).containsExactly(new ModelNode.ModelOutput("p", "probabilities", 1));
        assertThat(bench.check(graph(step, "m.p"))
                        .graph()
                        .orElseThrow()
                        .outputs()
                        .get(0)
                        .type())
                .hasToString("FP32 [-1]");
    }

    @Test
    void rule16_anOwnNameThatReadsLikeAColumnGoesFirst() {
        bench.model(
                "thin.onnx",
                "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"p\": \"FP32 -1 2\", \"p[1]\": \"INT64 -1\"}}");

        assertThat(node("{id: m, use: thin, input: x, outputs: {a: \"p[1]\", b: \"p[0]\"}}", "m.a")
                        .outputs())
                .containsExactly(
                        new ModelNode.ModelOutput("a", "p[1]", ModelNode.ModelOutput.WHOLE),
                        new ModelNode.ModelOutput("b", "p", 0));
    }

    @Test
    void rule16_aColumnThatIsNotThereIsAFinding() {
        assertThat(errors("{id: m, use: thin, input: x, outputs: {p: \"probabilities[2]\"}}", "m.p"))
                .containsExactly(
                        "7  spec.steps[0].model.outputs.p: output 'probabilities' of model 'thin' has 2 columns, no column 2. Columns count from 0.");
        assertThat(errors("{id: m, use: thin, input: x, outputs: {p: \"label[0]\"}}", "m.p"))
                .containsExactly(
                        "7  spec.steps[0].model.outputs.p: output 'label' of model 'thin' is [-1] and has no columns. Write 'label' for the whole tensor.");
        assertThat(errors("{id: m, use: thin, input: x, outputs: {p: \"probabilitys[1]\"}}", "m.p"))
                .containsExactly(
                        "7  spec.steps[0].model.outputs.p: model 'thin' has no output 'probabilitys'; known: label, probabilities. Did you mean 'probabilities[1]'?");
    }

    @Test
    void rule16_severalInputsAreNamed() {
        assertThat(node("{id: m, use: pair, inputs: {b: count, a: pair}}", "m").inputs())
                .containsExactly(
                        new ModelNode.ModelInput("a", Reference.input("pair")),
                        new ModelNode.ModelInput("b", Reference.input("count")));
        assertThat(errors("{id: m, use: pair, input: pair}", "m"))
                .containsExactly(
                        "7  spec.steps[0].model.input: model 'pair' has 2 inputs: a, b. Write inputs: {a: …, b: …}.");
        assertThat(errors("{id: m, use: pair, inputs: {a: pair}}", "m"))
                .containsExactly("7  spec.steps[0].model.inputs: model 'pair' also takes 'b'. Add a reference for it.");
        assertThat(errors("{id: m, use: pair, inputs: {a: pair, b: count, c: x}}", "m"))
                .containsExactly(
                        "7  spec.steps[0].model.inputs.c: model 'pair' has no input 'c'; known: a, b. Remove it.");
    }

    @Test
    void rule16_oneOfInputAndInputsIsGiven() {
        assertThat(errors("{id: m, use: thin}", "m.label"))
                .containsExactly("7  spec.steps[0].model: 'input' is missing.");
        assertThat(errors("{id: m, use: thin, input: x, inputs: {x: x}}", "m.label"))
                .containsExactly(
                        "7  spec.steps[0].model.inputs: 'input' and 'inputs' are both given. Keep 'input' for a model with one input, else 'inputs'.");
        assertThat(errors("{id: m, use: thin, inputs: {}}", "m.label"))
                .containsExactly("7  spec.steps[0].model.inputs: names no input. Write {own name: reference}.");
        assertThat(errors("{id: m, use: thin, input: x, outputs: {}}", "m.label"))
                .containsExactly(
                        "7  spec.steps[0].model.outputs: keeps no output. Remove 'outputs' to keep all, or write {name: own name}.");
    }

    @Test
    void rule16_typesFitTheSignature() {
        assertThat(errors("{id: m, use: thin, input: pair}", "m.label"))
                .containsExactly(
                        "7  spec.steps[0].model.input: model 'thin' takes FP32 [-1, 4] as 'x', this is FP32 [-1, 2]. Pick columns with select, or join more with concat.");
        assertThat(errors("{id: m, use: pair, inputs: {a: pair, b: x}}", "m"))
                .containsExactly(
                        "7  spec.steps[0].model.inputs.b: model 'pair' takes INT64 [-1] as 'b', this is FP32 [-1, 4]. Put a transform with cast: INT64 before it.");
        bench.model("thin.onnx", "{\"inputs\": {\"x\": \"INT64 -1 1\"}, \"outputs\": {\"label\": \"FP32 -1\"}}");
        assertThat(errors("{id: m, use: thin, input: count}", "m.label"))
                .containsExactly(
                        "7  spec.steps[0].model.input: model 'thin' takes INT64 [-1, 1] as 'x', this is INT64 [-1]. A transform with concat makes [n, 1] of [n], and joins several.");
    }

    @Test
    void rule16_whatFollowsFromAWrongInputIsNotReportedAgain() {
        assertThat(errors("{id: m, use: thin, input: y_}", "m.label"))
                .containsExactly("7  spec.steps[0].model.input: no input or earlier step 'y_'; known: x, pair, count.");
    }

    @Test
    void rule16_aModelInThisProcessIsNotAskedAgain() {
        assertThat(errors("{id: m, use: thin, input: x, retries: 2}", "m.label"))
                .containsExactly(
                        "7  spec.steps[0].model.retries: unknown key 'retries'; known: id, use, input, inputs, outputs, timeout, fallback, description. Remove it.");
    }
}
