// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class YamlReaderTest {
    private final Bench bench = Bench.withModels();

    private static final String GRAPH = Bench.head("""
              inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
              models: {thin: {uri: thin.onnx}}
              steps: [{model: {id: m, use: thin, input: x}}]
              outputs: [{name: p, from: m.label}]
            """);

    private List<String> findings(String text) {
        return bench.findings(text);
    }

    @Test
    void readsJsonToo() {
        assertThat(findings("""
                        {
                        \t"apiVersion": "mehari.dev/v1alpha1", "kind": "InferenceGraph", "metadata": {"name": "g"},
                        \t"spec": {
                        \t\t"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 4]}],
                          "models":\t{"thin":\t{"uri": "thin.onnx"}},
                          "steps": [{"model": {"id": "m", "use": "thin", "input": "x"}}],
                          "outputs": [{"name": "\\ud83d\\ude00 \\/", "from": "m.label"}]
                        }}
                        """)).isEmpty();
    }

    @Test
    void keepsLinesInEveryStyle() {
        assertThat(findings("""
                        apiVersion: mehari.dev/v1alpha1
                        kind: InferenceGraph
                        metadata:
                          name:
                            g
                        spec:
                          inputs:
                            - name: x
                              datatype: FP32
                              shape:
                                - -1
                                - 4
                          models:
                            thin:
                              uri: >-
                                thin.onnx
                          steps:
                            - model:
                                id: m
                                use: thin
                                input:
                                  zzzzzz
                          outputs:
                            - name: p
                              from: |-
                                m.lable
                        """))
                .containsExactly(
                        "21  spec.steps[0].model.input: no input or earlier step 'zzzzzz'; known: x.",
                        "25  spec.outputs[0].from: 'm' has no output 'lable'; known: label, probabilities. Did you mean 'm.label'?");
    }

    @Test
    void saysWhereItIsNotYaml() {
        assertThat(findings("a: [1\nb: 2"))
                .hasSize(1)
                .allMatch(f -> f.matches("[12]  the file isn't YAML at column \\d+: .*"));
        assertThat(findings("a: \"b")).hasSize(1).allMatch(f -> f.contains("the file isn't YAML"));
        assertThat(findings("a: b: c")).hasSize(1).allMatch(f -> f.startsWith("1  the file isn't YAML at column 5"));
    }

    @Test
    void saysThatALineIsIndentedWithATab() {
        assertThat(findings("spec:\n\tinputs: []"))
                .containsExactly("2  the line is indented with a tab. Use spaces: YAML doesn't take tabs there.");
    }

    @Test
    void refusesAnEmptyFile() {
        for (String text : new String[] {"", "\n", "# nothing\n", "---\n", "~"}) {
            assertThat(findings(text)).as(text).hasSize(1);
        }
        assertThat(findings("# nothing"))
                .containsExactly("1  the file is empty. Write an InferenceGraph: apiVersion, kind, metadata, spec.");
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThat(findings("- a"))
                .containsExactly(
                        "1  is a list, an object is wanted. Write keys and values: known: apiVersion, kind, metadata, spec.");
    }

    @Test
    void refusesASecondDocument() {
        assertThat(findings(GRAPH + "---\n" + GRAPH))
                .containsExactly("9  a second document begins. Give each graph a file of its own.");
        assertThat(findings("---\n" + GRAPH + "...\n")).isEmpty();
    }

    @Test
    void refusesAnchorsAliasesTagsAndMergeKeys() {
        assertThat(findings("a: &b [1]\nc: *b\n<<: {d: 1}\ne: !!str 7\nf: !java.lang.Object {}"))
                .contains(
                        "1  a: the anchor '&b' isn't read in graph files. Write the value out where it is used.",
                        "2  c: the alias '*b' isn't read in graph files. Write the value out.",
                        "3  the merge key '<<' isn't read in graph files. Write the keys out.",
                        "4  e: the tag '!!str' isn't read in graph files. Remove it; text that looks like something else is quoted.",
                        "5  f: the tag '!java.lang.Object' isn't read in graph files. Remove it; text that looks like something else is quoted.");
    }

    @Test
    void aliasesDoNotMultiply() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(findings(bomb.toString())).hasSizeGreaterThan(100);
    }

    @Test
    void namesTheSecondOfDuplicates() {
        assertThat(findings(GRAPH.replace("spec:", "metadata: {name: h}\nspec:")))
                .containsExactly("4  metadata: 'metadata' is given twice, first in line 3. Remove one.");
        assertThat(findings(GRAPH.replace("{thin: ", "{thin: {uri: thin.onnx}, thin: ")))
                .containsExactly("6  spec.models.thin: 'thin' is given twice, first in line 6. Remove one.");
    }

    @Test
    void quotesOddKeysInPaths() {
        assertThat(findings(GRAPH.replace("models: {", "models: {\"a.b \\\"c\": {}, ")))
                .contains("6  spec.models[\"a.b \\\"c\"]: 'uri' is missing.");
    }

    @Test
    void refusesKeysThatAreNoText() {
        assertThat(findings("? [a]\n: 1\n")).contains("1  a key is a list, but keys are text.");
        assertThat(findings("7: 1"))
                .contains("1  [\"7\"]: the key 7 reads as a number, text is wanted. Quote it: \"7\".");
        assertThat(findings("on: 1"))
                .contains("1  on: the key on reads as a boolean to kubectl, text is wanted. Quote it: \"on\".");
    }

    @Test
    void limitsDepthWithoutFallingOver() {
        assertThat(findings("[".repeat(200)))
                .hasSize(1)
                .allMatch(f -> f.contains("lists and objects are nested more than 100 deep"));
        assertThat(findings("[".repeat(500_000))).hasSize(1);
        assertThat(findings("{a: ".repeat(100_000))).hasSize(1);
        assertThat(findings("- ".repeat(100_000))).hasSize(1);
        assertThat(findings("? ".repeat(100_000))).hasSize(1);
    }

    @Test
    void limitsSize() {
        assertThat(findings("a: " + "b".repeat(1 << 20)))
                .containsExactly(
                        "1  the file is larger than 1024 KiB. Split the graph, or move constants into data files.");
    }

    @Test
    void refusesForbiddenCharacters() {
        assertThat(findings("a: b\u0001\nc: d"))
                .containsExactly(
                        "1  the character U+0001 at column 5 can't stand in a graph file. Remove it; in double quotes it can be written with a backslash.");
        assertThat(findings("a: \ud800")).hasSize(1);
    }

    @Test
    void warnsOfAByteOrderMark() {
        assertThat(findings("\uFEFF" + GRAPH))
                .containsExactly("1  warning: the file begins with a byte order mark. Save it as UTF-8 without one.");
    }

    @Test
    void readsFilesWithWindowsLineEnds() {
        assertThat(findings(GRAPH.replace("\n", "\r\n"))).isEmpty();
        assertThat(findings(GRAPH.replace("m.label", "m.lable").replace("\n", "\r\n")))
                .containsExactly(
                        "8  spec.outputs[0].from: 'm' has no output 'lable'; known: label, probabilities. Did you mean 'm.label'?");
    }

    @Test
    void readsFilesOfADisk() throws IOException {
        Path file = bench.folder().resolve("g.graph.yaml");
        Files.writeString(file, GRAPH);
        assertThat(GraphFiles.check(file, bench.surroundings()).findings()).isEmpty();
        assertThat(GraphFiles.read(file).graph()).isPresent();

        Files.write(file, GRAPH.getBytes(StandardCharsets.UTF_16));
        assertThat(GraphFiles.read(file).findings())
                .extracting(Finding::message)
                .containsExactly("the file isn't UTF-8");
        Files.write(file, new byte[2 << 20]);
        assertThat(GraphFiles.read(file).findings())
                .extracting(Finding::message)
                .containsExactly("the file is larger than 1024 KiB");
        Path missing = bench.folder().resolve("nothing.graph.yaml");
        assertThat(GraphFiles.read(missing).findings())
                .extracting(Finding::toString)
                .containsExactly(missing + ":1  there is no such file.");
        assertThat(GraphFiles.read(bench.folder()).findings())
                .extracting(Finding::message)
                .containsExactly("the file can't be read");
    }

    @Test
    void oneKindOfObjectIsRead() {
        assertThat(findings(GRAPH.replace("v1alpha1", "v1").replace("InferenceGraph", "InferenceService")))
                .containsExactly(
                        "1  apiVersion: is 'mehari.dev/v1', a graph file has 'mehari.dev/v1alpha1'. Write apiVersion: mehari.dev/v1alpha1.",
                        "2  kind: is 'InferenceService', a graph file has 'InferenceGraph'. Write kind: InferenceGraph.");
        assertThat(findings("spec: {}"))
                .containsExactly(
                        "1  'apiVersion' is missing. Write apiVersion: mehari.dev/v1alpha1.",
                        "1  'kind' is missing. Write kind: InferenceGraph.",
                        "1  'metadata' is missing.",
                        "1  spec: 'inputs' is missing.",
                        "1  spec: 'steps' is missing.",
                        "1  spec: 'outputs' is missing.");
    }

    @Test
    void metadataIsIgnoredButItsName() {
        assertThat(findings(GRAPH.replace(
                                "{name: g}",
                                "{name: g, namespace: ml, labels: {team: risk, empty: \"\"}, annotations: {a.b/c: d}, uid: 1-2, generation: 3}")
                        + "status: {observedGeneration: 3}\n"))
                .isEmpty();
        assertThat(findings(GRAPH.replace("{name: g}", "{name: g, labels: {team: 7}}")))
                .containsExactly("3  metadata.labels.team: 7 reads as a number, text is wanted. Quote it: \"7\".");
    }

    @Test
    void keysOfLaterVersionsAreRefused() {
        assertThat(findings(GRAPH + "  drift: {detector: ks}\n"))
                .containsExactly("9  spec.drift: 'drift' is not in this version. Remove it.");
    }

    @Test
    void unknownKeysAreFindingsWithThoseKnown() {
        assertThat(findings(GRAPH + "  tapes: [log]\n  whatever: 1\n"))
                .containsExactly(
                        "9  spec.tapes: unknown key 'tapes'; known: description, batch, inputs, models, modelRoot, steps, outputs, taps, warmup, limits, replicas, rollout, …. Did you mean 'taps'?",
                        "10  spec.whatever: unknown key 'whatever'; known: description, batch, inputs, models, modelRoot, steps, outputs, taps, warmup, limits, replicas, rollout, …. Remove it.");
    }

    @Test
    void limitsAndWarmupAreRead() {
        Checked checked = bench.check(
                GRAPH
                        + "  limits: {rows: 100, bodyBytes: 1048576, inFlight: 8, timeout: 2s}\n  warmup: {limit: 500ms, requests: [{x: [[1, 2, 3, 4]]}]}\n");

        assertThat(checked.findings()).isEmpty();
        GraphSpec spec = checked.graph().orElseThrow().graph().spec();
        assertThat(spec.limits().rows()).contains(100L);
        assertThat(spec.limits().timeout()).contains(java.time.Duration.ofSeconds(2));
        assertThat(spec.warmup().limit()).hasMillis(500);
        assertThat(spec.warmup().requests().get(0)).hasToString("{x=[[1, 2, 3, 4]]}");
        assertThat(findings(GRAPH + "  limits: {rows: 0, bodyBytes: 1MiB}\n"))
                .containsExactly(
                        "9  spec.limits.bodyBytes: is the text '1MiB', a number is wanted.",
                        "9  spec.limits.rows: is 0, a whole number from 1 is wanted.");
    }
}
