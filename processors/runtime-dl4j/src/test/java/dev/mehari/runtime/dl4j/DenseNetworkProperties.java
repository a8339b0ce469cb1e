// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;

import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

import static org.assertj.core.api.Assertions.assertThat;

class DenseNetworkProperties {
    private static final Activation[] INNER = {
        Activation.RELU, Activation.TANH, Activation.SIGMOID, Activation.ELU, Activation.SELU, Activation.SWISH,
        Activation.LEAKYRELU, Activation.GELU, Activation.HARDTANH, Activation.SOFTSIGN, Activation.IDENTITY,
                Activation.SOFTMAX
    };

    private static final Activation[] LAST = {
        Activation.SOFTMAX, Activation.SIGMOID, Activation.IDENTITY, Activation.TANH
    };

    @Property(tries = 40)
    void anyDenseNetworkAnswersAsTheEngineDoes(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int depth,
            @ForAll @IntRange(min = 1, max = 40) int inputs,
            @ForAll @IntRange(min = 1, max = 9) int rows)
            throws IOException {
        Random random = new Random(seed);
        NeuralNetConfiguration.ListBuilder layers =
                new NeuralNetConfiguration.Builder().seed(seed).biasInit(0.1).list();
        int width = inputs;
        for (int i = 1; i < depth; i++) {
            int next = 1 + random.nextInt(50);
            layers.layer(new DenseLayer.Builder()
                    .nIn(width)
                    .nOut(next)
                    .hasBias(random.nextInt(4) > 0)
                    .activation(INNER[random.nextInt(INNER.length)])
                    .build());
            if (random.nextInt(4) == 0) {
                layers.layer(new BatchNormalization.Builder()
                        .nIn(next)
                        .nOut(next)
                        .useLogStd(random.nextBoolean())
                        .build());
            }
            width = next;
        }
        int outputs = 2 + random.nextInt(4); // the engine refuses to build softmax over one
        layers.layer(new OutputLayer.Builder(LossFunction.MSE)
                .nIn(width)
                .nOut(outputs)
                .activation(LAST[random.nextInt(LAST.length)])
                .build());
        MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
        network.init();

        float[] values = new float[rows * inputs];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian() * 2;
        }
        INDArray expected = network.output(Nd4j.create(values, new long[] {rows, inputs}, 'c'));
        File file = Files.createTempFile("network", ".zip").toFile();
        ModelSerializer.writeModel(network, file, false);
        try (Model model = new Dl4jRuntime().load(ModelFile.of(file.toPath()))) {
            assertThat(model).isInstanceOf(DenseModel.class);
            Tensor output = model.infer(new Tensor[] {Tensor.of(Shape.of(rows, inputs), values)})[0];
            Dl4jRuntimeTest.assertClose(new Tensor[] {output}, new Tensor[] {
                Tensor.of(Shape.of(rows, outputs), expected.dup('c').data().asFloat())
            });
        } finally {
            Files.delete(file.toPath());
        }
    }
}
