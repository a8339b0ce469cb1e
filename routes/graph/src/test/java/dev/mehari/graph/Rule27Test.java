// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 27: models and outputs. */
class Rule27Test {
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    private final Bench bench = Bench.withModels();

    private static String model(String model) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models:
                    m: %s
                  steps: [{model: {id: m, input: x}}]
                  outputs: [{name: p, from: m.label}]
                """.formatted(model));
    }

    @Test
    void rule27_theRuntimeIsToldByTheName() {
        assertThat(bench.check(model("{uri: thin.onnx}"))
                        .graph()
                        .orElseThrow()
                        .models()
                        .get("m")
                        .runtime())
                .isEqualTo("onnx");
        assertThat(bench.alone(model("{uri: some/net.zip}"))).isEmpty();
    }

    @Test
    void rule27_anInstalledRuntimeMayTellMoreNames() {
        bench.model("m.ubj", "{\"inputs\": {\"x\": \"FP32 -1 4\"}, \"outputs\": {\"label\": \"FP32 -1\"}}");
        assertThat(bench.check(model("{uri: m.ubj}"))
                        .graph()
                        .orElseThrow()
                        .models()
                        .get("m")
                        .runtime())
                .isEqualTo("xgboost");
    }

    @Test
    void rule27_elseItIsRequired() {
        assertThat(bench.alone(model("{uri: trees.json}")))
                .containsExactly(
                        "7  spec.models.m: 'runtime' is missing, and the name of 'trees.json' doesn't tell it. Add one, such as runtime: xgboost.");
        assertThat(bench.findings(model("{uri: trees.json}")))
                .containsExactly(
                        "7  spec.models.m: 'runtime' is missing, and the name of 'trees.json' doesn't tell it. Its content says: add runtime: xgboost.");
    }

    @Test
    void rule27_anUnknownRuntimeIsAFinding() {
        assertThat(bench.findings(model("{runtime: onx, uri: thin.onnx}")))
                .containsExactly(
                        "7  spec.models.m.runtime: no runtime 'onx' here; known: dl4j, lightgbm, onnx, xgboost. Did you mean 'onnx'?");
        assertThat(bench.alone(model("{runtime: pmml, uri: a.pmml}"))).isEmpty();
    }

    @Test
    void rule27_theUriIsRequired() {
        assertThat(bench.findings(model("{runtime: onnx}"))).containsExactly("7  spec.models.m: 'uri' is missing.");
        assertThat(bench.findings(model("{runtime: onnx, url: thin.onnx}")))
                .containsExactly(
                        "7  spec.models.m.url: unknown key 'url'; known: runtime, uri, version, sha256, card, description. Did you mean 'uri'?");
    }

    @Test
    void rule27_picklesAreNeverRead() {
        assertThat(bench.findings(model("{uri: forest.pkl}")))
                .containsExactly(
                        "7  spec.models.m.uri: files ending in .pkl are never read. Convert the model to ONNX, and name the .onnx file.");
    }

    @Test
    void rule27_aDigestIs64HexadecimalDigits() {
        assertThat(bench.alone(model("{uri: thin.onnx, sha256: " + DIGEST + "}")))
                .isEmpty();
        assertThat(bench.alone(model("{uri: thin.onnx, sha256: \"9f0c…\"}")))
                .containsExactly(
                        "7  spec.models.m.sha256: '9f0c…' isn't 64 hexadecimal digits. Take the digest with 'sha256sum FILE'.");
        assertThat(bench.alone(model("{uri: thin.onnx, sha256: " + "1".repeat(64) + "}"))
                        .get(0))
                .startsWith("7  spec.models.m.sha256: " + "1".repeat(64)
                        + " reads as a number, text is wanted. Quote it: ");
    }

    @Test
    void rule27_aDigestIsCheckedWhereItIsGiven() {
        assertThat(bench.findings(model("{uri: thin.onnx, sha256: " + DIGEST + "}")))
                .hasSize(1)
                .allMatch(f ->
                        f.startsWith("7  spec.models.m.uri: ") && f.contains("as the manifest says. Put sha256: "));
    }

    @Test
    void rule27_overHttpADigestIsRequired() {
        String finding =
                "'sha256' is missing, and over http nobody vouches for what lies at the address. Take the digest with 'sha256sum FILE' from a copy that you trust.";
        assertThat(bench.alone(model("{uri: \"https://models.example.org/thin.onnx\"}")))
                .containsExactly("7  spec.models.m: " + finding);
        assertThat(bench.alone(model("{uri: \"https://models.example.org/thin.onnx\", sha256: " + DIGEST + "}")))
                .isEmpty();
        assertThat(bench.alone(model("{uri: thin.onnx}")
                        .replace("  models:", "  modelRoot: \"https://models.example.org\"\n  models:")))
                .containsExactly("8  spec.models.m: " + finding);
    }

    @Test
    void rule27_twoPathsThatWouldBeOneKeyOfAConfigMapAreAFinding() {
        String graph = Bench.head("""
                  modelRoot: configmap://credit
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {a: {uri: a/m.onnx}, b: {uri: b/m.onnx}, c: {uri: a/m.onnx}, d: {uri: "pvc://p/c/m.onnx"}}
                  steps:
                    - model: {id: a, input: x}
                    - model: {id: b, input: x}
                    - model: {id: c, input: x}
                    - model: {id: d, input: x}
                  outputs: [{name: a, from: a.y}, {name: b, from: b.y}, {name: c, from: c.y}, {name: d, from: d.y}]
                """);
        assertThat(bench.alone(graph))
                .containsExactly("7  spec.models.b.uri: 'b/m.onnx' and 'a/m.onnx' would be one key of the ConfigMap,"
                        + " whose keys have no folders. Give one file another name.");
        assertThat(bench.alone(graph.replace("configmap:", "pvc:"))).isEmpty();
    }

    @Test
    void rule27_aFileThatIsNotThereIsAFinding() {
        assertThat(bench.findings(model("{uri: models/thn.onnx}")))
                .containsExactly(
                        "7  spec.models.m.uri: 'models/thn.onnx' isn't there. Check the name; it is relative to the folder of the graph file.");
    }

    @Test
    void rule27_aFileThatIsNoModelIsAFinding() {
        bench.file("bad.onnx", "[]");
        assertThat(bench.findings(model("{uri: bad.onnx}")))
                .containsExactly("7  spec.models.m.uri: the file isn't a model. Export it again.");
    }

    @Test
    void rule27_aCardIsWhatYouLike() {
        Checked checked = bench.check(
                model(
                        "{uri: thin.onnx, version: \"7\", card: {created: \"2026-05-02\", metrics: {auc: 0.79, rows: 1000}, tags: [a, true, null]}}"));

        assertThat(checked.findings()).isEmpty();
        assertThat(checked.graph().orElseThrow().models().get("m").spec().card())
                .hasToString("{created=2026-05-02, metrics={auc=0.79, rows=1000}, tags=[a, true, null]}");
        assertThat(bench.findings(model("{uri: thin.onnx, card: {created: 2026-05-02}}")))
                .containsExactly(
                        "7  spec.models.m.card.created: 2026-05-02 reads as a date, text is wanted. Quote it: \"2026-05-02\".");
        assertThat(bench.findings(model("{uri: thin.onnx, card: good}")))
                .containsExactly("7  spec.models.m.card: is text, an object is wanted. Write name: value.");
    }

    private static String outputs(String outputs) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {thin: {uri: thin.onnx}}
                  steps: [{model: {id: m, use: thin, input: x}}]
                  outputs: %s
                """.formatted(outputs));
    }

    @Test
    void rule27_outputsAnswerInTheirOrder() {
        Checked checked = bench.check(outputs(
                "[{name: \"the label\", from: m.label}, {name: a, from: m.probabilities}, {name: x, from: x}]"));

        assertThat(checked.graph().orElseThrow().outputs())
                .extracting(CheckedOutput::name)
                .containsExactly("the label", "a", "x");
    }

    @Test
    void rule27_outputNamesAreUnique() {
        assertThat(bench.findings(outputs("[{name: a, from: m.label}, {name: a, from: m.probabilities}]")))
                .containsExactly(
                        "8  spec.outputs[1].name: the output 'a' is given twice, first in line 8. Choose another name.");
    }

    @Test
    void rule27_thereIsAtLeastOneOutput() {
        assertThat(bench.findings(outputs("[]")))
                .containsExactly("8  spec.outputs: is an empty list, at least one entry is wanted.");
        assertThat(bench.findings(outputs("[{name: a}]"))).containsExactly("8  spec.outputs[0]: 'from' is missing.");
    }
}
