// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EngineModelTest {
    private final Dl4jRuntime runtime = new Dl4jRuntime();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"image", "words", "series-last-step", "mixed-graph"})
    void answersManyAtOnceAsItAnswersOne(String name) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try (Model model = runtime.load(Recorded.network(name))) {
            List<Future<?>> calls = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                int rows = 1 + caller % Recorded.inputs(name)[0].rows();
                calls.add(callers.submit(() -> {
                    for (int call = 0; call < 20; call++) {
                        Dl4jRuntimeTest.assertClose(
                                model.infer(firstRows(Recorded.inputs(name), rows)),
                                firstRows(Recorded.outputs(name), rows));
                    }
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void takesInputsInDirectMemoryAndSlices() {
        try (Model model = runtime.load(Recorded.network("image"))) {
            Tensor input = Recorded.inputs("image")[0];
            ByteBuffer memory =
                    ByteBuffer.allocateDirect((int) input.binarySize()).order(ByteOrder.LITTLE_ENDIAN);
            memory.put(input.toBinary()).flip();
            Tensor direct = Tensor.wrap(Datatype.FP32, input.shape(), memory).slice(1, 3);
            Dl4jRuntimeTest.assertClose(
                    model.infer(new Tensor[] {direct}), new Tensor[] {Recorded.outputs("image")[0].slice(1, 3)});
            assertThat(direct).isEqualTo(input.slice(1, 3));
        }
    }

    @Test
    void refusesAWordThatItDoesNotKnow() {
        for (String name : new String[] {"word", "words"}) {
            try (Model model = runtime.load(Recorded.network(name))) {
                for (float word : new float[] {20, -1, 1e9f, Float.POSITIVE_INFINITY}) {
                    Tensor input = Tensor.of(Shape.of(1, 1), word);
                    assertInvalid(model, input).hasMessageContaining("index");
                }
                Dl4jRuntimeTest.assertClose(model.infer(Recorded.inputs(name)), Recorded.outputs(name));
            }
        }
    }

    @Test
    void refusesLengthsThatItsLayersCanNotTake() {
        try (Model model = runtime.load(Recorded.network("image"))) {
            for (long[] shape :
                    new long[][] {{1, 2, 2, 2}, {1, 2, 40, 40}, {1, 3, 12, 10}, {1, 2, 12}, {2, 240}, {1, 2, 12, 0}}) {
                assertInvalid(model, Tensor.filled(Datatype.FP32, Shape.of(shape), 1));
            }
            Dl4jRuntimeTest.assertClose(model.infer(Recorded.inputs("image")), Recorded.outputs("image"));
        }
    }

    @Test
    void refusesOtherInputsThanItsOwn() {
        try (Model model = runtime.load(Recorded.network("mixed-graph"))) {
            Tensor[] inputs = Recorded.inputs("mixed-graph");
            assertThatThrownBy(() -> model.infer(new Tensor[] {inputs[0]})).hasMessageContaining("takes 2 inputs");
            assertThatThrownBy(() -> model.infer(new Tensor[] {inputs[1], inputs[0]}))
                    .hasMessage("the model takes FP32 [-1, 1, 8, 8] as 'picture', not FP32 [2, 4]");
            assertThatThrownBy(() -> model.infer(new Tensor[] {inputs[0], inputs[1].slice(0, 1)}))
                    .hasMessage("'picture' has 2 rows, 'facts' has 1");
            assertThatThrownBy(() ->
                            model.infer(new Tensor[] {inputs[0], Tensor.filled(Datatype.FP64, inputs[1].shape(), 1)}))
                    .hasMessageContaining("not FP64");
        }
    }

    @Test
    void runsANetworkWithoutParameters() throws IOException {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ActivationLayer(Activation.TANH))
                .layer(new LossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        network.init();
        Tensor input = Tensor.of(Shape.of(2, 2), 0.5f, -1, 0, 2);
        INDArray expected = network.output(Nd4j.createFromArray(new float[][] {{0.5f, -1}, {0, 2}}));
        try (Model model = runtime.load(save(network))) {
            assertThat(model.signature().inputs().get(0).shape()).isNull();
            Tensor output = model.infer(new Tensor[] {input})[0];
            for (int i = 0; i < 4; i++) {
                assertThat(output.floatAt(i)).isEqualTo(expected.getFloat(i / 2, i % 2));
            }
            assertThat(input).isEqualTo(Tensor.of(Shape.of(2, 2), 0.5f, -1, 0, 2));
        }
    }

    @Test
    void refusesToAnswerWithOtherThanOneRowForEach() throws IOException {
        ComputationGraph network = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("a", "b")
                .addVertex("stacked", new StackVertex(), "a", "b")
                .addLayer(
                        "out",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nIn(2)
                                .nOut(1)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "stacked")
                .setOutputs("out")
                .build());
        network.init();
        try (Model model = runtime.load(save(network))) {
            Tensor input = Tensor.of(Shape.of(1, 2), 1f, 2f);
            assertThatThrownBy(() -> model.infer(new Tensor[] {input, input}))
                    .isInstanceOfSatisfying(InferenceException.class, e -> assertThat(e.kind())
                            .isEqualTo(InferenceException.Kind.FAILED))
                    .hasMessage("the model gives FP32 [2, 1] for 1 rows, not one row for each");
        }
    }

    @Test
    void refusesANetworkThatCanNotRun() {
        ModelFile file = Zips.of("image")
                .configuration(text -> text.replaceFirst("(?s)\"activationFn\" : \\{.*?\\}", "\"activationFn\" : null"))
                .in(folder);
        assertThatThrownBy(() -> runtime.load(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("the network can't answer a row of zeros");
    }

    private ModelFile save(org.deeplearning4j.nn.api.Model network) throws IOException {
        File file = folder.resolve("network.zip").toFile();
        ModelSerializer.writeModel(network, file, false);
        return ModelFile.of(file.toPath());
    }

    private static Tensor[] firstRows(Tensor[] tensors, int rows) {
        Tensor[] first = new Tensor[tensors.length];
        for (int i = 0; i < first.length; i++) {
            first[i] = tensors[i].slice(0, rows);
        }
        return first;
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertInvalid(Model model, Tensor input) {
        return assertThatThrownBy(() -> model.infer(new Tensor[] {input}))
                .isInstanceOfSatisfying(
                        InferenceException.class,
                        e -> assertThat(e.kind()).as(e.toString()).isEqualTo(InferenceException.Kind.INVALID));
    }
}
