// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 1: names, and text that reads as something else. */
class Rule01Test {
    private final Bench bench = Bench.withModels();

    private static String graph(String name, String input, String id, String key) {
        return """
                apiVersion: mehari.dev/v1alpha1
                kind: InferenceGraph
                metadata: {name: %s}
                spec:
                  inputs: [{name: %s, datatype: FP32, shape: [-1, 4]}]
                  models: {%s: {uri: thin.onnx}}
                  steps: [{model: {id: %s, use: %s, input: %s}}]
                  outputs: [{name: p, from: %s.probabilities}]
                """.formatted(name, input, key, id, key, input, id);
    }

    @Test
    void rule01_identifiersAreFine() {
        assertThat(bench.findings(graph("credit-risk-2", "_applicant1", "Score", "model_7")))
                .isEmpty();
    }

    @Test
    void rule01_modelKeysAreASpaceOfTheirOwn() {
        assertThat(bench.findings(graph("g", "x", "thin", "thin"))).isEmpty();
        assertThat(bench.findings(graph("g", "x", "x1", "x"))).isEmpty();
        assertThat(bench.findings(graph("g", "x", "m", "outputs"))).isEmpty();
    }

    @Test
    void rule01_namesAreIdentifiers() {
        assertThat(bench.findings(graph("g", "my-input", "m", "thin")))
                .containsExactly(
                        "5  spec.inputs[0].name: the name 'my-input' isn't an identifier: letters, digits and '_', no digit first. Write 'my_input', also where it is used.");
        assertThat(bench.findings(graph("g", "x", "2nd", "thin")))
                .containsExactly(
                        "7  spec.steps[0].model.id: the name '2nd' isn't an identifier: letters, digits and '_', no digit first. Write '_2nd', also where it is used.");
        assertThat(bench.findings(graph("g", "x", "m", "thin-3")))
                .containsExactly(
                        "6  spec.models[\"thin-3\"]: the name 'thin-3' isn't an identifier: letters, digits and '_', no digit first. Write 'thin_3', also where it is used.");
    }

    @Test
    void rule01_reservedAndTakenNamesAreRefused() {
        assertThat(bench.findings(graph("g", "in", "m", "thin")))
                .containsExactly(
                        "5  spec.inputs[0].name: the name 'in' is reserved in conditions. Choose another name.");
        assertThat(bench.findings(graph("g", "x", "m", "package")))
                .containsExactly(
                        "6  spec.models.package: the name 'package' is reserved in conditions. Choose another name.");
        for (String taken : new String[] {"headers", "params", "request", "outputs"}) {
            assertThat(bench.findings(graph("g", "x", taken, "thin")))
                    .containsExactly("7  spec.steps[0].model.id: the name '" + taken
                            + "' is taken: conditions read the request by it. Choose another name.");
        }
    }

    @Test
    void rule01_inputsAndNodesShareOneNameSpaceAlsoInsideBlocks() {
        assertThat(bench.findings("""
                        apiVersion: mehari.dev/v1alpha1
                        kind: InferenceGraph
                        metadata: {name: g}
                        spec:
                          inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                          models: {thin: {uri: thin.onnx}}
                          steps:
                            - choice:
                                id: c
                                when:
                                  - {cel: "headers['a'] == 'b'", steps: [{model: {id: x, use: thin, input: x}}]}
                                otherwise: {steps: [{model: {id: c, use: thin, input: x}}]}
                          outputs: [{name: p, from: c.probabilities}]
                        """))
                .contains(
                        "11  spec.steps[0].choice.when[0].steps[0].model.id: the name 'x' is given twice, first in line 5. Choose another: inputs and nodes share one name space, also inside blocks.",
                        "12  spec.steps[0].choice.otherwise.steps[0].model.id: the name 'c' is given twice, first in line 9. Choose another: inputs and nodes share one name space, also inside blocks.");
    }

    @Test
    void rule01_aGraphNameIsADnsLabelOfAtMost48Characters() {
        assertThat(bench.findings(graph("a".repeat(48), "x", "m", "thin"))).isEmpty();
        assertThat(bench.findings(graph("a".repeat(49), "x", "m", "thin")))
                .containsExactly("3  metadata.name: the name has 49 characters, at most 48 are allowed. Shorten it.");
        assertThat(bench.findings(graph("Credit_Risk", "x", "m", "thin")))
                .containsExactly(
                        "3  metadata.name: 'Credit_Risk' can't be a graph's name: lower-case letters, digits and '-', none at the ends. Did you mean 'credit-risk'?");
        for (String name : new String[] {"-credit", "credit-", "crédit", "credit/risk"}) {
            assertThat(bench.findings(graph(name, "x", "m", "thin")))
                    .containsExactly(
                            "3  metadata.name: '" + name
                                    + "' can't be a graph's name: lower-case letters, digits and '-', none at the ends. Write a name such as credit-risk.");
        }
    }

