// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.mehari.nodes.GraphObserver;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.nodes.Snapshot;
import dev.mehari.nodes.TapSink;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** Blocks of a served graph, under our processors and under Camel's own: rules 7 to 9, 18 to 20, 24 and 26. */
class BlocksTest {
    private static final String HEAD = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: g}
            spec:
              inputs:
                - {name: x, datatype: FP32, shape: [-1, 2], features: [u, v]}
            """;

    @TempDir
    Path folder;

    /** p = weight · u + bias. */
    private static String toy(double weight, double bias, String more) {
        return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,2]}],"
                + "\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[-1],\"weights\":[" + weight
                + ",0],\"bias\":"
                + bias + "}]" + more + "}";
    }

    private static NamedTensors rows(float... u) {
        float[] values = new float[u.length * 2];
        for (int i = 0; i < u.length; i++) {
            values[2 * i] = u[i];
        }
        return NamedTensors.of("x", Tensor.of(Shape.of(u.length, 2), values));
    }

    private static String ensemble(String options) {
        return HEAD + """
                  models: {a: {runtime: toy, uri: a.toy.json}, b: {runtime: toy, uri: b.toy.json}}
                  steps:
                    - ensemble:
                        id: both
                        combine: mean
                %s
                        branches:
                          - {weight: 3, steps: [{model: {id: a, input: x}}]}
                          - {weight: 1, steps: [{model: {id: b, input: x}}]}
                  outputs: [{name: p, from: both.p}]
                """.formatted(options);
    }

    private static Kind kindOf(ToyGraph graph, NamedTensors inputs) {
        try {
            graph.ask("g", inputs);
        } catch (InferenceException e) {
            return e.kind();
        }
        throw new AssertionError("the request was answered");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rule08_eachBranchRunsOnceOnItsRows(boolean own) throws Exception {
        Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
        try (ToyGraph graph = ToyGraph.in(folder, own)) {
            graph.context().getRegistry().bind("observer", counting(runs));
            graph.model("a", toy(1, 0, ""))
                    .model("b", toy(10, 0, ""))
                    .model("c", toy(100, 0, ""))
                    .serve(HEAD + """
                  models: {a: {runtime: toy, uri: a.toy.json}, b: {runtime: toy, uri: b.toy.json}, c: {runtime: toy, uri: c.toy.json}}
                  steps:
                    - choice:
                        id: c1
                        when:
                          - {cel: "x.u < 10.0", steps: [{model: {id: a, input: x}}]}
                          - {cel: "x.u < 20.0", steps: [{model: {id: b, input: x}}]}
                        otherwise: {steps: [{model: {id: c, input: x}}]}
                  outputs: [{name: p, from: c1.p}, {name: way, from: c1.branch}]
                """);

            Prediction answer = graph.ask("g", rows(15, 5, 16, 6));

            assertThat(ToyGraph.doubles(answer, "p")).containsExactly(150, 5, 160, 6);
            assertThat(ToyGraph.doubles(answer, "way")).containsExactly(1, 0, 1, 0);
            assertThat(runs.get("a")).hasValue(1);
            assertThat(runs.get("b")).hasValue(1);
            assertThat(runs).doesNotContainKey("c");
        }
    }

    private static GraphObserver counting(Map<String, AtomicInteger> runs) {
        return new GraphObserver() {
            @Override
            public GraphMeter graph(String graph, long revision) {
                return NONE.graph(graph, revision);
            }

            @Override
            public NodeMeter node(String graph, long revision, String node, String step) {
                return (nanos, error) ->
                        runs.computeIfAbsent(node, n -> new AtomicInteger()).incrementAndGet();
            }

            @Override
            public TapMeter tap(String tap) {
                return NONE.tap(tap);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rule07_aModelFixedAtOneRowRunsRowByRow(boolean own) throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, own)) {
            graph.model("a", toy(2, 1, "").replace("[-1,2]", "[1,2]")).serve(HEAD + """
                  models: {a: {runtime: toy, uri: a.toy.json}}
                  steps: [{model: {id: a, input: x}}]
                  outputs: [{name: p, from: a.p}]
                """);
            assertThat(ToyGraph.doubles(graph.ask("g", rows(1, 2, 3)), "p")).containsExactly(3, 5, 7);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rule09_conditionsOnHeadersSendAllRowsOneWay(boolean own) throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, own)) {
            graph.model("a", toy(1, 0, "")).model("b", toy(10, 0, "")).serve(HEAD + """
                  models: {a: {runtime: toy, uri: a.toy.json}, b: {runtime: toy, uri: b.toy.json}}
                  steps:
                    - choice:
                        id: c1
                        when: [{cel: "headers['x-tier'] == 'gold'", steps: [{model: {id: b, input: x}}]}]
                        otherwise: {steps: [{model: {id: a, input: x}}]}
                  outputs: [{name: p, from: c1.p}]
                """);
            Request gold = new Request(
                    "r",
                    "",
                    rows(1, 2),
                    Map.of(),
                    name -> name.equals("x-tier") ? "gold" : "",
                    List.of(),
                    Request.NO_DEADLINE);
            assertThat(ToyGraph.doubles(graph.ask("g", gold), "p")).containsExactly(10, 20);
            assertThat(ToyGraph.doubles(graph.ask("g", rows(1, 2)), "p")).containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rule20_aFailureWithoutQuorumIsTheGraphs(boolean own) throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, own)) {
            graph.model("a", toy(1, 0, "")).model("b", failingAbove50());
            graph.serve(ensemble(""));
            assertThat(kindOf(graph, rows(60))).isEqualTo(Kind.FAILED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rule20_withinTheQuorumWeightsAreRenormalised(boolean own) throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, own)) {
            graph.model("a", failing()).model("b", toy(1, 0.5, "")).serve(ensemble("        quorum: 1"));
            assertThat(ToyGraph.doubles(graph.ask("g", rows(2)), "p")).containsExactly(2.5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rule20_belowTheQuorumIs503AndLateIs504(boolean own) throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, own)) {
            graph.model("a", toy(1, 0, "")).model("b", failingAbove50());
            graph.serve(ensemble("        quorum: 2"));
            assertThat(kindOf(graph, rows(60))).isEqualTo(Kind.UNAVAILABLE);
        }
        try (ToyGraph graph = ToyGraph.in(folder, own)) {
            graph.model("a", toy(1, 0, "")).model("b", toy(1, 0, ",\"sleepMillis\":300,\"sleepsAbove\":50"));
            graph.serve(ensemble("        deadline: 20ms"));
            assertThat(kindOf(graph, rows(60))).isEqualTo(Kind.TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rule20_aLateBranchIsLeftOut(boolean own) throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, own)) {
            graph.model("a", toy(1, 0, ""))
                    .model("b", toy(1, 100, ",\"sleepMillis\":3000,\"sleepsAbove\":1"))
                    .serve(ensemble("        quorum: 1\n        deadline: 200ms"));
            long start = System.nanoTime();
            assertThat(ToyGraph.doubles(graph.ask("g", rows(2)), "p")).containsExactly(2);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(2_900);
        }
    }

    private static String failingAbove50() {
        return toy(1, 0, ",\"failsAbove\":50");
    }

    private static String failing() {
        return toy(1, 0, ",\"fails\":true");
    }

    @Test
    void aRevisionThatCannotAnswerNeverBecomesLive() throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, true)) {
            graph.model("a", failing());
            String yaml = HEAD + """
                  models: {a: {runtime: toy, uri: a.toy.json}}
                  steps: [{model: {id: a, input: x}}]
                  outputs: [{name: p, from: a.p}]
                """;
            assertThatThrownBy(() -> graph.serve(yaml))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("node 'a': the toy failed");
            assertThat(graph.engine().all()).isEmpty();
            await().untilAsserted(() -> assertThat(graph.context().getRoutes()).isEmpty());
            assertThat(graph.engine().find("g")).isNull();

            graph.model("a", toy(1, 0, "")).serve(yaml);
            assertThat(ToyGraph.doubles(graph.ask("g", rows(3)), "p")).containsExactly(3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rule26_tapsSeeAnswersAndFailures(boolean own) throws Exception {
        BlockingQueue<Snapshot> seen = new LinkedBlockingQueue<>();
        try (ToyGraph graph = ToyGraph.in(folder, own)) {
            graph.context().getRegistry().bind("log", (TapSink) seen::add);
            graph.model("a", toy(1, 0, "")).serve(HEAD + """
                  models: {a: {runtime: toy, uri: a.toy.json}}
                  steps:
                    - choice:
                        id: c1
                        when: [{cel: "1 / int(x.u) > 0", steps: [{model: {id: a, input: x}}]}]
                        otherwise: {steps: [{tap: {id: peep, to: log}}, {model: {id: b, use: a, input: x}}]}
                  outputs: [{name: p, from: c1.p}]
                  taps: [log]
                """);

            graph.ask("g", rows(1));
            Snapshot answered = next(seen);
            assertThat(answered.outputs().get("p")).isEqualTo(Tensor.of(Shape.of(1), 1f));
            assertThat(answered.error()).isNull();

            assertThat(kindOf(graph, rows(0))).isEqualTo(Kind.INVALID);
            assertThat(next(seen).error()).hasMessageContaining("c1.when[0]");

            graph.ask("g", rows(5, 1));
            Map<String, Snapshot> byNode = new ConcurrentHashMap<>();
            for (int i = 0; i < 2; i++) {
                Snapshot snapshot = next(seen);
                byNode.put(snapshot.node(), snapshot);
            }
            assertThat(byNode.get("peep").values().get("x")).isEqualTo(Tensor.of(Shape.of(1, 2), 5f, 0f));
            assertThat(byNode.get("").path()).isEqualTo("c1=1,0");
            assertThat(seen).isEmpty();
        }
    }

    private static Snapshot next(BlockingQueue<Snapshot> seen) throws InterruptedException {
        @Nullable Snapshot next = seen.poll(5, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @Test
    void ourProcessorsStandUnderTheEips() throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, true)) {
            graph.model("a", toy(1, 0, "")).model("b", toy(1, 0, "")).serve(ensemble("") + "  taps: [log]\n");
            assertThat(graph.context().getProcessor("g@1.both").getClass().getSimpleName())
                    .isEqualTo("EnsembleProcessor");
            assertThat(graph.context().getProcessor("g@1.taps.0").getClass().getSimpleName())
                    .isEqualTo("TapProcessor");
        }
    }

    @Test
    void rule19_branchesAreWeighted() throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, true)) {
            graph.model("a", toy(1, 0, "")).model("b", toy(1, 4, "")).serve(ensemble(""));
            assertThat(ToyGraph.doubles(graph.ask("g", rows(2)), "p")[0]).isCloseTo((3 * 2 + 6) / 4.0, within(1e-6));
        }
    }
}
