// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.Arrays;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** The position of the largest value in the last dimension, the first of equals. */
final class ArgmaxKernel {
    private ArgmaxKernel() {}

    static Bound bind(Intake in) {
        in.requireNumeric();
        in.requireRank(
                in.batch() ? 2 : 1, Integer.MAX_VALUE, "[n, k] or more", "One number per row is the largest anyway.");
        Shape shape = in.type().shape();
        if (shape != null && shape.dim(shape.rank() - 1) == 0) {
            throw in.wrong("argmax of nothing: " + in.type(), "Use a tensor whose last dimension isn't 0.");
        }
        Datatype datatype = in.type().datatype();
        return new Bound(
                datatype.isFloat() ? new Floats(in.place()) : new Longs(Unsigned.flip(datatype)),
                new TensorType(Datatype.INT64, withoutLast(shape)));
    }

    private static @Nullable Shape withoutLast(@Nullable Shape shape) {
        return shape == null ? null : shorter(shape);
    }

    private static Shape shorter(Shape shape) {
        return Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 1));
    }

    private static int lastDimension(Cells cells) {
        int width = (int) cells.shape.dim(cells.shape.rank() - 1);
        if (width == 0) {
            throw InferenceException.invalid("argmax of nothing: a tensor of shape " + cells.shape);
        }
        return width;
    }

    private record Floats(Place place) implements Step {
        @Override
        public void apply(Cells cells) {
            int width = lastDimension(cells);
            boolean narrow = Storage.of(cells.datatype) == Storage.FLOATS;
            int size = narrow ? cells.floats.length : cells.doubles.length;
            long[] positions = new long[size / width];
            for (int row = 0, i = 0; row < positions.length; row++) {
                double max = Double.NEGATIVE_INFINITY;
                for (int column = 0; column < width; column++, i++) {
                    double value = narrow ? cells.floats[i] : cells.doubles[i];
                    if (value > max) {
                        max = value;
                        positions[row] = column;
                    } else if (Double.isNaN(value)) {
                        throw place.invalid("argmax", cells.shape, i, Place.NAN);
                    }
                }
            }
            cells.become(Datatype.INT64, positions);
            cells.shape = shorter(cells.shape);
        }
    }

    private record Longs(long order) implements Step {
        @Override
        public void apply(Cells cells) {
            int width = lastDimension(cells);
            long[] x = cells.longs;
            long[] positions = new long[x.length / width];
            for (int row = 0, i = 0; row < positions.length; row++) {
                long max = Long.MIN_VALUE;
                for (int column = 0; column < width; column++, i++) {
                    long value = x[i] ^ order;
                    if (value > max) {
                        max = value;
                        positions[row] = column;
                    }
                }
            }
            cells.become(Datatype.INT64, positions);
            cells.shape = shorter(cells.shape);
        }
    }
}
