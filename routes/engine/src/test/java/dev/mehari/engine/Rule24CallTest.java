// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.graph.CallNode;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.Fallback;
import dev.mehari.graph.Guard;
import dev.mehari.graph.ModelNode;
import dev.mehari.nodes.GraphObserver.NodeEvent;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.RemoteFailure;
import dev.mehari.nodes.RemoteFailure.Reason;
import dev.mehari.nodes.RemoteModel;
import dev.mehari.nodes.RemoteModels;
import dev.mehari.nodes.Request;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rule 24's calls at run time, with another server that does what the test says. */
class Rule24CallTest {
    private static final String PARTS = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: g}
            spec:
              inputs: [{name: x, datatype: FP32, shape: [-1, 1], features: [u]}]
              models: {a: {runtime: toy, uri: a.toy.json}}
              steps: [{model: {id: m, use: a, input: x}}]
              outputs: [{name: p, from: m.p}]
            """;
    private static final String TOY =
            "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,1]}],\"outputs\":"
                    + "[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[-1]}]}";

    @TempDir
    Path folder;

    private final CountedRuns runs = new CountedRuns();
    private final Elsewhere elsewhere = new Elsewhere();

    /** Answers twice the input, after having failed as often as it was told to. */
    private static final class Elsewhere implements RemoteModels, RemoteModel {
        final List<Question> asked = new ArrayList<>();
        final Deque<RemoteFailure> failures = new ArrayDeque<>();
        NamedTensors answer = NamedTensors.NONE;
        boolean silent;

        @Override
        public boolean speaks(String scheme) {
            return scheme.equals("grpc");
        }

        @Override
        public RemoteModel open(URI uri, long maxAnswerBytes) {
            return this;
        }

        @Override
        public synchronized void infer(Question question, Answer reply) {
            asked.add(question);
            if (silent) {
                return;
            }
            if (!failures.isEmpty()) {
                reply.failed(failures.poll());
                return;
            }
            float[] x = question.inputs().tensor(0).toFloats();
            for (int i = 0; i < x.length; i++) {
                x[i] *= 2;
            }
            reply.answered(answer.size() > 0 ? answer : NamedTensors.of("y", Tensor.of(Shape.of(x.length), x)));
        }

        @Override
        public void close() {}
    }

    private static RemoteFailure failure(Reason reason, boolean mayAskAgain) {
        return new RemoteFailure(reason, mayAskAgain, "it was made so", null);
    }

    private ToyGraph toys(boolean own) throws Exception {
        ToyGraph graph = ToyGraph.in(folder, own).model("a", TOY);
        graph.context().getRegistry().bind("observer", runs);
        graph.context().getRegistry().bind("elsewhere", elsewhere);
        return graph;
    }

    private static CheckedGraph calling(ToyGraph graph, int retries, Guard... guard) {
        HandMade made = new HandMade(graph.check(PARTS)).type("far.y", Datatype.FP32, -1);
        return made.output("y", "far.y")
                .of(new CallNode(
                        "far",
                        "spec.steps[0].call",
                        "grpc://there:9000/double",
                        List.of(new ModelNode.ModelInput("x", HandMade.ref("x"))),
                        Map.of("y", new TensorType(Datatype.FP32, Shape.of(-1))),
                        retries,
                        guard.length == 0 ? Optional.empty() : Optional.of(guard[0])));
    }

    private static NamedTensors rows(float... u) {
        return NamedTensors.of("x", Tensor.of(Shape.of(u.length, 1), u));
    }

    private static Kind kindOf(ToyGraph graph, float... u) {
        try {
            graph.ask("g", rows(u));
        } catch (InferenceException e) {
            return e.kind();
        }
        throw new AssertionError("the request was answered");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobodyIsAskedInWarmUp(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            graph.serve(calling(graph, 0));
            assertThat(elsewhere.asked).isEmpty();
            Request traced = new Request(
                    "id-7",
                    "ada",
                    rows(1, 2),
                    Map.of(),
                    name -> name.equals("traceparent") ? "00-a-b-01" : "secret",
                    List.of(),
                    Long.MAX_VALUE);
            Prediction answer = graph.ask("g", traced);
            assertThat(ToyGraph.doubles(answer, "y")).containsExactly(2, 4);
            assertThat(elsewhere.asked).singleElement().satisfies(question -> {
                assertThat(question.id()).isEqualTo("id-7");
                assertThat(question.headers())
                        .containsEntry("traceparent", "00-a-b-01")
                        .doesNotContainKey("cookie");
                assertThat(question.outputs()).containsExactly("y");
                assertThat(question.deadlineNanos())
                        .isLessThan(System.nanoTime() + Duration.ofSeconds(31).toNanos());
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void triesAreRepeatedWhereNobodyAnswered(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            graph.serve(calling(graph, 2));
            elsewhere.failures.add(failure(Reason.UNAVAILABLE, true));
            elsewhere.failures.add(failure(Reason.UNAVAILABLE, true));
            assertThat(ToyGraph.doubles(graph.ask("g", rows(3)), "y")).containsExactly(6);
            assertThat(runs.of("far", NodeEvent.RETRIED)).isEqualTo(2);

            for (int i = 0; i < 3; i++) {
                elsewhere.failures.add(failure(Reason.UNAVAILABLE, true));
            }
            assertThatThrownBy(() -> graph.ask("g", rows(3)))
                    .isInstanceOfSatisfying(
                            InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .hasMessage("node 'far': the model at there:9000: it was made so (3 tries)");
        }
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void othersAreNotRepeated(Reason reason) throws Exception {
        try (ToyGraph graph = toys(true)) {
            graph.serve(calling(graph, 2));
            graph.ask("g", rows(1));
            elsewhere.failures.add(failure(reason, false));
            Kind expected =
                    switch (reason) {
                        case INVALID -> Kind.INVALID;
                        case TOO_LARGE -> Kind.TOO_LARGE;
                        case CONFIGURATION, FAILED -> Kind.FAILED;
                        case UNAVAILABLE -> Kind.UNAVAILABLE;
                        case TIMEOUT -> Kind.TIMEOUT;
                    };
            assertThat(kindOf(graph, 3)).isEqualTo(expected);
            assertThat(elsewhere.asked).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBadRequestBeforeTheFirstAnswerIsOurFault(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            graph.serve(calling(graph, 0));
            elsewhere.failures.add(failure(Reason.INVALID, false));
            assertThat(kindOf(graph, 1)).isEqualTo(Kind.FAILED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsAnsweredMustBeAsDeclared(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            graph.serve(calling(graph, 0));
            for (NamedTensors wrong : List.of(
                    NamedTensors.of("z", Tensor.of(Shape.of(1), 1f)),
                    NamedTensors.of("y", Tensor.of(Shape.of(1), 1)),
                    NamedTensors.of("y", Tensor.of(Shape.of(1, 1), 1f)),
                    NamedTensors.of("y", Tensor.of(Shape.of(2), 1f, 2f)))) {
                elsewhere.answer = wrong;
                assertThat(kindOf(graph, 1)).isEqualTo(Kind.FAILED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFallbackAnswersForASilentServer(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            graph.serve(calling(
                    graph,
                    3,
                    new Guard(Optional.of(Duration.ofMillis(20)), Optional.of(new Fallback.Values(Map.of("y", -1L))))));
            elsewhere.silent = true;
            Prediction answer = graph.ask("g", rows(1, 2));
            assertThat(ToyGraph.doubles(answer, "y")).containsExactly(-1, -1);
            assertThat(answer.path()).isEqualTo("far=fallback");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBreakerOpensWithoutBeingAskedFor(boolean own) throws Exception {
        try (ToyGraph graph = toys(own)) {
            graph.serve(calling(graph, 0));
            for (int i = 0; i < 5; i++) {
                elsewhere.failures.add(failure(Reason.FAILED, false));
                assertThat(kindOf(graph, 1)).isEqualTo(Kind.FAILED);
            }
            assertThat(kindOf(graph, 1)).isEqualTo(Kind.UNAVAILABLE);
            assertThat(elsewhere.asked).hasSize(5);
        }
    }
}
