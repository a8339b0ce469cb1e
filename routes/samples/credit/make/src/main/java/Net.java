// SPDX-License-Identifier: Apache-2.0

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Trains the network on rows of numbers, saves it, and writes what it answers for others: {@code Net TRAIN ROWS ZIP ANSWERS}.
 * TRAIN has the class (0 or 1) first in each line, ROWS has features only, ANSWERS gets the two probabilities.
 */
public final class Net {
    private Net() {}

    public static void main(String[] files) throws IOException {
        float[][] train = read(files[0]);
        int features = train[0].length - 1;
        INDArray x = Nd4j.create(train.length, features);
        INDArray y = Nd4j.zeros(train.length, 2);
        for (int row = 0; row < train.length; row++) {
            y.putScalar(row, (int) train[row][0], 1);
            for (int i = 0; i < features; i++) {
                x.putScalar(row, i, train[row][i + 1]);
            }
        }
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1994)
                .updater(new Adam(0.003))
                .weightInit(WeightInit.XAVIER)
                .l2(0.02)
                .list()
                .layer(new DenseLayer.Builder().nIn(features).nOut(24).activation(Activation.RELU).build())
                .layer(new DenseLayer.Builder().nIn(24).nOut(8).activation(Activation.TANH).build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT).nIn(8).nOut(2).activation(Activation.SOFTMAX).build())
                .build());
        network.init();
        for (int step = 0; step < 150; step++) {
            network.fit(x, y); // all rows at once: no order, no chance
        }
        ModelSerializer.writeModel(network, new File(files[2]), false);

        StringBuilder answers = new StringBuilder();
        for (float[] row : read(files[1])) {
            INDArray output = network.output(Nd4j.createFromArray(new float[][] {row}));
            answers.append(output.getFloat(0, 0)).append(',').append(output.getFloat(0, 1)).append('\n');
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
