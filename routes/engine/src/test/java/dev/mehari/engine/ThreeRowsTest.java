// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;
import java.util.List;

import dev.mehari.nodes.Prediction;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The language's worked example, three rows, whole: choice with ensemble, cascade, split. */
class ThreeRowsTest {
    private static final String GRAPH = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: worked}
            spec:
              inputs:
                - {name: x, datatype: FP32, shape: [-1, 1], features: [age]}
                - {name: shots, datatype: FP32, shape: [-1, 3, 2]}
                - {name: count, datatype: INT32, shape: [-1]}
              models:
                small: {runtime: toy, uri: small.toy.json}
                trees: {runtime: toy, uri: trees.toy.json}
                net: {runtime: toy, uri: net.toy.json}
                fast: {runtime: toy, uri: fast.toy.json}
                slow: {runtime: toy, uri: slow.toy.json}
                look: {runtime: toy, uri: look.toy.json}
              steps:
                - choice:
                    id: score
                    when: [{cel: "x.age < 20", steps: [{model: {id: small, input: x}}]}]
                    otherwise:
                      steps:
                        - ensemble:
                            id: both
                            combine: mean
                            branches:
                              - {weight: 3, steps: [{model: {id: trees, input: x}}]}
                              - {weight: 1, steps: [{model: {id: net, input: x}}]}
                - cascade:
                    id: sure
                    stages:
                      - {steps: [{model: {id: fast, input: x}}], accept: "outputs.p > 0.9 || outputs.p < 0.1"}
                      - {steps: [{model: {id: slow, input: x}}]}
                - split:
                    id: photos
                    input: shots
                    lengths: count
                    as: shot
                    steps: [{model: {id: look, inputs: {shot: shot, x: x}, outputs: {q: p}}}]
                    aggregate: {q: mean}
                    empty: 0
              outputs:
                - {name: p, from: score.p}
                - {name: way, from: score.branch}
                - {name: s, from: sure.p}
                - {name: stage, from: sure.branch}
                - {name: q, from: photos.q}
            """;

    @TempDir
    Path folder;

    private static String toy(double weight, double bias) {
        return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,1]}],"
                + "\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[-1],\"weights\":[" + weight
                + "],\"bias\":" + bias + "}]}";
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachModelIsCalledOnceAndEachRowAloneAnswersTheSame(boolean own) throws Exception {
        CountedRuns runs = new CountedRuns();
        try (ToyGraph graph = ToyGraph.in(folder, own)) {
            graph.context().getRegistry().bind("observer", runs);
            graph.model("small", toy(0, 0.9))
                    .model("trees", toy(0.06, -2.2)) // 40 -> 0.2, 50 -> 0.8
                    .model("net", toy(-0.02, 1.4)) // 40 -> 0.6, 50 -> 0.4
                    .model("fast", toy(-0.01775, 1.3095)) // 18 -> 0.99, 40 -> 0.5995, 50 -> 0.422
                    .model("slow", toy(-0.065, 3.3)) // 40 -> 0.7, 50 -> 0.05
                    .model(
                            "look",
                            "{\"inputs\":[{\"name\":\"shot\",\"datatype\":\"FP32\",\"shape\":[-1,2]},"
                                    + "{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,1]}],\"outputs\":"
                                    + "[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[-1],\"weights\":[1,0,0.01]}]}")
                    .serve(GRAPH);
            float[] shots = new float[18];
            java.util.Arrays.fill(shots, 99);
            shots[0] = 0.4f - 0.18f; // x inside is 18, 18, 50
            shots[2] = 0.8f - 0.18f;
            shots[12] = 0.5f - 0.5f;
            NamedTensors batch = NamedTensors.of(
                    List.of("x", "shots", "count"),
                    List.of(
                            Tensor.of(Shape.of(3, 1), 18f, 40f, 50f),
                            Tensor.of(Shape.of(3, 3, 2), shots),
                            Tensor.of(Shape.of(3), 2, 0, 1)));

            Prediction answer = graph.ask("worked", batch);

            assertThat(ToyGraph.doubles(answer, "p")).containsExactly(new double[] {0.9, 0.3, 0.7}, within(1e-6));
            assertThat(ToyGraph.doubles(answer, "way")).containsExactly(0, 1, 1);
            assertThat(ToyGraph.doubles(answer, "s")).containsExactly(new double[] {0.99, 0.7, 0.05}, within(1e-6));
            assertThat(ToyGraph.doubles(answer, "stage")).containsExactly(0, 1, 1);
            assertThat(ToyGraph.doubles(answer, "q")).containsExactly(new double[] {0.6, 0, 0.5}, within(1e-6));
            assertThat(answer.path()).isEqualTo("score=0,1,1 sure=0,1,1");
            for (String model : List.of("small", "trees", "net", "fast", "slow", "look")) {
                assertThat(runs.of(model)).as(model).isEqualTo(1);
            }
            for (int row = 0; row < 3; row++) {
                Prediction alone = graph.ask(
                        "worked",
                        NamedTensors.of(
                                batch.names(),
                                List.of(
                                        batch.tensor(0).slice(row, row + 1),
                                        batch.tensor(1).slice(row, row + 1),
                                        batch.tensor(2).slice(row, row + 1))));
                for (String output : List.of("p", "way", "s", "stage", "q")) {
                    assertThat(ToyGraph.doubles(alone, output)[0])
                            .as(output)
                            .isEqualTo(ToyGraph.doubles(answer, output)[row]);
                }
            }
        }
    }
}
