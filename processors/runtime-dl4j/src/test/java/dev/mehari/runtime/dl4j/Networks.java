// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** One small network of each kind, with random parameters from a fixed seed, and the shapes of a batch to ask it with. */
final class Networks {
    /** A network and its inputs' shapes. */
    record Sample(Supplier<Model> network, long[]... inputs) {}

    private Networks() {}

    static Map<String, Sample> all() {
        Map<String, Sample> all = new LinkedHashMap<>();
        all.put("dense", new Sample(Networks::dense, new long[] {5, 6}));
        all.put("dense-double", new Sample(Networks::denseDouble, new long[] {3, 4}));
        all.put("dense-normalized", new Sample(Networks::denseNormalized, new long[] {4, 5}));
        all.put("dense-frozen", new Sample(Networks::denseFrozen, new long[] {2, 4}));
        all.put("dense-graph", new Sample(Networks::denseGraph, new long[] {3, 3}, new long[] {3, 2}));
        all.put("image", new Sample(Networks::image, new long[] {3, 2, 12, 10}));
        all.put("image-flat", new Sample(Networks::imageFlat, new long[] {2, 64}));
        all.put("image-any-size", new Sample(Networks::imageAnySize, new long[] {2, 3, 9, 7}));
        all.put("image-channels-last", new Sample(Networks::imageChannelsLast, new long[] {2, 8, 6, 3}));
        all.put("image-to-image", new Sample(Networks::imageToImage, new long[] {2, 1, 6, 5}));
        all.put("image-double", new Sample(Networks::imageDouble, new long[] {2, 1, 6, 6}));
        all.put("volume", new Sample(Networks::volume, new long[] {2, 1, 4, 5, 6}));
        all.put("series", new Sample(Networks::series, new long[] {3, 3, 7}));
        all.put("series-last-step", new Sample(Networks::seriesLastStep, new long[] {3, 4, 6}));
        all.put("series-time-first", new Sample(Networks::seriesTimeFirst, new long[] {2, 6, 3}));
        all.put("series-convolved", new Sample(Networks::seriesConvolved, new long[] {2, 3, 9}));
        all.put("series-attention", new Sample(Networks::seriesAttention, new long[] {2, 4, 5}));
        all.put("words", new Sample(Networks::words, new long[] {3, 8}));
        all.put("word", new Sample(Networks::word, new long[] {4, 1}));
        all.put("mixed-graph", new Sample(Networks::mixedGraph, new long[] {2, 1, 8, 8}, new long[] {2, 4}));
        return all;
    }

    /** Inputs for a sample: uniform in −1..1, or indices of words. */
    static INDArray[] inputs(String name, Sample sample, DataType type) {
        Nd4j.getRandom().setSeed(name.hashCode());
        INDArray[] inputs = new INDArray[sample.inputs().length];
        for (int i = 0; i < inputs.length; i++) {
            INDArray uniform = Nd4j.rand(DataType.DOUBLE, sample.inputs()[i]);
            inputs[i] = (name.startsWith("word")
                            ? org.nd4j.linalg.ops.transforms.Transforms.floor(uniform.muli(20))
                            : uniform.muli(2).subi(1))
                    .castTo(type);
        }
        return inputs;
    }

