// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import dev.mehari.graph.Branch;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.ChoiceNode;
import dev.mehari.graph.Fallback;
import dev.mehari.graph.Guard;
import dev.mehari.graph.ModelNode;
import dev.mehari.graph.Node;
import dev.mehari.nodes.GraphObserver.NodeEvent;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
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

/** Rule 25 at run time: timeouts, fallbacks and breakers of models, under our processors and under Camel's own. */
class Rule25Test {
    private static final String PARTS = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: g}
            spec:
              inputs: [{name: x, datatype: FP32, shape: [-1, 1], features: [u]}]
              models: {m: {runtime: toy, uri: m.toy.json}, spare: {runtime: toy, uri: spare.toy.json}}
              steps: [{model: {id: m, input: x}}, {model: {id: spare, input: x}}]
              outputs: [{name: p, from: m.p}, {name: q, from: spare.p}]
            """;
    private static final String SLOW_ABOVE_50 = ",\"sleepMillis\":400,\"sleepsAbove\":50";
    private static final String FAILS_ABOVE_50 = ",\"failsAbove\":50";

    @TempDir
    Path folder;

    private final CountedRuns runs = new CountedRuns();

    private static String toy(double bias, String more) {
        return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,1]}],\"outputs\":"
                + "[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[-1],\"bias\":" + bias + "}]" + more + "}";
    }

    private ToyGraph toys(boolean own, String more) throws Exception {
        ToyGraph graph = ToyGraph.in(folder, own).model("m", toy(0, more)).model("spare", toy(1000, ""));
        graph.context().getRegistry().bind("observer", runs);
        return graph;
    }

    private static ModelNode guarded(HandMade made, Optional<Duration> timeout, Optional<Fallback> fallback) {
        ModelNode m = (ModelNode) made.step("m");
        return new ModelNode(
                m.id(),
                m.path(),
                m.model(),
                m.inputs(),
                m.outputs(),
                m.rowByRow(),
                Optional.of(new Guard(timeout, fallback)));
    }

    private static CheckedGraph graph(ToyGraph graph, int timeoutMillis, Fallback... fallback) {
        HandMade made = new HandMade(graph.check(PARTS));
        return made.output("p", "m.p")
                .of(guarded(
                        made,
                        timeoutMillis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(timeoutMillis)),
                        fallback.length == 0 ? Optional.empty() : Optional.of(fallback[0])));
    }

    private static Fallback steps(ToyGraph graph) {
        return new Fallback.Steps(new HandMade(graph.check(PARTS)).branch("spare"));
    }

    private static final Fallback VALUE = new Fallback.Values(Map.of("p", -1L));

    private static NamedTensors rows(float... u) {
        return NamedTensors.of("x", Tensor.of(Shape.of(u.length, 1), u));
    }

    private static Kind kindOf(ToyGraph graph, Request request) {
        try {
            graph.ask("g", request);
        } catch (InferenceException e) {
            return e.kind();
        }
        throw new AssertionError("the request was answered");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStepThatIsLateIs504(boolean own) throws Exception {
        try (ToyGraph graph = toys(own, SLOW_ABOVE_50)) {
            graph.serve(graph(graph, 30));
            assertThat(ToyGraph.doubles(graph.ask("g", rows(1, 2)), "p")).containsExactly(1, 2);
            assertThatThrownBy(() -> graph.ask("g", rows(60)))
                    .isInstanceOfSatisfying(
                            InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
                    .hasMessageContaining("node 'm': it didn't answer in 30 ms");
            assertThat(runs.of("m", NodeEvent.TIMED_OUT)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void valuesAnswerForAllRowsOfACall(boolean own) throws Exception {
        for (String trouble : List.of(SLOW_ABOVE_50, FAILS_ABOVE_50)) {
            try (ToyGraph graph = toys(own, trouble)) {
                graph.serve(graph(graph, 30, VALUE));
                Prediction answer = graph.ask("g", rows(60, 1));
                assertThat(ToyGraph.doubles(answer, "p")).containsExactly(-1, -1);
                assertThat(answer.path()).isEqualTo("m=fallback");
                assertThat(graph.ask("g", rows(1, 2)).path()).isEmpty();
            }
        }
        assertThat(runs.of("m", NodeEvent.FALLBACK)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stepsAnswerForAllRowsOfACall(boolean own) throws Exception {
        for (String trouble : List.of(SLOW_ABOVE_50, FAILS_ABOVE_50)) {
            try (ToyGraph graph = toys(own, trouble)) {
                graph.serve(graph(graph, 30, steps(graph)));
                Prediction answer = graph.ask("g", rows(60, 1));
                assertThat(ToyGraph.doubles(answer, "p")).containsExactly(1060, 1001);
                assertThat(answer.path()).isEqualTo("m=fallback");
                assertThat(ToyGraph.doubles(graph.ask("g", rows(1, 2)), "p")).containsExactly(1, 2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFallbackInsideAChoiceTouchesItsRowsOnly(boolean own) throws Exception {
        try (ToyGraph graph = toys(own, FAILS_ABOVE_50)) {
            HandMade made = new HandMade(graph.check(PARTS)).block("c");
            Node guarded = guarded(made, Optional.empty(), Optional.of(VALUE));
            ChoiceNode choice = new ChoiceNode(
                    "c",
                    "c",
                    List.of(new ChoiceNode.When(
                            "when",
                            "x.u > 40.0",
                            true,
                            new Branch("b", List.of(guarded), Map.of("p", HandMade.ref("m.p"))))),
                    made.branch("spare"),
                    List.of("p"));
            graph.serve(made.output("p", "c.p").of(choice));
            Prediction answer = graph.ask("g", rows(60, 1, 45));
            assertThat(ToyGraph.doubles(answer, "p")).containsExactly(-1, 1001, -1);
            assertThat(answer.path()).isEqualTo("c=0,1,0 m=fallback,-,fallback");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theRequestsOwnDeadlineHasNoFallback(boolean own) throws Exception {
        try (ToyGraph graph = toys(own, SLOW_ABOVE_50)) {
            graph.serve(graph(graph, 20_000, VALUE));
            Request hurried = new Request(
                    "r",
                    "",
                    rows(60),
                    Map.of(),
                    Request.Headers.NONE,
                    List.of(),
                    System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(30));
            assertThat(kindOf(graph, hurried)).isEqualTo(Kind.TIMEOUT);
            assertThat(runs.of("m", NodeEvent.FALLBACK)).isZero();
            assertThat(runs.of("m", NodeEvent.TIMED_OUT)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBreakerOpensAfterFailuresInARow(boolean own) throws Exception {
        try (ToyGraph graph = toys(own, FAILS_ABOVE_50)) {
            graph.context().getPropertiesComponent().addInitialProperty("mehari.breaker.failures", "2");
            graph.context().getPropertiesComponent().addInitialProperty("mehari.breaker.pause", "60m");
            graph.serve(graph(graph, 0, VALUE));
            graph.ask("g", rows(60));
            graph.ask("g", rows(60));
            assertThat(ToyGraph.doubles(graph.ask("g", rows(1)), "p")).containsExactly(-1);
            assertThat(runs.of("m", NodeEvent.BREAKER_OPENED)).isEqualTo(1);
            assertThat(runs.of("m", NodeEvent.BREAKER_REFUSED)).isEqualTo(1);
            assertThat(runs.of("m", NodeEvent.FALLBACK)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBreakerWithoutFallbackIs503(boolean own) throws Exception {
        try (ToyGraph graph = toys(own, FAILS_ABOVE_50)) {
            graph.context().getPropertiesComponent().addInitialProperty("mehari.breaker.failures", "1");
            graph.serve(graph(graph, 10_000));
            assertThat(kindOf(graph, Request.of("a", rows(60)))).isEqualTo(Kind.FAILED);
            assertThat(kindOf(graph, Request.of("b", rows(1)))).isEqualTo(Kind.UNAVAILABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingAnswersForAWrongRequest(boolean own) throws Exception {
        try (ToyGraph graph = toys(own, "")) {
            graph.context().getPropertiesComponent().addInitialProperty("mehari.breaker.failures", "1");
            HandMade made = new HandMade(graph.check(PARTS)).block("c");
            Node guarded = guarded(made, Optional.empty(), Optional.of(VALUE));
            ChoiceNode choice = new ChoiceNode(
                    "c",
                    "c",
                    List.of(new ChoiceNode.When(
                            "when",
                            "1 / int(x.u) > 5",
                            true,
                            new Branch("b", List.of(guarded), Map.of("p", HandMade.ref("m.p"))))),
                    made.branch("spare"),
                    List.of("p"));
            graph.serve(made.output("p", "c.p").of(choice));
            assertThat(kindOf(graph, Request.of("a", rows(0)))).isEqualTo(Kind.INVALID);
        }
    }

    @Test
    void aModelThatCannotAnswerAtAllFailsInWarmUp() throws Exception {
        try (ToyGraph graph = toys(true, ",\"fails\":true")) {
            CheckedGraph made = graph(graph, 0, VALUE);
            assertThatThrownBy(() -> graph.serve(made)).hasMessageContaining("the toy failed");
        }
    }

    /** Late answers go nowhere: thousands of requests, half of them timing out while the model still writes its answer. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lateAnswersTouchNothing(boolean own) throws Exception {
        try (ToyGraph graph = toys(own, ",\"sleepMillis\":1,\"sleepsAbove\":-1")) {
            graph.context().getPropertiesComponent().addInitialProperty("mehari.breaker.failures", "1000000");
            graph.serve(graph(graph, 1, VALUE));
            List<Thread> clients = new ArrayList<>();
            List<String> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int c = 0; c < 3; c++) {
                int client = c;
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 700; i++) {
                        float u = client * 1000 + i;
                        Prediction answer = graph.ask("g", rows(u));
                        double p = ToyGraph.doubles(answer, "p")[0];
                        boolean fallback = answer.path().equals("m=fallback");
                        if (p != (fallback ? -1 : u)) {
                            wrong.add(u + " got " + p + " by " + answer.path());
                        }
                    }
                });
                thread.start();
                clients.add(thread);
            }
            for (Thread client : clients) {
                client.join();
            }
            assertThat(wrong).isEmpty();
            assertThat(runs.of("m")).isEqualTo(2100);
        }
    }
}
