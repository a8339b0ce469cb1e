// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.graph.Branch;
import dev.mehari.graph.CascadeNode;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.ChoiceNode;
import dev.mehari.nodes.Prediction;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Rule 21 at run time: cascades, under our processors and under Camel's own. */
class Rule21Test {
    private static final String PARTS = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: g}
            spec:
              inputs: [{name: x, datatype: FP32, shape: [-1, 3], features: [a, b, c]}]
              models:
                fast: {runtime: toy, uri: fast.toy.json}
                slow: {runtime: toy, uri: slow.toy.json}
                sage: {runtime: toy, uri: sage.toy.json}
              steps:
                - model: {id: fast, input: x}
                - model: {id: slow, input: x}
                - model: {id: sage, input: x}
              outputs: [{name: f, from: fast.p}, {name: s, from: slow.p}, {name: t, from: sage.p}]
            """;

    @TempDir
    Path folder;

    /** p is column a, b or c of the row. */
    private ToyGraph toys(boolean own) throws Exception {
        ToyGraph graph = ToyGraph.in(folder, own);
        List<String> names = List.of("fast", "slow", "sage");
        for (int i = 0; i < 3; i++) {
            String weights = "[" + (i == 0 ? 1 : 0) + "," + (i == 1 ? 1 : 0) + "," + (i == 2 ? 1 : 0) + "]";
            graph.model(
                    names.get(i),
                    "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,3]}],\"outputs\":"
                            + "[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[-1],\"weights\":" + weights + "}]}");
        }
        return graph;
    }

    private static CascadeNode.Stage stage(HandMade made, String model, String accept) {
        Branch branch = made.branch(model);
        return new CascadeNode.Stage(
                Optional.of(new CascadeNode.Accept(
                        "accept", accept, accept.contains("x.") || accept.contains("outputs"), branch.gives())),
                branch);
    }

    private static CascadeNode.Stage last(HandMade made, String model) {
        return new CascadeNode.Stage(Optional.empty(), made.branch(model));
    }

    private static CheckedGraph cascade(ToyGraph graph, String accept, String accept2) {
        HandMade made = new HandMade(graph.check(PARTS)).block("sure");
        return made.output("p", "sure.p")
                .output("way", "sure.branch")
                .of(new CascadeNode(
                        "sure",
                        "spec.steps[0].cascade",
                        accept2.isEmpty()
                                ? List.of(stage(made, "fast", accept), last(made, "slow"))
                                : List.of(
                                        stage(made, "fast", accept), stage(made, "slow", accept2), last(made, "sage")),
                        List.of("p")));
    }

    private static NamedTensors rows(float... values) {
        return NamedTensors.of("x", Tensor.of(Shape.of(values.length / 3, 3), values));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsThatAStageIsSureOfLeave(boolean own) throws Exception {
        CountedRuns runs = new CountedRuns();
        try (ToyGraph graph = toys(own)) {
            graph.context().getRegistry().bind("observer", runs);
            graph.serve(cascade(graph, "outputs.p > 0.9 || outputs.p < 0.1", ""));

            Prediction answer = graph.ask("g", rows(0.99f, 0, 0, 0.6f, 0.7f, 0, 0.2f, 0.05f, 0));

            assertThat(ToyGraph.doubles(answer, "p")).containsExactly(new double[] {0.99, 0.7, 0.05}, within(1e-6));
            assertThat(ToyGraph.doubles(answer, "way")).containsExactly(0, 1, 1);
            assertThat(answer.path()).isEqualTo("sure=0,1,1");
            assertThat(runs.of("fast")).isEqualTo(1);
            assertThat(runs.of("slow")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStageWithoutRowsDoesNotRun(boolean own) throws Exception {
        CountedRuns runs = new CountedRuns();
        try (ToyGraph graph = toys(own)) {
            graph.context().getRegistry().bind("observer", runs);
            graph.serve(cascade(graph, "outputs.p > 0.5", ""));

            Prediction answer = graph.ask("g", rows(0.99f, 0, 0, 0.6f, 0, 0));

            assertThat(answer.path()).isEqualTo("sure=0");
            assertThat(runs.of("slow")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachStageTakesWhatTheLastOneLeft(boolean own) throws Exception {
        CountedRuns runs = new CountedRuns();
        try (ToyGraph graph = toys(own)) {
            graph.context().getRegistry().bind("observer", runs);
            graph.serve(cascade(graph, "outputs.p > 10.0", "outputs.p > x.a"));
            NamedTensors rows = rows(1, 0, 7, 11, 0, 0, 2, 3, 0, 5, 4, 8, 12, 0, 0);

            Prediction answer = graph.ask("g", rows);

            assertThat(ToyGraph.doubles(answer, "p")).containsExactly(7, 11, 3, 8, 12);
            assertThat(answer.path()).isEqualTo("sure=2,0,1,2,0");
            assertThat(List.of(runs.of("fast"), runs.of("slow"), runs.of("sage")))
                    .containsExactly(1, 1, 1);
            for (int row = 0; row < 5; row++) {
                Prediction alone =
                        graph.ask("g", NamedTensors.of("x", rows.tensor(0).slice(row, row + 1)));
                assertThat(ToyGraph.doubles(alone, "p")[0]).isEqualTo(ToyGraph.doubles(answer, "p")[row]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anErrorInAcceptIsABadRequest(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            graph.serve(cascade(graph, "1 / int(outputs.p) > 0", ""));
            assertThatThrownBy(() -> graph.ask("g", rows(0, 0, 0)))
                    .isInstanceOfSatisfying(InferenceException.class, e -> assertThat(e.kind())
                            .isEqualTo(InferenceException.Kind.INVALID))
                    .hasMessageContaining("sure.stages[0].accept");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void blocksInsideStagesTellTheirPath(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            HandMade made = new HandMade(graph.check(PARTS)).block("inner").block("sure");
            ChoiceNode inner = new ChoiceNode(
                    "inner",
                    "inner",
                    List.of(new ChoiceNode.When("when", "x.b > 1.0", true, made.branch("slow"))),
                    made.branch("sage"),
                    List.of("p"));
            CascadeNode sure = new CascadeNode(
                    "sure",
                    "sure",
                    List.of(
                            stage(made, "fast", "outputs.p > 10.0"),
                            new CascadeNode.Stage(
                                    Optional.empty(),
                                    new Branch("stage", List.of(inner), Map.of("p", HandMade.ref("inner.p"))))),
                    List.of("p"));
            graph.serve(made.output("p", "sure.p").of(sure));

            Prediction answer = graph.ask("g", rows(1, 2, 0, 11, 0, 0, 0, 0, 5));

            assertThat(ToyGraph.doubles(answer, "p")).containsExactly(2, 11, 5);
            assertThat(answer.path()).isEqualTo("sure=1,0,1 inner=0,-,1");
        }
    }
}