    private static NeuralNetConfiguration.Builder start() {
        return new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Adam(1e-3))
                .biasInit(0.1);
    }

    private static Model of(NeuralNetConfiguration.ListBuilder layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
        network.init();
        return network;
    }

    private static OutputLayer classes(int in, int out) {
        OutputLayer.Builder output =
                new OutputLayer.Builder(LossFunction.MCXENT).nOut(out).activation(Activation.SOFTMAX);
        return (in > 0 ? output.nIn(in) : output).build();
    }

    private static Model dense() {
        return of(start().list()
                .layer(new DenseLayer.Builder()
                        .nIn(6)
                        .nOut(8)
                        .activation(Activation.RELU)
                        .dropOut(0.5)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nIn(8)
                        .nOut(5)
                        .activation(Activation.TANH)
                        .build())
                .layer(classes(5, 3)));
    }

    private static Model denseDouble() {
        return of(start().dataType(DataType.DOUBLE)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(4)
                        .nOut(6)
                        .activation(Activation.ELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(6)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build()));
    }

    private static Model denseNormalized() {
        MultiLayerNetwork network = (MultiLayerNetwork) of(start().list()
                .layer(new DenseLayer.Builder()
                        .nIn(5)
                        .nOut(7)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new BatchNormalization.Builder().nIn(7).nOut(7).build())
                .layer(new ActivationLayer(Activation.LEAKYRELU))
                .layer(new DropoutLayer(0.3))
                .layer(new BatchNormalization.Builder()
                        .nIn(7)
                        .nOut(7)
                        .useLogStd(false)
                        .lockGammaBeta(true)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nIn(7)
                        .nOut(4)
                        .activation(Activation.SIGMOID)
                        .build())
                .layer(new LossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.HARDSIGMOID)
                        .build()));
        // Statistics as training would have left them.
        INDArray statistics = Nd4j.rand(DataType.FLOAT, 7).addi(0.5);
        network.getLayer(1).getParam("mean").assign(statistics.sub(1));
        network.getLayer(1).getParam("log10stdev").assign(statistics.mul(0.2));
        network.getLayer(1).getParam("gamma").assign(statistics);
        network.getLayer(1).getParam("beta").assign(statistics.mul(-0.3));
        network.getLayer(4).getParam("mean").assign(statistics.mul(0.1));
        network.getLayer(4).getParam("var").assign(statistics.mul(2));
        return network;
    }

    private static Model denseFrozen() {
        return of(start().list()
                .layer(new FrozenLayer(new DenseLayer.Builder()
                        .nIn(4)
                        .nOut(5)
                        .activation(Activation.SELU)
                        .build()))
                .layer(classes(5, 2)));
    }

    private static Model denseGraph() {
        ComputationGraph network = new ComputationGraph(start().graphBuilder()
                .addInputs("left", "right")
                .addLayer(
                        "a",
                        new DenseLayer.Builder()
                                .nIn(3)
                                .nOut(4)
                                .activation(Activation.SWISH)
                                .build(),
                        "left")
                .addLayer(
                        "b",
                        new DenseLayer.Builder()
                                .nIn(2)
                                .nOut(4)
                                .activation(Activation.CUBE)
                                .build(),
                        "right")
                .addVertex("both", new MergeVertex(), "a", "b")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Average), "a", "b")
                .addLayer(
                        "score",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nIn(8)
                                .nOut(1)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "both")
                .addLayer("class", classes(4, 3), "sum")
                .setOutputs("score", "class")
                .build());
        network.init();
        return network;
    }

    private static Model image() {
        return of(start().activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new BatchNormalization())
                .layer(new SubsamplingLayer.Builder()
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new DenseLayer.Builder().nOut(6).build())
                .layer(classes(0, 3))
                .setInputType(InputType.convolutional(12, 10, 2)));
    }

    private static Model imageFlat() {
        return of(start().activation(Activation.TANH)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(classes(0, 4))
                .setInputType(InputType.convolutionalFlat(8, 8, 1)));
    }

    private static Model imageAnySize() {
        return of(start().activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nIn(3).nOut(4).build())
                .layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build())
                .layer(classes(4, 2)));
    }

    private static Model imageChannelsLast() {
        return of(start().activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .dataFormat(CNN2DFormat.NHWC)
                        .build())
                .layer(classes(0, 2))
                .setInputType(InputType.convolutional(8, 6, 3, CNN2DFormat.NHWC)));
    }

    private static Model imageToImage() {
        return of(start().list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nIn(1)
                        .nOut(2)
                        .padding(1, 1)
                        .activation(Activation.RELU)
                        .build())
                .layer(new CnnLossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.SIGMOID)
                        .build()));
    }

    private static Model imageDouble() {
        return of(start().dataType(DataType.DOUBLE)
                .list()
                .layer(new ConvolutionLayer.Builder(2, 2)
                        .nOut(2)
                        .activation(Activation.RELU)
                        .build())
                .layer(classes(0, 2))
                .setInputType(InputType.convolutional(6, 6, 1)));
    }

    private static Model volume() {
        return of(start().list()
                .layer(new Convolution3D.Builder(2, 2, 2)
                        .nIn(1)
                        .nOut(3)
                        .activation(Activation.RELU)
                        .build())
                .layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build())
                .layer(classes(3, 2)));
    }

    private static Model series() {
        return of(start().list()
                .layer(new LSTM.Builder()
                        .nIn(3)
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build()));
    }

    private static Model seriesLastStep() {
        return of(start().list()
                .layer(new Bidirectional(
                        Bidirectional.Mode.CONCAT,
                        new LSTM.Builder().nIn(4).nOut(3).build()))
                .layer(new LastTimeStep(new LSTM.Builder().nIn(6).nOut(4).build()))
                .layer(classes(4, 2)));
    }

    private static Model seriesTimeFirst() {
        return of(start().list()
                .layer(new LSTM.Builder().nOut(4).dataFormat(RNNFormat.NWC).build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .dataFormat(RNNFormat.NWC)
                        .build())
                .setInputType(InputType.recurrent(3, RNNFormat.NWC)));
    }

    private static Model seriesConvolved() {
        return of(start().list()
                .layer(new Convolution1D.Builder(3)
                        .nIn(3)
                        .nOut(4)
                        .activation(Activation.RELU)
                        .build())
                .layer(new GlobalPoolingLayer.Builder(PoolingType.MAX).build())
                .layer(classes(4, 2)));
    }

    private static Model seriesAttention() {
        return of(start().list()
                .layer(new SelfAttentionLayer.Builder()
                        .nIn(4)
                        .nOut(4)
                        .nHeads(1)
                        .projectInput(false)
                        .build())
                .layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build())
                .layer(classes(4, 2)));
    }

    private static Model words() {
        return of(start().list()
                .layer(new EmbeddingSequenceLayer.Builder().nIn(20).nOut(4).build())
                .layer(new LastTimeStep(new LSTM.Builder().nIn(4).nOut(4).build()))
                .layer(classes(4, 2)));
    }

    private static Model word() {
        return of(start().list()
                .layer(new EmbeddingLayer.Builder().nIn(20).nOut(4).build())
                .layer(classes(4, 2)));
    }

    private static Model mixedGraph() {
        ComputationGraph network = new ComputationGraph(start().activation(Activation.RELU)
                .graphBuilder()
                .addInputs("picture", "facts")
                .addLayer("seen", new ConvolutionLayer.Builder(3, 3).nOut(3).build(), "picture")
                .addLayer("flat", new DenseLayer.Builder().nOut(5).build(), "seen")
                .addLayer("known", new DenseLayer.Builder().nOut(3).build(), "facts")
                .addVertex("all", new MergeVertex(), "flat", "known")
                .addLayer("class", classes(0, 3), "all")
                .addLayer(
                        "size",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(1)
                                .activation(Activation.SOFTPLUS)
                                .build(),
                        "all")
                .setOutputs("class", "size")
                .setInputTypes(InputType.convolutional(8, 8, 1), InputType.feedForward(4))
                .build());
        network.init();
        return network;
    }
}