    private static String withFeatures(String features, String model) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4], features: [%s]}]
                  models: {thin: {uri: thin.onnx%s}}
                  steps: [{model: {id: m, use: thin, input: x}}]
                  outputs: [{name: p, from: m.probabilities}]
                """.formatted(features, model));
    }

    @Test
    void rule01_featuresAndModelOutputsKeepAnyText() {
        assertThat(bench.findings(withFeatures("\"sepal length (cm)\", \"7\", müsli, a.b", "")))
                .isEmpty();
    }

    @Test
    void rule01_textGivenAsBooleanNumberOrDateWantsQuotes() {
        assertThat(bench.findings(withFeatures("no, yes, 7, 2026-05-02", "")))
                .containsExactly(
                        "5  spec.inputs[0].features[0]: no reads as a boolean to kubectl, text is wanted. Quote it: \"no\".",
                        "5  spec.inputs[0].features[1]: yes reads as a boolean to kubectl, text is wanted. Quote it: \"yes\".",
                        "5  spec.inputs[0].features[2]: 7 reads as a number, text is wanted. Quote it: \"7\".",
                        "5  spec.inputs[0].features[3]: 2026-05-02 reads as a date, text is wanted. Quote it: \"2026-05-02\".");
        assertThat(bench.findings(withFeatures("a, b, c, d", ", version: 7")))
                .containsExactly("6  spec.models.thin.version: 7 reads as a number, text is wanted. Quote it: \"7\".");
        assertThat(bench.findings(withFeatures("true, ~, 0x10, 12:30", "")))
                .containsExactly(
                        "5  spec.inputs[0].features[0]: true reads as a boolean, text is wanted. Quote it: \"true\".",
                        "5  spec.inputs[0].features[1]: ~ reads as null, text is wanted. Quote it: \"~\".",
                        "5  spec.inputs[0].features[2]: 0x10 reads as a number that not every YAML reads alike, text is wanted. Quote it: \"0x10\".",
                        "5  spec.inputs[0].features[3]: 12:30 reads as a number that not every YAML reads alike, text is wanted. Quote it: \"12:30\".");
    }

    @Test
    void rule01_quotingIsPatched() {
        String text = withFeatures("no, yes, off, 7", ", version: 7");
        Checked checked = bench.check(text);
        String patched = Patches.apply(
                text,
                checked.findings().stream().flatMap(f -> f.patch().stream()).toList());

        assertThat(patched).contains("[\"no\", \"yes\", \"off\", \"7\"]").contains("version: \"7\"");
        assertThat(bench.findings(patched)).isEmpty();
    }

    @Test
    void rule01_singleLettersAreOnlyWarnedOf() {
        assertThat(bench.findings(graph("g", "y", "m", "thin")))
                .containsExactly(
                        "5  spec.inputs[0].name: warning: y reads as a boolean to kubectl, text is wanted. Quote it: \"y\".",
                        "7  spec.steps[0].model.input: warning: y reads as a boolean to kubectl, text is wanted. Quote it: \"y\".");
    }

    @Test
    void rule01_durationsHaveAUnit() {
        for (String duration : new String[] {"50ms", "2s", "1m"}) {
            assertThat(bench.findings(withLimit(duration))).isEmpty();
        }
        for (String duration : new String[] {"50", "0s", "-1s", "0.0001s", "9999999999s", "PT-2S", "2 weeks"}) {
            assertThat(bench.findings(withLimit(duration)))
                    .containsExactly("5  spec.limits.timeout: is '" + duration
                            + "', a duration is wanted. Write a whole number and its unit: 50ms, 2s or 1m.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2 s, 2s",
        "1.5s, 1500ms",
        "1h, 60m",
        "PT2S, 2s",
        "50MS, 50ms",
        "90 seconds, 90s",
        "2 min, 2m",
        "120s x, ''"
    })
    void rule01_aDurationWrittenAsElsewhereIsMended(String written, String meant) {
        Finding finding = bench.check(withLimit(written)).findings().get(0);
        assertThat(finding.patch().map(Patch::replacement).orElse("")).isEqualTo(meant);
    }

    private static String withLimit(String duration) {
        return graph("g", "x", "m", "thin").replace("  inputs:", "  limits: {timeout: " + duration + "}\n  inputs:");
    }
}
