// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.cel.StickyHash;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.TrafficKey;
import dev.mehari.graph.TrafficNode;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 22 at run time: traffic, under our processors and under Camel's own. */
class Rule22Test {
    private static final String PARTS = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: g}
            spec:
              inputs: [{name: x, datatype: FP32, shape: [-1, 2], features: [u, {name: c, categories: [red, blue]}]}]
              models:
                m0: {runtime: toy, uri: m0.toy.json}
                m1: {runtime: toy, uri: m1.toy.json}
                m2: {runtime: toy, uri: m2.toy.json}
              steps:
                - model: {id: m0, input: x}
                - model: {id: m1, input: x}
                - model: {id: m2, input: x}
              outputs: [{name: f, from: m0.p}, {name: s, from: m1.p}, {name: t, from: m2.p}]
            """;

    @TempDir
    Path folder;

    private ToyGraph toys(boolean own) throws Exception {
        ToyGraph graph = ToyGraph.in(folder, own);
        for (int i = 0; i < 3; i++) {
            graph.model(
                    "m" + i,
                    "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,2]}],\"outputs\":"
                            + "[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[-1],\"weights\":[1,0],\"bias\":"
                            + 10 * i
                            + "}]}");
        }
        return graph;
    }

    private static CheckedGraph traffic(ToyGraph graph, @Nullable TrafficKey key, int... weights) {
        HandMade made = new HandMade(graph.check(PARTS)).block("way");
        List<TrafficNode.Arm> arms = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            arms.add(new TrafficNode.Arm(weights[i], made.branch("m" + i)));
        }
        return made.output("p", "way.p")
                .output("way", "way.branch")
                .of(new TrafficNode("way", "spec.steps[0].traffic", arms, Optional.ofNullable(key), List.of("p")));
    }

    private static NamedTensors rows(float... u) {
        float[] values = new float[u.length * 2];
        for (int i = 0; i < u.length; i++) {
            values[2 * i] = u[i];
            values[2 * i + 1] = i % 2;
        }
        return NamedTensors.of("x", Tensor.of(Shape.of(u.length, 2), values));
    }

    private static Request request(String id, String caller, Map<String, String> headers, float... u) {
        return new Request(
                id, caller, rows(u), Map.of(), name -> headers.getOrDefault(name, ""), List.of(), Request.NO_DEADLINE);
    }

    private static double expected(String key) {
        double u = StickyHash.unit("g/way", key);
        return u < 0.2 ? 0 : u < 0.5 ? 1 : 2;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theKeyDecidesForAllRows(boolean own) throws Exception {
        Map<TrafficKey, String> headers = Map.of(
                new TrafficKey.Header("x-user"), "x-user",
                new TrafficKey.Cookie("user"), "cookie",
                new TrafficKey.Cel("key", "headers['x-user'] + '!'", false), "x-user");
        for (Map.Entry<TrafficKey, String> key : headers.entrySet()) {
            try (ToyGraph graph = toys(own)) {
                graph.serve(traffic(graph, key.getKey(), 2000, 3000, 5000));
                for (int i = 0; i < 12; i++) {
                    String sent = key.getKey() instanceof TrafficKey.Cookie ? "a=b; user=\"k" + i + "\"" : "k" + i;
                    String meant = key.getKey() instanceof TrafficKey.Cel ? sent + "!" : "k" + i;
                    Prediction answer = graph.ask("g", request("id", "", Map.of(key.getValue(), sent), 1, 2, 3));
                    double arm = expected(meant);
                    assertThat(ToyGraph.doubles(answer, "way")).containsExactly(arm, arm, arm);
                    assertThat(ToyGraph.doubles(answer, "p")).containsExactly(1 + 10 * arm, 2 + 10 * arm, 3 + 10 * arm);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEmptyKeyIsTheRequestsId(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            graph.serve(traffic(graph, new TrafficKey.Caller(), 2000, 3000, 5000));
            for (int i = 0; i < 12; i++) {
                Prediction nobody = graph.ask("g", request("id-" + i, "", Map.of(), 1));
                assertThat(ToyGraph.doubles(nobody, "way")).containsExactly(expected("id-" + i));
                Prediction somebody = graph.ask("g", request("id-" + i, "ada", Map.of(), 1));
                assertThat(ToyGraph.doubles(somebody, "way")).containsExactly(expected("ada"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyOfTheRowPartsTheBatch(boolean own) throws Exception {
        CountedRuns runs = new CountedRuns();
        try (ToyGraph graph = toys(own)) {
            graph.context().getRegistry().bind("observer", runs);
            graph.serve(traffic(graph, new TrafficKey.Cel("key", "x.c + string(int(x.u))", true), 2000, 3000, 5000));

            Prediction answer = graph.ask("g", request("id", "", Map.of(), 0, 1, 2, 3, 4, 5, 6, 7));

            double[] arms = new double[8];
            for (int i = 0; i < 8; i++) {
                arms[i] = expected((i % 2 == 0 ? "red" : "blue") + i);
            }
            assertThat(ToyGraph.doubles(answer, "way")).containsExactly(arms);
            for (int i = 0; i < 8; i++) {
                assertThat(ToyGraph.doubles(answer, "p")[i]).isEqualTo(i + 10 * arms[i]);
            }
            assertThat(runs.of("m0")).isLessThanOrEqualTo(1);
            assertThat(runs.of("m2")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anArmOfWeightZeroIsNeverTaken(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            graph.serve(traffic(graph, null, 0, 10_000, 0));
            for (int i = 0; i < 20; i++) {
                assertThat(graph.ask("g", request("id-" + i, "", Map.of(), 1)).path())
                        .isEqualTo("way=1");
            }
        }
    }

    @Test
    void oneArmNeedsNoChoice() throws Exception {
        try (ToyGraph graph = toys(true)) {
            graph.serve(traffic(graph, null, 10_000));
            assertThat(ToyGraph.doubles(graph.ask("g", request("id", "", Map.of(), 3)), "p"))
                    .containsExactly(3);
        }
    }

    @Test
    void ourProcessorsStandUnderTheEips() throws Exception {
        try (ToyGraph graph = toys(true)) {
            graph.serve(traffic(graph, null, 5000, 5000));
            assertThat(graph.context().getProcessor("g@1.way").getClass().getSimpleName())
                    .isEqualTo("RowSplitProcessor");
            assertThat(graph.context().getProcessor("g@1.way.choice").getClass().getSimpleName())
                    .isEqualTo("RowChoiceProcessor");
        }
    }
}
