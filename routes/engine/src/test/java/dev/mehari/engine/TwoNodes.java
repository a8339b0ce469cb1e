// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.io.IOException;

import dev.mehari.graph.CheckedGraph;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/**
 * A graph of two nodes whose models answer with the number of the state that they belong to, so that an answer made of two
 * revisions would show.
 */
final class TwoNodes {
    private final ToyGraph toys;
    private final String name;

    TwoNodes(ToyGraph toys, String name) {
        this.toys = toys;
        this.name = name;
    }

    /** The graph file in its n-th state, its models lying beside it. */
    CheckedGraph state(int n) throws IOException {
        return state(n, "");
    }

    /** @param oddity more of the second model's JSON, such as {@code , "fails": true} */
    CheckedGraph state(int n, String oddity) throws IOException {
        toys.model(name + "-first-" + n, model(n, "")).model(name + "-second-" + n, model(n, oddity));
        return toys.check("""
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: NAME}
            spec:
              inputs: [{name: x, datatype: FP32, shape: [-1, 1]}]
              models:
                first: {runtime: toy, uri: NAME-first-N.toy.json}
                second: {runtime: toy, uri: NAME-second-N.toy.json}
              steps:
                - model: {id: first, input: x}
                - model: {id: second, inputs: {x: first.t}}
                - ensemble:
                    id: both
                    combine: max
                    branches:
                      - steps: [{transform: {id: a, input: first.y, ops: [{clip: {min: -1}}]}}]
                      - steps: [{transform: {id: b, input: first.y, ops: [{clip: {min: -2}}]}}]
              outputs: [{name: first, from: first.y}, {name: second, from: second.y}, {name: both, from: both}]
              warmup: {limit: 200ms}
            """.replace("NAME", name).replace("N.toy", n + ".toy"));
    }

    private static String model(int n, String oddity) {
        return """
            {"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 1]}],
             "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1], "weights": [0], "bias": N},
                         {"name": "t", "datatype": "FP32", "shape": [-1, 1], "weights": [1]}]ODDITY}
            """.replace("N}", n + "}").replace("ODDITY", oddity);
    }

    static NamedTensors request() {
        return NamedTensors.of("x", Tensor.of(Shape.of(1, 1), 1f));
    }
}
