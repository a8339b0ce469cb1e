// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.jspecify.annotations.Nullable;

/** The height and width that an image must have where it is flattened: they are written into the network. */
record Lengths(long height, long width) {
    static @Nullable Lengths of(InputPreProcessor preprocessor) {
        if (preprocessor instanceof CnnToFeedForwardPreProcessor from) {
            return new Lengths(from.getInputHeight(), from.getInputWidth());
        }
        if (preprocessor instanceof CnnToRnnPreProcessor from) {
            return new Lengths(from.getInputHeight(), from.getInputWidth());
        }
        return null;
    }

    boolean fitsHeightOf(@Nullable InputType type) {
        return !(type instanceof InputType.InputTypeConvolutional image) || image.getHeight() == height;
    }

    boolean fitsWidthOf(@Nullable InputType type) {
        return !(type instanceof InputType.InputTypeConvolutional image) || image.getWidth() == width;
    }
}
