// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.mehari.testkit.HostileTexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Text that means something to Camel, YAML or a shell is refused or stays data, wherever a graph file takes text. What the
 * compiler makes of that data is for the compiler's own tests, over the same texts.
 */
class HostileTextTest {
    /** A graph with a text at one place, and the way to find it again. */
    enum Where {
        DESCRIPTION(graph -> graph.graph().spec().description()),
        LABEL(graph -> ""),
        GRAPH_NAME(CheckedGraph::name),
        INPUT_NAME(graph -> graph.inputs().get(0).name()),
        FEATURE(graph -> graph.inputs().get(1).type().features().get(0).name()),
        CATEGORY(graph ->
                graph.inputs().get(1).type().features().get(1).categories().get(0)),
        DEFAULT(graph -> graph.inputs().get(2).defaultRow().orElseThrow().textAt(0)),
        MODEL_KEY(graph -> graph.models().keySet().iterator().next()),
        MODEL_VERSION(graph -> graph.models().get("trees").spec().version()),
        CARD(graph -> String.valueOf(graph.models().get("trees").spec().card().get("note"))),
        MODEL_URI(graph -> graph.models().get("trees").spec().uri()),
        STEP_ID(graph -> graph.nodes().get(0).id()),
        STEP_OUTPUT(graph -> ((ModelNode) graph.nodes().get(0)).outputs().get(0).name()),
        TEXT_OF_AN_OP(graph -> String.valueOf(
                ((List<?>) ((Map<?, ?>) ((TransformNode) graph.nodes().get(1))
                                        .ops()
                                        .get(0)
                                        .arguments())
                                .get("labels"))
                        .get(0))),
        CEL(graph -> ""),
        CEL_LITERAL(graph -> ""),
        HEADER(graph ->
                ((TrafficKey.Header) ((TrafficNode) graph.nodes().get(3)).key().orElseThrow()).name()),
        COOKIE(graph ->
                ((TrafficKey.Cookie) ((TrafficNode) graph.nodes().get(3)).key().orElseThrow()).name()),
        ITEM(graph -> ((SplitNode) graph.nodes().get(4)).as()),
        EMPTY(graph -> String.valueOf(
                ((SplitNode) graph.nodes().get(4)).outputs().get("w").empty())),
        // http has a port of its own, which is written out.
        CALL_URI(graph -> ((CallNode) graph.nodes().get(5)).uri().replace(":80/", "/")),
        CALLED_MODEL(graph -> ((CallNode) graph.nodes().get(5)).uri().substring("grpc://models:9000/".length())),
        CALL_INPUT(graph -> ((CallNode) graph.nodes().get(5)).inputs().get(0).own()),
        CALL_OUTPUT(graph ->
                ((CallNode) graph.nodes().get(5)).outputs().keySet().iterator().next()),
        FALLBACK(graph ->
                String.valueOf(((Fallback.Values) ((CallNode) graph.nodes().get(5))
                                .guard()
                                .orElseThrow()
                                .fallback()
                                .orElseThrow())
                        .values()
                        .values()
                        .iterator()
                        .next())),
        TAP(graph -> ((TapNode) graph.nodes().get(6)).to().to()),
        OUTPUT(graph -> graph.outputs().get(0).name());

        final Function<CheckedGraph, String> found;

        Where(Function<CheckedGraph, String> found) {
            this.found = found;
        }
    }

    private static final Map<Where, String> USUAL = new EnumMap<>(Map.ofEntries(
            Map.entry(Where.DESCRIPTION, "about"),
            Map.entry(Where.LABEL, "team"),
            Map.entry(Where.GRAPH_NAME, "g"),
            Map.entry(Where.INPUT_NAME, "x"),
            Map.entry(Where.FEATURE, "age"),
            Map.entry(Where.CATEGORY, "low"),
            Map.entry(Where.DEFAULT, "nobody"),
            Map.entry(Where.MODEL_KEY, "trees"),
            Map.entry(Where.MODEL_VERSION, "1"),
            Map.entry(Where.CARD, "note"),
            Map.entry(Where.MODEL_URI, "trees.json"),
            Map.entry(Where.STEP_ID, "m"),
            Map.entry(Where.STEP_OUTPUT, "p"),
            Map.entry(Where.TEXT_OF_AN_OP, "bad"),
            Map.entry(Where.CEL, "who == 'me'"),
            Map.entry(Where.CEL_LITERAL, "gold"),
            Map.entry(Where.HEADER, "x-user"),
            Map.entry(Where.COOKIE, "session"),
            Map.entry(Where.ITEM, "word"),
            Map.entry(Where.EMPTY, "none"),
            Map.entry(Where.CALL_URI, "grpc://models:9000/far"),
            Map.entry(Where.CALLED_MODEL, "far"),
            Map.entry(Where.CALL_INPUT, "in"),
            Map.entry(Where.CALL_OUTPUT, "q"),
            Map.entry(Where.FALLBACK, "none"),
            Map.entry(Where.TAP, "log"),
            Map.entry(Where.OUTPUT, "answer")));

    private final Bench bench = Bench.withModels();

