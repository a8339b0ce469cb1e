// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.mehari.engine.Engine;
import dev.mehari.engine.RevisionNumbers;
import dev.mehari.engine.RevisionRules;
import dev.mehari.engine.ServedGraph;
import dev.mehari.graph.Surroundings;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.ModelStore;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** An engine, and graph files of one toy model whose answer says which state of it answered. */
final class Toys implements AutoCloseable {
    final DefaultCamelContext context = new DefaultCamelContext(false);
    final Engine engine;
    final Surroundings surroundings;

    Toys(Path folder) {
        context.disableJMX();
        context.getRegistry().bind("models", ModelStore.installed(folder.resolve(".cache"), false));
        context.build();
        context.start();
        engine = new Engine(
                context,
                RevisionNumbers.inMemory(),
                new RevisionRules(1, Duration.ofSeconds(30)),
                InstantSource.system());
        surroundings =
                Surroundings.of(ModelStore.installed(folder.resolve(".cache"), false), ModelRuntimes.installed());
    }

    /** Writes as editors do: beside, and then in place. */
    static void write(Path file, String text) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + ".tmp");
        Files.writeString(beside, text);
        Files.move(beside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    static String model(double answer) {
        return """
            {"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 1]}],
             "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1], "weights": [0], "bias": ANSWER}]}
            """.replace("ANSWER", String.valueOf(answer));
    }

    /** A graph of a model, and a constant that its answer can't go below. */
    static String graph(String name, String model, double least) {
        return """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: NAME}
            spec:
              inputs: [{name: x, datatype: FP32, shape: [-1, 1]}]
              models: {toy: {runtime: toy, uri: MODEL}}
              steps:
                - model: {id: toy, input: x}
                - transform: {id: least, input: toy.y, ops: [{clip: {min: LEAST}}]}
              outputs: [{name: answer, from: least}]
              warmup: {limit: 20ms}
            """.replace("NAME", name).replace("MODEL", model).replace("LEAST", String.valueOf(least));
    }

    /** What a graph answers; NaN if it isn't served. */
    double ask(String graph) {
        ServedGraph served = engine.find(graph);
        if (served == null) {
            return Double.NaN;
        }
        CompletableFuture<@Nullable Double> answer = new CompletableFuture<>();
        served.infer(
                null,
                Request.of("test", NamedTensors.of("x", Tensor.of(Shape.of(1, 1), 1f))),
                new ServedGraph.Answer() {
                    @Override
                    public void succeeded(Prediction prediction) {
                        Tensor tensor = prediction.outputs().get("answer");
                        answer.complete(tensor == null ? null : tensor.doubleAt(0));
                    }

                    @Override
                    public void failed(Throwable error) {
                        answer.complete(null);
                    }
                });
        Double value = answer.orTimeout(30, TimeUnit.SECONDS).join();
        return value == null ? Double.NaN : value;
    }

    @Override
    public void close() {
        engine.close();
        context.stop();
    }
}
