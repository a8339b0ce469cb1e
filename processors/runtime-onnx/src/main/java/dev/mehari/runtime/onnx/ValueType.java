// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.Arrays;

import dev.mehari.model.InvalidModelException;
import dev.mehari.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The type of a value of a graph (ONNX: TypeProto), as far as it matters here. */
sealed interface ValueType {
    /**
     * A dense tensor.
     *
     * @param element as numbered in the file
     * @param shape null where the file states none
     */
    record OfTensor(long element, @Nullable Shape shape) implements ValueType {}

    /** A sequence of maps, which ZipMap makes. */
    record OfMaps() implements ValueType {}

    /** Anything else, in words: {@code an optional}. */
    record Other(String words) implements ValueType {}

    /** Reads a TypeProto. */
    static ValueType read(WireReader type) {
        ValueType read = new Other("of no type");
        while (type.next()) {
            switch (type.field()) {
                case 1 -> read = tensor(type.once().message("a tensor type"));
                case 4 -> read = sequence(type.once().message("a sequence type"));
                case 5 -> read = new Other("a map");
                case 7 -> read = new Other("an opaque value");
                case 8 -> read = new Other("a sparse tensor");
                case 9 -> read = new Other("an optional value");
                default -> {}
            }
        }
        return read;
    }

    private static ValueType sequence(WireReader sequence) {
        ValueType read = new Other("a sequence");
        while (sequence.next()) {
            if (sequence.field() == 1) {
                ValueType element = read(sequence.once().message("the type of a sequence's elements"));
                read = element.equals(new Other("a map")) ? new OfMaps() : new Other("a sequence");
            }
        }
        return read;
    }

    private static ValueType tensor(WireReader tensor) {
        long element = 0;
        Shape shape = null;
        while (tensor.next()) {
            switch (tensor.field()) {
                case 1 -> element = tensor.once().number();
                case 2 -> shape = shape(tensor.once().message("a shape"));
                default -> {}
            }
        }
        return new OfTensor(element, shape);
    }

    private static Shape shape(WireReader shape) {
        long[] dims = new long[4];
        int rank = 0;
        while (shape.next()) {
            if (shape.field() == 1) {
                if (rank == dims.length) {
                    dims = Arrays.copyOf(dims, 2 * rank);
                }
                dims[rank++] = dim(shape.message("a dimension"));
            }
        }
        try {
            return Shape.of(Arrays.copyOf(dims, rank));
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException("the file is no valid ONNX model: " + e.getMessage(), e);
        }
    }

    /** A length; a name, nothing, and what exporters write for "any" (−1) are {@link Shape#DYNAMIC}. */
    private static long dim(WireReader dim) {
        long length = Shape.DYNAMIC;
        while (dim.next()) {
            if (dim.field() == 1) {
                length = Math.max(dim.once().number(), Shape.DYNAMIC);
            } else if (dim.field() == 2) {
                length = Shape.DYNAMIC;
            }
        }
        return length;
    }
}
