// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.nodes.Trace;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a trace tells, with our processors and with Camel's. */
class TraceTest {
    private static final String YAML = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: traced}
            spec:
              warmup: {limit: 1ms}
              inputs: [{name: x, datatype: FP32, shape: [-1, 1], features: [age]}]
              models: {plus: {runtime: toy, uri: plus.toy.json}, bad: {runtime: toy, uri: bad.toy.json}}
              steps:
                - choice:
                    id: score
                    when:
                      - cel: "x.age < 10"
                        steps: [{model: {id: young, use: plus, input: x}}]
                    otherwise:
                      steps: [{model: {id: old, use: bad, input: x}}]
              outputs: [{name: y, from: score.y}]
            """;

    @TempDir
    private Path folder;

    private ToyGraph serve(boolean own) throws Exception {
        String model = "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,1]}],"
                + "\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[-1],\"weights\":[1],\"bias\":1}]";
        return ToyGraph.in(folder, own)
                .model("plus", model + "}")
                .model("bad", model + ",\"failsAbove\":90}")
                .serve(YAML);
    }

    private static Prediction ask(ToyGraph graph, Trace trace, float... ages) throws Exception {
        CompletableFuture<Prediction> answer = new CompletableFuture<>();
        Request request = Request.of("r", NamedTensors.of("x", Tensor.of(Shape.of(ages.length, 1), ages)));
        graph.engine().find("traced").infer(null, request, trace, new ServedGraph.Answer() {
            @Override
            public void succeeded(Prediction prediction) {
                answer.complete(prediction);
            }

            @Override
            public void failed(Throwable error) {
                answer.completeExceptionally(error);
            }
        });
        return answer.get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsWhichRowsWentWhereAndWhatEachNodeReadAndGave(boolean own) throws Exception {
        Trace trace = new Trace();
        try (ToyGraph graph = serve(own)) {
            ask(graph, trace, 20, 5, 30);
        }

        assertThat(trace.events())
                .filteredOn(Trace.Went.class::isInstance)
                .containsExactly(
                        new Trace.Went("traced@1", "score", 0, "x.age < 10", List.of("1")),
                        new Trace.Went("traced@1", "score", 1, "", List.of("0", "2")));
        List<Trace.Ran> ran = trace.events().stream()
                .filter(Trace.Ran.class::isInstance)
                .map(Trace.Ran.class::cast)
                .toList();
        assertThat(ran).extracting(Trace.Ran::node).containsExactly("young", "old");
        assertThat(ran.get(1).step()).isEqualTo("model");
        assertThat(ran.get(1).rows()).containsExactly("0", "2");
        assertThat(ran.get(1).inputs()).isEqualTo(NamedTensors.of("x", Tensor.of(Shape.of(2, 1), 20f, 30f)));
        assertThat(ran.get(1).outputs()).isEqualTo(NamedTensors.of("y", Tensor.of(Shape.of(2), 21f, 31f)));
        assertThat(ran.get(1).error()).isNull();
        assertThat(ran.get(1).nanos()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsWhichNodeFailed(boolean own) throws Exception {
        Trace trace = new Trace();
        try (ToyGraph graph = serve(own)) {
            assertThatThrownBy(() -> ask(graph, trace, 99, 5)).hasRootCauseMessage("the toy failed; it was made so");
        }

        Trace.Ran last = (Trace.Ran) trace.events().get(trace.events().size() - 1);
        assertThat(last.node()).isEqualTo("old");
        assertThat(last.error()).contains("the toy failed");
        assertThat(last.outputs()).isEqualTo(NamedTensors.NONE);
    }
}
