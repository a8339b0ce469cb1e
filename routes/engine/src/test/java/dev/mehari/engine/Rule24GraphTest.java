// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.mehari.graph.Branch;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.ChoiceNode;
import dev.mehari.graph.Fallback;
import dev.mehari.graph.GraphNode;
import dev.mehari.graph.Guard;
import dev.mehari.graph.ModelNode;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.nodes.Snapshot;
import dev.mehari.nodes.TapSink;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rule 24's nested graphs at run time, under our processors and under Camel's own. */
class Rule24GraphTest {
    /** q = 10 u + 1 for u above 5, else 100 u; gold adds a way. */
    private static final String CHILD = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: other}
            spec:
              inputs:
                - {name: y, datatype: FP32, shape: [-1, 1], features: [{name: v, default: 7}]}
              models: {a: {runtime: toy, uri: a.toy.json}, b: {runtime: toy, uri: b.toy.json}}
              steps:
                - choice:
                    id: score
                    when: [{cel: "y.v > 5.0 || headers['x-tier'] == 'gold'", steps: [{model: {id: a, input: y}}]}]
                    otherwise: {steps: [{model: {id: b, input: y}}]}
              outputs: [{name: q, from: score.p}]
              taps: [log]
            """;

    private static final String PARENT = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: g}
            spec:
              inputs: [{name: x, datatype: FP32, shape: [-1, 1], features: [u]}]
              models: {a: {runtime: toy, uri: a.toy.json}}
              steps: [{model: {id: m, use: a, input: x}}]
              outputs: [{name: p, from: m.p}]
            """;

    @TempDir
    Path folder;

    private final CountedRuns runs = new CountedRuns();

    private static String toy(double weight, double bias, String more) {
        return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,1]}],\"outputs\":"
                + "[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[-1],\"weights\":[" + weight + "],\"bias\":" + bias
                + "}]" + more + "}";
    }

    private ToyGraph toys(boolean own, String more) throws Exception {
        ToyGraph graph = ToyGraph.in(folder, own).model("a", toy(10, 1, more)).model("b", toy(100, 0, ""));
        graph.context().getRegistry().bind("observer", runs);
        return graph;
    }

    private static GraphNode node(Optional<Guard> guard) {
        return new GraphNode(
                "sub",
                "spec.steps[0].graph",
                "other",
                List.of(new ModelNode.ModelInput("y", HandMade.ref("x"))),
                List.of("q"),
                guard);
    }

    private static CheckedGraph parent(ToyGraph graph, Optional<Guard> guard) {
        HandMade made = new HandMade(graph.check(PARENT)).type("sub.q", dev.mehari.tensor.Datatype.FP32, -1);
        return made.output("q", "sub.q").of(Map.of("other", graph.check(CHILD)), node(guard));
    }

    private static NamedTensors rows(float... u) {
        return NamedTensors.of("x", Tensor.of(Shape.of(u.length, 1), u));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOtherAnswersWithItsPath(boolean own) throws Exception {
        try (ToyGraph graph = toys(own, "")) {
            graph.serve(parent(graph, Optional.empty()));
            Prediction answer = graph.ask("g", rows(6, 1, 7));
            assertThat(ToyGraph.doubles(answer, "q")).containsExactly(61, 100, 71);
            assertThat(answer.path()).isEqualTo("sub.score=0,1,0");
            assertThat(runs.of("sub")).isEqualTo(1);
            assertThat(runs.of("a")).isEqualTo(1);
            assertThat(runs.of("nested other")).isEqualTo(1);
            assertThat(runs.of("finished g")).isEqualTo(1);
            assertThat(runs.of("finished other")).isZero();
            assertThat(ToyGraph.doubles(graph.ask("other", NamedTensors.of("y", Tensor.of(Shape.of(1, 1), 6f))), "q"))
                    .containsExactly(61);
            assertThat(runs.of("finished other")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOtherSeesTheSameRequest(boolean own) throws Exception {
        BlockingQueue<Snapshot> seen = new LinkedBlockingQueue<>();
        try (ToyGraph graph = toys(own, "")) {
            graph.context().getRegistry().bind("log", (TapSink) seen::add);
            graph.serve(parent(graph, Optional.empty()));
            Request gold = new Request(
                    "id-7",
                    "ada",
                    rows(1),
                    Map.of(),
                    name -> name.equals("x-tier") ? "gold" : "",
                    List.of(),
                    Request.NO_DEADLINE);
            assertThat(graph.ask("g", gold).path()).isEqualTo("sub.score=0");
            Snapshot snapshot = seen.poll(5, TimeUnit.SECONDS);
            assertThat(snapshot).isNotNull();
            assertThat(snapshot.declaration().id()).isEqualTo("other@1");
            assertThat(snapshot.request().id()).isEqualTo("id-7");
            assertThat(snapshot.request().caller()).isEqualTo("ada");
            assertThat(seen).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void insideABranchItsPathIsThatOfTheRows(boolean own) throws Exception {
        try (ToyGraph graph = toys(own, "")) {
            HandMade made = new HandMade(graph.check(PARENT))
                    .type("sub.q", dev.mehari.tensor.Datatype.FP32, -1)
                    .block("c");
            ChoiceNode choice = new ChoiceNode(
                    "c",
                    "c",
                    List.of(new ChoiceNode.When(
                            "when",
                            "x.u > 2.0",
                            true,
                            new Branch("b", List.of(node(Optional.empty())), Map.of("p", HandMade.ref("sub.q"))))),
                    made.branch("m"),
                    List.of("p"));
            graph.serve(made.output("p", "c.p").of(Map.of("other", graph.check(CHILD)), choice));
            Prediction answer = graph.ask("g", rows(6, 1, 3));
            assertThat(ToyGraph.doubles(answer, "p")).containsExactly(61, 11, 300);
            assertThat(answer.path()).isEqualTo("c=0,1,0 sub.score=0,-,1");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGuardStandsAroundTheOther(boolean own) throws Exception {
        for (String trouble : List.of(",\"sleepMillis\":4000,\"sleepsAbove\":50", ",\"failsAbove\":50")) {
            try (ToyGraph graph = toys(own, trouble)) {
                graph.serve(parent(
                        graph,
                        Optional.of(new Guard(
                                Optional.of(Duration.ofSeconds(1)),
                                Optional.of(new Fallback.Values(Map.of("q", -1L)))))));
                assertThat(ToyGraph.doubles(graph.ask("g", rows(6, 1)), "q")).containsExactly(61, 100);
                Prediction answer = graph.ask("g", rows(60));
                assertThat(ToyGraph.doubles(answer, "q")).containsExactly(-1);
                assertThat(answer.path()).isEqualTo("sub=fallback");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailureInsideIsTheGraphs(boolean own) throws Exception {
        try (ToyGraph graph = toys(own, ",\"failsAbove\":50")) {
            graph.serve(parent(graph, Optional.empty()));
            assertThatThrownBy(() -> graph.ask("g", rows(60)))
                    .isInstanceOfSatisfying(
                            InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
                    .hasMessageContaining("node 'sub': node 'a': the toy failed");
        }
    }
}
