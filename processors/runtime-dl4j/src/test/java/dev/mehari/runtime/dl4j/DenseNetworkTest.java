// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

import static org.assertj.core.api.Assertions.assertThat;

class DenseNetworkTest {
    private static final float[] VALUES = {
        Float.NaN,
        Float.NEGATIVE_INFINITY,
        Float.POSITIVE_INFINITY,
        -1e30f,
        -100,
        -20,
        -5,
        -3,
        -1,
        -0.5f,
        -0.1f,
        -0.01f,
        -0f,
        0,
        0.01f,
        0.1f,
        0.5f,
        1,
        2,
        3,
        5,
        6,
        7,
        20,
        80,
        1e30f
    };

    @TempDir
    private Path folder;

    @BeforeAll
    static void oracle() {
        Natives.start();
    }

    static Stream<IActivation> activations() {
        return Stream.concat(
                Stream.of(Activation.values())
                        .filter(a -> a != Activation.RRELU)
                        .map(Activation::getActivationFunction),
                Stream.of(
                        new ActivationELU(0.3),
                        new ActivationLReLU(0.2),
                        new ActivationThresholdedReLU(0.4),
                        new ActivationGELU(true),
                        new ActivationReLU(6.0, 0.1, 0.2)));
    }

    /** One layer with the identity for a matrix: the activation alone. */
    @ParameterizedTest
    @MethodSource("activations")
    void activatesAsTheEngineDoes(IActivation activation) throws IOException {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .dataType(type)
                    .list()
                    .layer(new DenseLayer.Builder()
                            .nIn(1)
                            .nOut(1)
                            .activation(activation)
                            .build())
                    .layer(new OutputLayer.Builder(LossFunction.MSE)
                            .nIn(1)
                            .nOut(1)
                            .activation(Activation.IDENTITY)
                            .build())
                    .build());
            network.init();
            network.params().assign(Nd4j.createFromArray(new double[][] {{1, 0, 1, 0}}));
            INDArray column =
                    Nd4j.createFromArray(VALUES).reshape(VALUES.length, 1).castTo(type);
            INDArray expected = network.output(column);
            try (Model model = new Dl4jRuntime().load(save(network))) {
                Shape shape = Shape.of(VALUES.length, 1);
                Tensor input = type == DataType.FLOAT
                        ? Tensor.of(shape, VALUES)
                        : Tensor.of(shape, Tensor.of(shape, VALUES).toDoubles());
                Tensor output = model.infer(new Tensor[] {input})[0];
                for (int i = 0; i < VALUES.length; i++) {
                    double a = output.doubleAt(i);
                    double b = expected.getDouble(i, 0);
                    String at = activation + " of " + VALUES[i] + " in " + type + " by "
                            + model.getClass().getSimpleName();
                    if (Double.isNaN(b) || Double.isInfinite(b)) {
                        assertThat(Double.compare(a, b))
                                .as(at + ": " + a + ", engine " + b)
                                .isZero();
                    } else {
                        // The engine's FP32 functions are themselves off by a few 1e-7 of 1 near 0.
                        assertThat(Math.abs(a - b))
                                .as(at + ": " + a + ", engine " + b)
                                .isLessThanOrEqualTo(1e-6 + 1e-5 * Math.abs(b));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense", "dense-double", "dense-normalized", "dense-frozen", "dense-graph"})
    void answersInJava(String name) {
        try (Model model = new Dl4jRuntime().load(Recorded.network(name))) {
            assertThat(model).isInstanceOf(DenseModel.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense", "dense-double", "dense-normalized", "dense-frozen", "dense-graph"})
    void givesARowTheSameBitsAloneAndAmongOthers(String name) {
        try (Model model = new Dl4jRuntime().load(Recorded.network(name))) {
            Tensor[] inputs = Recorded.inputs(name);
            Tensor[] together = model.infer(inputs);
            for (int row = 0; row < inputs[0].rows(); row++) {
                int at = row;
                Tensor[] alone = model.infer(
                        Stream.of(inputs).map(t -> t.slice(at, at + 1)).toArray(Tensor[]::new));
                for (int o = 0; o < alone.length; o++) {
                    assertThat(alone[o]).isEqualTo(together[o].slice(row, row + 1));
                }
            }
        }
    }

    @Test
    void leavesWhatItDoesNotKnowToTheEngine() {
        assertLeft(Zips.of("dense").replace("ActivationTanH", "ActivationRationalTanh"));
        assertLeft(Zips.of("dense").replace("\"hasLayerNorm\" : false", "\"hasLayerNorm\" : true"));
        assertLeft(Zips.of("dense")
                .replace(
                        "\"weightNoise\" : null",
                        "\"weightNoise\" : {\"@class\" : \"org.deeplearning4j.nn.conf.weightnoise.DropConnect\"}"));
        assertLeft(Zips.of("dense").replace("layers.DenseLayer", "layers.AutoEncoder"));
        assertLeft(Zips.of("dense-normalized").replace("\"gamma\" : 1.0", "\"gamma\" : 2.0"));
        assertLeft(Zips.of("dense-graph").replace("\"mergeAxis\" : 1", "\"mergeAxis\" : 0"));
        assertLeft(Zips.of("dense-graph").replace("\"op\" : \"Average\"", "\"op\" : \"Subtract\""));
        assertLeft(Zips.of("dense-graph").replace("\"topologicalOrderStr\"", "\"x\""));
    }

    @Test
    void leavesLargeNetworksToTheEngine() throws IOException {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(400)
                        .nOut(300)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(300)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        network.init();
        try (Model model = new Dl4jRuntime().load(save(network))) {
            assertThat(model).isInstanceOf(EngineModel.class);
            assertThat(model.signature().inputs().get(0).shape()).isEqualTo(Shape.of(-1, 400));
        }
    }

    @Test
    void passesOverZerosOnlyWhereThatChangesNothing() throws IOException {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(2)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        network.init();
        network.params().assign(Nd4j.createFromArray(new float[][] {{Float.POSITIVE_INFINITY, 1, 0}}));
        try (Model model = new Dl4jRuntime().load(save(network))) {
            Tensor output = model.infer(new Tensor[] {Tensor.of(Shape.of(2, 2), 0f, 1f, 1f, 1f)})[0];
            assertThat(output.floatAt(0)).isNaN();
            assertThat(output.floatAt(1)).isInfinite();
        }
    }

    private void assertLeft(Zips zips) {
        try (NetworkArchive archive = NetworkArchive.open(zips.in(folder))) {
            assertThat(DenseNetwork.parse(archive.configuration())).isEmpty();
        }
    }

    private ModelFile save(MultiLayerNetwork network) throws IOException {
        File file = folder.resolve("network.zip").toFile();
        ModelSerializer.writeModel(network, file, false);
        return ModelFile.of(file.toPath());
    }
}
