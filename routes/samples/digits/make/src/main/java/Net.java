// SPDX-License-Identifier: Apache-2.0

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Trains a small convolutional network on 8x8 images, saves it, and writes what it answers for others:
 * {@code Net TRAIN ROWS ZIP ANSWERS}. TRAIN has the digit first in each line and then 64 pixels of 0 to 1, row by row; ROWS has
 * pixels only; ANSWERS gets ten probabilities a line.
 */
public final class Net {
    private static final int SIDE = 8;
    private static final int DIGITS = 10;

    private Net() {}

    public static void main(String[] files) throws IOException {
        float[][] train = read(files[0]);
        INDArray x = Nd4j.create(train.length, SIDE * SIDE);
        INDArray y = Nd4j.zeros(train.length, DIGITS);
        for (int row = 0; row < train.length; row++) {
            y.putScalar(row, (int) train[row][0], 1);
            for (int i = 0; i < SIDE * SIDE; i++) {
                x.putScalar(row, i, train[row][i + 1]);
            }
        }
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1998)
                .updater(new Adam(0.003))
                .weightInit(WeightInit.RELU)
                .l2(0.001)
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(12).activation(Activation.RELU).build())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build())
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(24).activation(Activation.RELU).build())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build())
                .layer(new DenseLayer.Builder().nOut(48).activation(Activation.RELU).build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT).nOut(DIGITS).activation(Activation.SOFTMAX).build())
                // Takes each image as a row of 64 numbers, as the trees do, and folds it to [1, 8, 8] itself.
                .setInputType(InputType.convolutionalFlat(SIDE, SIDE, 1))
                .build());
        network.init();
        for (int step = 0; step < 120; step++) {
            network.fit(x, y); // all rows at once: no order, no chance
        }
        ModelSerializer.writeModel(network, new File(files[2]), false);

        StringBuilder answers = new StringBuilder();
        for (float[] row : read(files[1])) {
            INDArray output = network.output(Nd4j.createFromArray(new float[][] {row}));
            for (int digit = 0; digit < DIGITS; digit++) {
                answers.append(digit == 0 ? "" : ",").append(output.getFloat(0, digit));
            }
            answers.append('\n');
        }
        Files.writeString(Path.of(files[3]), answers);
    }

    private static float[][] read(String file) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(file));
        float[][] rows = new float[lines.size()][];
        for (int i = 0; i < rows.length; i++) {
            String[] cells = lines.get(i).split(",");
            rows[i] = new float[cells.length];
            for (int j = 0; j < cells.length; j++) {
                rows[i][j] = Float.parseFloat(cells[j]);
            }
        }
        return rows;
    }
}
