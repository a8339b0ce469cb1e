// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import dev.mehari.tensor.Shape;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.jspecify.annotations.Nullable;

/** Shapes of batches for the engine's descriptions of one row, and what two of them have in common. */
final class EngineShapes {
    private EngineShapes() {}

    /** The shape of a batch; a length that isn't known is dynamic. */
    static Shape of(InputType type) {
        if (type instanceof InputType.InputTypeRecurrent series) {
            return series.getFormat() == RNNFormat.NWC
                    ? batch(series.getTimeSeriesLength(), series.getSize())
                    : batch(series.getSize(), series.getTimeSeriesLength());
        }
        if (type instanceof InputType.InputTypeConvolutional image) {
            return image.getFormat() == CNN2DFormat.NHWC
                    ? batch(image.getHeight(), image.getWidth(), image.getChannels())
                    : batch(image.getChannels(), image.getHeight(), image.getWidth());
        }
        if (type instanceof InputType.InputTypeConvolutional3D volume) {
            return volume.getDataFormat() == Convolution3D.DataFormat.NDHWC
                    ? batch(volume.getDepth(), volume.getHeight(), volume.getWidth(), volume.getChannels())
                    : batch(volume.getChannels(), volume.getDepth(), volume.getHeight(), volume.getWidth());
        }
        return batch(type.arrayElementsPerExample());
    }

    private static Shape batch(long... row) {
        long[] dims = new long[row.length + 1];
        dims[0] = Shape.DYNAMIC;
        for (int i = 0; i < row.length; i++) {
            dims[i + 1] = row[i] > 0 ? row[i] : Shape.DYNAMIC;
        }
        return Shape.of(dims);
    }

    /** Dynamic where they differ; null if even their ranks do, or one is null. */
    static @Nullable Shape common(@Nullable Shape a, @Nullable Shape b) {
        if (a == null || b == null || a.rank() != b.rank()) {
            return null;
        }
        long[] dims = a.toArray();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = dims[i] == b.dim(i) ? dims[i] : Shape.DYNAMIC;
        }
        return Shape.of(dims);
    }
}
