// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.nodes.Prediction;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.testkit.HostileTexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Text that means something to Camel or YAML goes through compiler, Camel and steps as the text that it is: what a graph
 * answers with it is byte for byte what its file says.
 */
class HostileTextTest {
    private static final JsonMapper YAML =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final JsonMapper CEL = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    /** Where a graph has a text of its author's choice that comes back in an answer, or is read on the way. */
    private enum Where {
        DESCRIPTION,
        CARD,
        FEATURE,
        CATEGORY,
        DEFAULT,
        LABEL,
        CONDITION,
        FALLBACK,
        EMPTY,
        OUTPUT
    }

    private static String graph(String text, Set<Where> places) throws JsonProcessingException {
        String condition = "who == " + CEL.writeValueAsString(places.contains(Where.CONDITION) ? text : "usual");
        return """
                apiVersion: mehari.dev/v1alpha1
                kind: InferenceGraph
                metadata: {name: hostile}
                spec:
                  description: DESCRIPTION
                  warmup: {limit: 1ms}
                  inputs:
                    - {name: x, datatype: FP32, shape: [-1, 2], features: [FEATURE, {name: kind, categories: [CATEGORY, second]}]}
                    - {name: y, datatype: FP32, shape: [-1]}
                    - {name: who, datatype: BYTES, shape: [-1], default: DEFAULT}
                    - {name: words, datatype: BYTES, shape: [-1, 2]}
                    - {name: k, datatype: INT32, shape: [-1]}
                  models: {toy: {runtime: toy, uri: toy.toy.json, card: {note: CARD}}}
                  steps:
                    - transform: {id: label, input: y, ops: [{threshold: {at: 0.5, labels: [LABEL, above]}}]}
                    - choice:
                        id: asked
                        when: [{cel: CONDITION, outputs: {o: who}}]
                        otherwise: {outputs: {o: label}}
                    - model: {id: toy, input: x, fallback: {value: {p: FALLBACK}}}
                    - split:
                        id: s
                        input: words
                        as: word
                        lengths: k
                        steps: [{choice: {id: any, when: [{cel: "word == ''", outputs: {w: word}}], otherwise: {outputs: {w: word}}}}]
                        aggregate: {w: first}
                        empty: {w: EMPTY}
                  outputs:
                    - {name: OUTPUT, from: label}
                    - {name: default, from: who}
                    - {name: asked, from: asked.branch}
                    - {name: asked_o, from: asked.o}
                    - {name: fallback, from: toy.p}
                    - {name: empty, from: s.w}
                """.replace("DESCRIPTION", at(Where.DESCRIPTION, text, places))
                .replace("CARD", at(Where.CARD, text, places))
                .replace("FEATURE", at(Where.FEATURE, text, places))
                .replace("CATEGORY", at(Where.CATEGORY, text, places))
                .replace("DEFAULT", at(Where.DEFAULT, text, places))
                .replace("LABEL", at(Where.LABEL, text, places))
                .replace("CONDITION", YAML.writeValueAsString(condition))
                .replace("FALLBACK", at(Where.FALLBACK, text, places))
                .replace("EMPTY", at(Where.EMPTY, text, places))
                .replace("OUTPUT", at(Where.OUTPUT, text, places));
    }

    private static String at(Where where, String text, Set<Where> places) throws JsonProcessingException {
        return YAML.writeValueAsString(
                places.contains(where) ? text : where.name().toLowerCase(java.util.Locale.ROOT) + "_");
    }

    private static boolean isTaken(ToyGraph graphs, String text, Where where) throws JsonProcessingException {
        try {
            graphs.check(graph(text, EnumSet.of(where)));
            return true;
        } catch (InvalidGraphException refused) {
            return false;
        }
    }

    @Test
    void isAnsweredAsItStandsInTheFile() throws Exception {
        int taken = 0;
        try (ToyGraph graphs = ToyGraph.in(folder, true)) {
            graphs.model(
                    "toy",
                    "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,2]}],\"outputs\":[{\"name\":\"p\","
                            + "\"datatype\":\"BYTES\",\"shape\":[-1]}],\"failsAbove\":0.5}");
            for (String text : HostileTexts.all()) {
                Set<Where> places = EnumSet.noneOf(Where.class);
                for (Where where : Where.values()) {
                    if (isTaken(graphs, text, where)) {
                        places.add(where);
                    }
                }
                taken += places.size();
                graphs.serve(graph(text, places));
                requireUnchanged(graphs, text, places);
            }
        }
        assertThat(taken).isGreaterThan(1000);
    }

    private static void requireUnchanged(ToyGraph graphs, String text, Set<Where> places) {
        NamedTensors inputs = NamedTensors.of(
                List.of("x", "y", "who", "words", "k"),
                List.of(
                        Tensor.of(Shape.of(1, 2), 7f, 0f),
                        Tensor.of(Shape.of(1), 0f),
                        Tensor.of(Shape.of(1), places.contains(Where.CONDITION) ? text : "usual"),
                        Tensor.of(Shape.of(1, 2), "a", "b"),
                        Tensor.of(Shape.of(1), 0)));
        Prediction answer = graphs.ask("hostile", inputs);

        String name = places.contains(Where.OUTPUT) ? text : "output_";
        assertThat(answer.outputs().names()).contains(name);
        assertText(answer, name, Where.LABEL, text, places);
        assertThat(ToyGraph.doubles(answer, "asked")).as(text).containsExactly(0);
        assertText(answer, "fallback", Where.FALLBACK, text, places);
        assertText(answer, "empty", Where.EMPTY, text, places);
        Prediction withDefault = graphs.ask(
                "hostile",
                NamedTensors.of(
                        Arrays.asList("x", "y", "words", "k"),
                        List.of(inputs.tensor(0), inputs.tensor(1), inputs.tensor(3), inputs.tensor(4))));
        assertText(withDefault, "default", Where.DEFAULT, text, places);
    }

    private static void assertText(Prediction answer, String output, Where where, String text, Set<Where> places) {
        String expected = places.contains(where) ? text : where.name().toLowerCase(java.util.Locale.ROOT) + "_";
        assertThat(ToyGraph.texts(answer, output)).as(where + " of " + text).containsExactly(expected);
    }
}
