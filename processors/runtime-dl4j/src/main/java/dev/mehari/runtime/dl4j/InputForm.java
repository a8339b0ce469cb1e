// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import dev.mehari.tensor.Shape;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.jspecify.annotations.Nullable;

/**
 * What a network takes as one of its inputs, as far as the layer that reads it tells: saved configurations don't keep the
 * input type that the network was built with. Lengths that the layer leaves open (height, width, time) are {@code open}
 * in its shape; {@link #typed} fills them to try the network with.
 */
interface InputForm {
    /** The engine's own description, with these lengths where they are open; depth and time get {@code height}. */
    InputType typed(long height, long width);

    /** The shape of a batch, with these lengths where they are open. */
    Shape shape(long height, long width);

    /** The form, or null if the layer takes several and doesn't say which. */
    static @Nullable InputForm of(@Nullable InputPreProcessor preprocessor, Layer layer) {
        return preprocessor == null ? of(layer) : of(preprocessor, nInOf(layer));
    }

    private static @Nullable InputForm of(InputPreProcessor preprocessor, long layerInputs) {
        if (preprocessor instanceof ComposableInputPreProcessor several) {
            return several.getInputPreProcessors().length == 0
                    ? null
                    : of(several.getInputPreProcessors()[0], layerInputs);
        }
        if (preprocessor instanceof FeedForwardToCnnPreProcessor to) {
            return flat(to.getInputHeight() * to.getInputWidth() * to.getNumChannels());
        }
        if (preprocessor instanceof FeedForwardToCnn3DPreProcessor to) {
            return flat((long) to.getInputDepth() * to.getInputHeight() * to.getInputWidth() * to.getNumChannels());
        }
        if (preprocessor instanceof CnnToFeedForwardPreProcessor from) {
            return fixed(InputType.convolutional(
                    from.getInputHeight(), from.getInputWidth(), from.getNumChannels(), from.getFormat()));
        }
        if (preprocessor instanceof Cnn3DToFeedForwardPreProcessor from) {
            return fixed(InputType.convolutional3D(
                    from.isNCDHW() ? Convolution3D.DataFormat.NCDHW : Convolution3D.DataFormat.NDHWC,
                    from.getInputDepth(),
                    from.getInputHeight(),
                    from.getInputWidth(),
                    from.getNumChannels()));
        }
        if (preprocessor instanceof RnnToFeedForwardPreProcessor from && layerInputs > 0) {
            return series(layerInputs, from.getRnnDataFormat());
        }
        if (preprocessor instanceof RnnToCnnPreProcessor from) {
            return series(
                    (long) from.getInputHeight() * from.getInputWidth() * from.getNumChannels(),
                    from.getRnnDataFormat());
        }
        return null;
    }

    private static @Nullable InputForm of(Layer layer) {
        if (layer instanceof FrozenLayer frozen) {
            return of(frozen.getLayer());
        }
        if (layer instanceof BaseWrapperLayer wrapper) {
            return of(wrapper.getUnderlying());
        }
        if (layer instanceof Bidirectional both) {
            return of(both.getFwd());
        }
        if (layer instanceof EmbeddingLayer) {
            return flat(1);
        }
        if (layer instanceof EmbeddingSequenceLayer words) {
            return words.isInferInputLength() ? FLAT_OF_ANY_LENGTH : flat(words.getInputLength());
        }
        if (layer instanceof BaseRecurrentLayer recurrent) {
            return series(recurrent.getNIn(), recurrent.getRnnDataFormat());
        }
        if (layer instanceof RnnOutputLayer output) {
            return series(output.getNIn(), output.getRnnDataFormat());
        }
        if (layer instanceof SelfAttentionLayer attention) {
            return series(attention.getNIn(), RNNFormat.NCW);
        }
        if (layer instanceof LearnedSelfAttentionLayer attention) {
            return series(attention.getNIn(), RNNFormat.NCW);
        }
        if (layer instanceof RecurrentAttentionLayer attention) {
            return series(attention.getNIn(), RNNFormat.NCW);
        }
        if (layer instanceof Convolution1DLayer along) {
            return series(along.getNIn(), along.getRnnDataFormat());
        }
        if (layer instanceof Convolution3D volume) {
            return volume(volume.getNIn(), volume.getDataFormat());
        }
        if (layer instanceof Deconvolution3D volume) {
            return volume(volume.getNIn(), volume.getDataFormat());
        }
        if (layer instanceof ConvolutionLayer image) {
            return image(image.getNIn(), image.getCnn2dDataFormat());
        }
        if (layer instanceof BatchNormalization
                || layer instanceof DropoutLayer
                || layer instanceof LossLayer
                || layer instanceof RnnLossLayer) {
            return null; // these take what comes
        }
        return layer instanceof FeedForwardLayer dense ? flat(dense.getNIn()) : null;
    }

    /** A layer that takes any rank and gives what it takes: the one after it tells more. */
    static boolean passesOn(Layer layer) {
        return layer instanceof BatchNormalization
                || layer instanceof DropoutLayer
                || layer instanceof org.deeplearning4j.nn.conf.layers.ActivationLayer
                || layer instanceof org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
    }

    private static long nInOf(Layer layer) {
        return layer instanceof FeedForwardLayer dense ? dense.getNIn() : 0;
    }

    // ------------------------------------------------------------------------------------------------ forms

    InputForm FLAT_OF_ANY_LENGTH = new Form(
            (height, width) -> InputType.feedForward(height), (height, width) -> Shape.of(Shape.DYNAMIC, height));

    private static InputForm flat(long size) {
        return fixed(InputType.feedForward(size));
    }

    private static InputForm fixed(InputType type) {
        Shape shape = EngineShapes.of(type);
        return new Form((height, width) -> type, (height, width) -> shape);
    }

    private static InputForm series(long features, @Nullable RNNFormat format) {
        RNNFormat known = format == null ? RNNFormat.NCW : format;
        return open((time, width) -> InputType.recurrent(features, time, known));
    }

    private static InputForm image(long channels, CNN2DFormat format) {
        return open((height, width) -> InputType.convolutional(height, width, channels, format));
    }

    private static InputForm volume(long channels, Convolution3D.DataFormat format) {
        return open((height, width) -> InputType.convolutional3D(format, height, height, width, channels));
    }

    private static InputForm open(Sized<InputType> type) {
        return new Form(type, (height, width) -> EngineShapes.of(type.at(height, width)));
    }

    /** Something of a height and a width. */
    @FunctionalInterface
    interface Sized<T> {
        T at(long height, long width);
    }

    /** The two by their functions. */
    record Form(Sized<InputType> type, Sized<Shape> form) implements InputForm {
        @Override
        public InputType typed(long height, long width) {
            return type.at(height, width);
        }

        @Override
        public Shape shape(long height, long width) {
            return form.at(height, width);
        }
    }
}
