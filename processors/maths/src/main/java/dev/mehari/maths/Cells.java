// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;

/**
 * The elements between two steps: FP32 in {@link #floats}, the other floats in {@link #doubles} (already rounded to their
 * datatype), integers and BOOL in {@link #longs} (UINT64 as its bits), BYTES in {@link #texts}. Steps write in place, so
 * that a chain of ops costs one copy in and one out. Confined to one call.
 */
final class Cells {
    private static final float[] NO_FLOATS = {};
    private static final double[] NO_DOUBLES = {};
    private static final long[] NO_LONGS = {};
    private static final byte[][] NO_TEXTS = {};

    Datatype datatype;
    Shape shape;
    float[] floats = NO_FLOATS;
    double[] doubles = NO_DOUBLES;
    long[] longs = NO_LONGS;
    byte[][] texts = NO_TEXTS;

    Cells(Datatype datatype, Shape shape) {
        this.datatype = datatype;
        this.shape = shape;
    }

    /** A copy of a tensor's elements. */
    static Cells of(Tensor tensor) {
        Cells cells = new Cells(tensor.datatype(), tensor.shape());
        switch (Storage.of(tensor.datatype())) {
            case FLOATS -> cells.floats = tensor.toFloats();
            case DOUBLES -> cells.doubles = tensor.toDoubles();
            case LONGS -> cells.longs = tensor.toLongs();
            case TEXTS -> cells.texts = textsOf(tensor);
        }
        return cells;
    }

    private static byte[][] textsOf(Tensor tensor) {
        byte[][] texts = new byte[tensor.size()][];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = tensor.bytesAt(i);
        }
        return texts;
    }

    Tensor toTensor() {
        return switch (datatype) {
            case FP32 -> Tensor.of(shape, floats);
            case FP64 -> Tensor.of(shape, doubles);
            case INT64 -> Tensor.of(shape, longs);
            case BYTES -> Tensor.of(shape, texts);
            default -> narrowed();
        };
    }

    private Tensor narrowed() {
        TensorBuilder builder = new TensorBuilder(datatype, shape);
        if (datatype.isFloat()) {
            for (int i = 0; i < doubles.length; i++) {
                builder.setDouble(i, doubles[i]);
            }
        } else {
            for (int i = 0; i < longs.length; i++) {
                builder.setLong(i, longs[i]);
            }
        }
        return builder.build();
    }

    /** The array that holds the elements. */
    Object array() {
        return switch (Storage.of(datatype)) {
            case FLOATS -> floats;
            case DOUBLES -> doubles;
            case LONGS -> longs;
            case TEXTS -> texts;
        };
    }

    /** Other elements, FP32, in the place of these. */
    void become(float[] elements) {
        letGo();
        datatype = Datatype.FP32;
        floats = elements;
    }

    /** @param newDatatype FP64, FP16 or BF16 */
    void become(Datatype newDatatype, double[] elements) {
        letGo();
        datatype = newDatatype;
        doubles = elements;
    }

    /** @param newDatatype an integer */
    void become(Datatype newDatatype, long[] elements) {
        letGo();
        datatype = newDatatype;
        longs = elements;
    }

    void become(byte[][] elements) {
        letGo();
        datatype = Datatype.BYTES;
        texts = elements;
    }

    private void letGo() {
        floats = NO_FLOATS;
        doubles = NO_DOUBLES;
        longs = NO_LONGS;
        texts = NO_TEXTS;
    }
}
