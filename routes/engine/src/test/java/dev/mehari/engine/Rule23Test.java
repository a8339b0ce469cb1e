// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.graph.Branch;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.ChoiceNode;
import dev.mehari.graph.Node;
import dev.mehari.graph.Reference;
import dev.mehari.graph.SplitNode;
import dev.mehari.maths.Aggregator;
import dev.mehari.nodes.Prediction;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Rule 23 at run time: splits, under our processors and under Camel's own. */
class Rule23Test {
    /** q is the first number of a shot and a thousandth of the row's age. */
    private static final String LOOK = "{\"inputs\":[{\"name\":\"shot\",\"datatype\":\"FP32\",\"shape\":[-1,2]},"
            + "{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,1]}],\"outputs\":"
            + "[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[-1],\"weights\":[1,0,0.001]}]}";

    private static final String PARTS = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: g}
            spec:
              inputs:
                - {name: x, datatype: FP32, shape: [-1, 1], features: [age]}
                - {name: shot, datatype: FP32, shape: [-1, 2]}
                - {name: shots, datatype: FP32, shape: [-1, -1, 2]}
                - {name: count, datatype: INT32, shape: [-1], default: 0}
              models: {look: {runtime: toy, uri: look.toy.json}, stare: {runtime: toy, uri: look.toy.json}}
              steps:
                - model: {id: look, inputs: {shot: shot, x: x}}
                - model: {id: stare, inputs: {shot: shot, x: x}}
              outputs: [{name: q, from: look.p}, {name: r, from: stare.p}]
            """;

    @TempDir
    Path folder;

    private ToyGraph toys(boolean own) throws Exception {
        return ToyGraph.in(folder, own).model("look", LOOK);
    }

    /** The plain graph without the input that becomes the item. */
    private static HandMade parts(ToyGraph graph) {
        CheckedGraph all = graph.check(PARTS);
        CheckedGraph parts = new CheckedGraph(
                all.graph(),
                all.inputs().stream().filter(i -> !i.name().equals("shot")).toList(),
                all.models(),
                all.nodes(),
                all.outputs(),
                all.types(),
                all.files(),
                all.headers(),
                all.cookies(),
                all.children());
        return new HandMade(parts);
    }

    private static SplitNode split(
            List<Node> steps, String from, boolean lengths, Map<String, SplitNode.Aggregate> how) {
        Map<String, Reference> gives = new LinkedHashMap<>();
        how.keySet().forEach(name -> gives.put(name, HandMade.ref(from)));
        return new SplitNode(
                "photos",
                "spec.steps[0].split",
                HandMade.ref("shots"),
                lengths ? Optional.of(HandMade.ref("count")) : Optional.empty(),
                "shot",
                new Branch("steps", steps, gives),
                how);
    }

    private static CheckedGraph looking(ToyGraph graph, boolean lengths, Aggregator aggregator, Object empty) {
        HandMade made =
                parts(graph).type("photos.q", aggregator == Aggregator.COUNT ? Datatype.INT32 : Datatype.FP32, -1);
        return made.output("q", "photos.q")
                .of(split(
                        List.of(made.step("look")),
                        "look.p",
                        lengths,
                        Map.of("q", new SplitNode.Aggregate(aggregator, empty))));
    }

    /** The worked example: q of the items that count is 0.4, 0.8 and 0.5. */
    private static NamedTensors worked(int... count) {
        float[] shots = new float[18];
        java.util.Arrays.fill(shots, 99);
        shots[0] = 0.4f - 0.018f;
        shots[2] = 0.8f - 0.018f;
        shots[12] = 0.5f - 0.05f;
        return NamedTensors.of(
                List.of("x", "shots", "count"),
                List.of(
                        Tensor.of(Shape.of(3, 1), 18f, 40f, 50f),
                        Tensor.of(Shape.of(3, 3, 2), shots),
                        Tensor.of(Shape.of(3), count)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itemsOfAllRowsAreOneBatch(boolean own) throws Exception {
        CountedRuns runs = new CountedRuns();
        try (ToyGraph graph = toys(own)) {
            graph.context().getRegistry().bind("observer", runs);
            graph.serve(looking(graph, true, Aggregator.MEAN, 0L));

            Prediction answer = graph.ask("g", worked(2, 0, 1));

            assertThat(ToyGraph.doubles(answer, "q")).containsExactly(new double[] {0.6, 0, 0.5}, within(1e-6));
            assertThat(runs.of("look")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachRowAloneIsAnsweredAsInTheBatch(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            graph.serve(looking(graph, true, Aggregator.MEAN, -1L));
            NamedTensors batch = worked(2, 0, 1);
            double[] together = ToyGraph.doubles(graph.ask("g", batch), "q");
            for (int row = 0; row < 3; row++) {
                NamedTensors alone = NamedTensors.of(
                        batch.names(),
                        List.of(
                                batch.tensor(0).slice(row, row + 1),
                                batch.tensor(1).slice(row, row + 1),
                                batch.tensor(2).slice(row, row + 1)));
                assertThat(ToyGraph.doubles(graph.ask("g", alone), "q")).containsExactly(together[row]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutItemsNothingRuns(boolean own) throws Exception {
        CountedRuns runs = new CountedRuns();
        try (ToyGraph graph = toys(own)) {
            graph.context().getRegistry().bind("observer", runs);
            graph.serve(looking(graph, true, Aggregator.MEAN, Double.NaN));

            assertThat(ToyGraph.doubles(graph.ask("g", worked(0, 0, 0)), "q"))
                    .containsExactly(Double.NaN, Double.NaN, Double.NaN);
            assertThat(runs.of("look")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLengthOutOfRangeIsABadRequest(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            graph.serve(looking(graph, true, Aggregator.COUNT, null));
            assertThat(ToyGraph.doubles(graph.ask("g", worked(3, 0, 1)), "q")).containsExactly(3, 0, 1);
            for (int wrong : new int[] {4, -1}) {
                assertThatThrownBy(() -> graph.ask("g", worked(2, wrong, 1)))
                        .isInstanceOfSatisfying(InferenceException.class, e -> assertThat(e.kind())
                                .isEqualTo(Kind.INVALID))
                        .hasMessageContaining("'count' says " + wrong + " for row 1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsWithoutAnyItemNeedAValue(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            graph.serve(looking(graph, false, Aggregator.MEAN, null));
            NamedTensors none = NamedTensors.of(
                    "x", Tensor.of(Shape.of(1, 1), 18f), "shots", Tensor.of(Shape.of(1, 0, 2), new float[0]));
            assertThatThrownBy(() -> graph.ask("g", none))
                    .isInstanceOfSatisfying(
                            InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID))
                    .hasMessageContaining("photos");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailureInsideIsTheGraphs(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            graph.model("look", LOOK.substring(0, LOOK.length() - 1) + ",\"failsAbove\":50}");
            graph.serve(looking(graph, false, Aggregator.MEAN, null));
            NamedTensors high = NamedTensors.of(
                    "x", Tensor.of(Shape.of(1, 1), 0f), "shots", Tensor.of(Shape.of(1, 2, 2), 60f, 0f, 2f, 0f));
            assertThatThrownBy(() -> graph.ask("g", high))
                    .isInstanceOfSatisfying(
                            InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
                    .hasMessageContaining("node 'look'");
            assertThat(ToyGraph.doubles(
                            graph.ask(
                                    "g",
                                    NamedTensors.of(
                                            "x",
                                            Tensor.of(Shape.of(1, 1), 0f),
                                            "shots",
                                            Tensor.of(Shape.of(1, 2, 2), 1f, 0f, 2f, 0f))),
                            "q"))
                    .containsExactly(1.5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void blocksInsideTellThePathOfEachRow(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            HandMade made = parts(graph).type("photos.q", Datatype.FP32, -1).block("kind");
            ChoiceNode kind = new ChoiceNode(
                    "kind",
                    "kind",
                    List.of(new ChoiceNode.When("when", "x.age > 20.0", true, made.branch("look"))),
                    made.branch("stare"),
                    List.of("p"));
            ChoiceNode byShot = new ChoiceNode(
                    "kind",
                    "kind",
                    List.of(new ChoiceNode.When("when", "shot[0] > 0.5", true, made.branch("look"))),
                    made.branch("stare"),
                    List.of("p"));
            Map<String, SplitNode.Aggregate> max = Map.of("q", new SplitNode.Aggregate(Aggregator.MAX, 0L));
            made.output("q", "photos.q");
            graph.serve(made.of(split(List.of(kind), "kind.p", true, max)));
            assertThat(graph.ask("g", worked(2, 0, 1)).path()).isEqualTo("kind=1,-,0");
            try (ToyGraph other = toys(own)) {
                other.serve(made.of(split(List.of(byShot), "kind.p", true, max)));
                assertThat(other.ask("g", worked(2, 0, 1)).path()).isEqualTo("kind=*,-,1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSplitMayStandInASplit(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            HandMade made = parts(graph)
                    .type("row", Datatype.FP32, -1, 2)
                    .type("photos.q", Datatype.FP32, -1)
                    .type("inner.s", Datatype.FP32, -1)
                    .type("one", Datatype.FP32, -1)
                    .output("q", "photos.q");
            SplitNode inner = new SplitNode(
                    "inner",
                    "inner",
                    HandMade.ref("shot"),
                    Optional.empty(),
                    "one",
                    new Branch("steps", List.of(), Map.of("s", HandMade.ref("one"))),
                    Map.of("s", new SplitNode.Aggregate(Aggregator.SUM, null)));
            graph.serve(made.of(split(
                    List.of(inner), "inner.s", false, Map.of("q", new SplitNode.Aggregate(Aggregator.MAX, null)))));

            Prediction answer = graph.ask(
                    "g",
                    NamedTensors.of(
                            "x",
                            Tensor.of(Shape.of(2, 1), 0f, 0f),
                            "shots",
                            Tensor.of(Shape.of(2, 2, 2), 1f, 2f, 3f, 1f, 0f, 9f, 5f, 5f)));

            assertThat(ToyGraph.doubles(answer, "q")).containsExactly(4, 10);
        }
    }

    @Test
    void repeatingRowsBeyondTheLimitIsRefused() throws Exception {
        try (ToyGraph graph = toys(true)) {
            graph.context().getPropertiesComponent().addInitialProperty("mehari.split.max-bytes", "16");
            graph.serve(looking(graph, true, Aggregator.MEAN, 0L));
            assertThat(ToyGraph.doubles(graph.ask("g", worked(0, 1, 0)), "q")).hasSize(3);
            assertThatThrownBy(() -> graph.ask("g", worked(2, 2, 2)))
                    .isInstanceOfSatisfying(
                            InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE))
                    .hasMessageContaining("mehari.split.max-bytes");
        }
    }

    @Test
    void ourProcessorsStandUnderTheEips() throws Exception {
        try (ToyGraph graph = toys(true)) {
            graph.serve(looking(graph, true, Aggregator.MEAN, 0L));
            assertThat(graph.context().getProcessor("g@1.photos").getClass().getSimpleName())
                    .isEqualTo("ItemSplitProcessor");
        }
    }
}
