// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;

import dev.mehari.nodes.Prediction;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The choice of the language's worked example: three rows, two ways, an ensemble on one of them. */
class WorkedExampleTest {
    private static final String GRAPH = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: worked}
            spec:
              inputs:
                - {name: x, datatype: FP32, shape: [-1, 1], features: [age]}
              models:
                small: {runtime: toy, uri: small.toy.json}
                trees: {runtime: toy, uri: trees.toy.json}
                net: {runtime: toy, uri: net.toy.json}
              steps:
                - choice:
                    id: score
                    when:
                      - cel: "x.age < 20"
                        steps: [{model: {id: small, input: x}}]
                    otherwise:
                      steps:
                        - ensemble:
                            id: both
                            combine: mean
                            branches:
                              - {weight: 3, steps: [{model: {id: trees, input: x}}]}
                              - {weight: 1, steps: [{model: {id: net, input: x}}]}
                - transform: {id: decide, input: score.p, ops: [{threshold: {at: 0.5, labels: [low, high]}}], output: label}
              outputs:
                - {name: p, from: score.p}
                - {name: way, from: score.branch}
                - {name: decision, from: decide.label}
            """;

    private static String toy(double weight, double bias) {
        return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,1]}],"
                + "\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[-1],\"weights\":[" + weight
                + "],\"bias\":" + bias
                + "}]}";
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsGoDifferentWaysAndComeBackInOrder(boolean ownProcessors) throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, ownProcessors)) {
            graph.model("small", toy(0, 0.9))
                    .model("trees", toy(0.06, -2.2)) // 40 -> 0.2, 50 -> 0.8
                    .model("net", toy(-0.02, 1.4)) // 40 -> 0.6, 50 -> 0.4
                    .serve(GRAPH);

            Prediction prediction = graph.ask("worked", NamedTensors.of("x", Tensor.of(Shape.of(3, 1), 18f, 40f, 50f)));

            assertThat(ToyGraph.doubles(prediction, "p")).containsExactly(new double[] {0.9, 0.3, 0.7}, within(1e-6));
            assertThat(ToyGraph.doubles(prediction, "way")).containsExactly(0, 1, 1);
            assertThat(ToyGraph.texts(prediction, "decision")).containsExactly("high", "low", "high");
            assertThat(prediction.path()).isEqualTo("score=0,1,1");
            for (int row = 0; row < 3; row++) {
                float age = new float[] {18, 40, 50}[row];
                Prediction alone = graph.ask("worked", NamedTensors.of("x", Tensor.of(Shape.of(1, 1), age)));
                assertThat(ToyGraph.doubles(alone, "p")[0]).isEqualTo(ToyGraph.doubles(prediction, "p")[row]);
            }
        }
    }
}