    private static String graph(Where where, String text) {
        Map<Where, String> texts = new EnumMap<>(USUAL);
        texts.put(where, text);
        Map<Where, String> quoted = new EnumMap<>(Where.class);
        texts.forEach((each, value) -> quoted.put(each, Place.quote(value)));
        String key = Place.quote(
                where == Where.COOKIE ? "cookie:" + texts.get(Where.COOKIE) : "header:" + texts.get(Where.HEADER));
        String uri =
                where == Where.CALLED_MODEL ? Place.quote("grpc://models:9000/" + text) : quoted.get(Where.CALL_URI);
        String cel = where == Where.CEL_LITERAL ? Place.quote("who == " + Place.quote(text)) : quoted.get(Where.CEL);
        String step = quoted.get(Where.STEP_ID);
        String from = Place.quote(texts.get(Where.STEP_ID) + "." + texts.get(Where.STEP_OUTPUT));
        return """
                apiVersion: mehari.dev/v1alpha1
                kind: InferenceGraph
                metadata: {name: %s, labels: {team: %s}}
                spec:
                  description: %s
                  inputs:
                    - {name: %s, datatype: FP32, shape: [-1, 4]}
                    - {name: z, datatype: FP32, shape: [-1, 2], features: [%s, {name: checking, categories: [%s, high]}]}
                    - {name: who, datatype: BYTES, shape: [-1], default: %s}
                    - {name: words, datatype: BYTES, shape: [-1, 3]}
                  models:
                    %s: {runtime: xgboost, uri: %s, version: %s, card: {note: %s}}
                    text: {uri: text.onnx}
                  steps:
                    - model: {id: %s, use: %s, input: %s, outputs: {%s: margin}}
                    - transform: {id: words_of, input: %s, ops: [{threshold: {at: 0.5, labels: [%s, good]}}]}
                    - choice:
                        id: c
                        when: [{cel: %s, outputs: {o: who}}]
                        otherwise: {outputs: {o: who}}
                    - traffic: {id: t, key: %s, arms: [{weight: 100, outputs: {o: c.o}}]}
                    - split:
                        id: s
                        input: words
                        as: %s
                        steps: [{model: {id: classes, use: text, input: %s, outputs: {w: class}}}]
                        aggregate: {w: first}
                        empty: {w: %s}
                    - call:
                        id: far
                        uri: %s
                        inputs: {%s: z}
                        outputs: {%s: {datatype: BYTES, shape: [-1]}}
                        fallback: {value: {%s: %s}}
                    - tap: {id: look, to: %s}
                  outputs:
                    - {name: %s, from: %s}
                    - {name: more, from: words_of}
                    - {name: most, from: t.o}
                    - {name: last, from: s.w}
                    - {name: far, from: far}
                """.formatted(
                        quoted.get(Where.GRAPH_NAME),
                        quoted.get(Where.LABEL),
                        quoted.get(Where.DESCRIPTION),
                        quoted.get(Where.INPUT_NAME),
                        quoted.get(Where.FEATURE),
                        quoted.get(Where.CATEGORY),
                        quoted.get(Where.DEFAULT),
                        quoted.get(Where.MODEL_KEY),
                        quoted.get(Where.MODEL_URI),
                        quoted.get(Where.MODEL_VERSION),
                        quoted.get(Where.CARD),
                        step,
                        quoted.get(Where.MODEL_KEY),
                        quoted.get(Where.INPUT_NAME),
                        quoted.get(Where.STEP_OUTPUT),
                        from,
                        quoted.get(Where.TEXT_OF_AN_OP),
                        cel,
                        key,
                        quoted.get(Where.ITEM),
                        quoted.get(Where.ITEM),
                        quoted.get(Where.EMPTY),
                        uri,
                        quoted.get(Where.CALL_INPUT),
                        quoted.get(Where.CALL_OUTPUT),
                        quoted.get(Where.CALL_OUTPUT),
                        quoted.get(Where.FALLBACK),
                        quoted.get(Where.TAP),
                        quoted.get(Where.OUTPUT),
                        from);
    }

    @Test
    void theUsualTextsMakeAGraph() {
        assertThat(bench.findings(graph(Where.DESCRIPTION, "about"))).isEmpty();
        assertThat(HostileTexts.all()).hasSizeGreaterThan(150);
    }

    @ParameterizedTest
    @EnumSource(Where.class)
    void isRefusedOrStaysData(Where where) {
        List<String> changed = new ArrayList<>();
        int kept = 0;
        for (String text : HostileTexts.all()) {
            Checked checked = bench.check(graph(where, text));
            for (Finding finding : checked.findings()) {
                assertThat(finding.toString()).as(text).doesNotContain("dev.mehari");
            }
            if (checked.graph().isEmpty()) {
                assertThat(Finding.anyError(checked.findings())).as(text).isTrue();
                continue;
            }
            kept++;
            CheckedGraph graph = checked.graph().get();
            boolean stays =
                    switch (where) {
                        case LABEL -> true;
                        case CEL, CEL_LITERAL ->
                            isSafe(((ChoiceNode) graph.nodes().get(2))
                                    .when()
                                    .get(0)
                                    .cel());
                        default -> where.found.apply(graph).equals(text);
                    };
            if (!stays) {
                changed.add(text);
            }
        }
        assertThat(changed).isEmpty();
        if (NAMES.contains(where)) {
            assertThat(kept).as("kept as a name").isLessThan(15);
        }
    }

    /** Where only few characters are allowed. */
    private static final List<Where> NAMES = List.of(
            Where.GRAPH_NAME,
            Where.INPUT_NAME,
            Where.MODEL_KEY,
            Where.STEP_ID,
            Where.ITEM,
            Where.CALL_URI,
            Where.MODEL_URI,
            Where.CEL,
            Where.TAP);

    /** What Camel takes for its own in a text. */
    private static boolean isSafe(String cel) {
        return !cel.contains("${")
                && !cel.contains("$simple{")
                && !cel.contains("{{")
                && !cel.contains("}}")
                && !cel.startsWith("resource:")
                && cel.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029);
    }
}
