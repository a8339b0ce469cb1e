// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An immutable array of one {@link Datatype}, row-major, with a {@link Shape}. Elements are addressed by their flat
 * index; dimension 0 counts the rows, and a {@link #slice} of rows shares the memory of the whole.
 *
 * <p>Numbers and BOOL lie as little-endian bytes, just as the protocol's binary form has them, in a heap array or in
 * direct memory ({@link #isDirect}); BYTES as one block of contents with offsets. Nobody may write into memory once a
 * tensor has been made of it: a tensor is read by many threads without a lock.
 *
 * <p>At most 2^31−1 bytes of content.
 */
public abstract sealed class Tensor permits NumericTensor, BytesTensor {
    private final Datatype datatype;
    private final Shape shape;
    private final int size;

    Tensor(Datatype datatype, Shape shape) {
        this.datatype = datatype;
        this.shape = shape;
        long elements = shape.elements();
        if (elements > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "shape " + shape + " has " + elements + " elements, a tensor takes 2^31-1");
        }
        this.size = (int) elements;
        if (size == 0) {
            requireCountable(shape);
        }
    }

    /** Without elements the other dimensions could be of any length, but rows and their sizes are ints. */
    private static void requireCountable(Shape shape) {
        BigInteger others = BigInteger.ONE;
        for (int i = 0; i < shape.rank(); i++) {
            others = others.multiply(BigInteger.valueOf(Math.max(1, shape.dim(i))));
        }
        if (others.bitLength() > 31) {
            throw new IllegalArgumentException(
                    "shape " + shape + " is empty, but its other dimensions are beyond 2^31-1 in all");
        }
    }

    // ------------------------------------------------------------------------------------------------ making

    /**
     * A tensor of numbers or BOOL over little-endian memory, taken over without a copy: the caller must not write to it
     * afterwards. Position and limit of {@code content} bound it.
     *
     * @throws IllegalArgumentException if it isn't exactly as long as the shape says, or the datatype is BYTES
     */
    public static Tensor wrap(Datatype datatype, Shape shape, ByteBuffer content) {
        return NumericTensor.over(datatype, shape, content);
    }

    /** FP32. @throws IllegalArgumentException if there are not as many values as the shape has elements */
    public static Tensor of(Shape shape, float... values) {
        requireCount(shape, values.length);
        ByteBuffer content = NumericTensor.allocate(Datatype.FP32, values.length);
        if (values.length <= NumericTensor.FEW) {
            for (int i = 0; i < values.length; i++) {
                content.putFloat(i * 4, values[i]);
            }
        } else {
            content.asFloatBuffer().put(values);
        }
        return wrap(Datatype.FP32, shape, content);
    }

    /** FP64. */
    public static Tensor of(Shape shape, double... values) {
        requireCount(shape, values.length);
        ByteBuffer content = NumericTensor.allocate(Datatype.FP64, values.length);
        content.asDoubleBuffer().put(values);
        return wrap(Datatype.FP64, shape, content);
    }

    /** INT32. */
    public static Tensor of(Shape shape, int... values) {
        requireCount(shape, values.length);
        ByteBuffer content = NumericTensor.allocate(Datatype.INT32, values.length);
        content.asIntBuffer().put(values);
        return wrap(Datatype.INT32, shape, content);
    }

    /** INT64. */
    public static Tensor of(Shape shape, long... values) {
        requireCount(shape, values.length);
        ByteBuffer content = NumericTensor.allocate(Datatype.INT64, values.length);
        content.asLongBuffer().put(values);
        return wrap(Datatype.INT64, shape, content);
    }

    /** BOOL. */
    public static Tensor of(Shape shape, boolean... values) {
        requireCount(shape, values.length);
        ByteBuffer content = NumericTensor.allocate(Datatype.BOOL, values.length);
        for (int i = 0; i < values.length; i++) {
            content.put(i, values[i] ? (byte) 1 : 0);
        }
        return wrap(Datatype.BOOL, shape, content);
    }

    /** BYTES, each text in UTF-8. */
    public static Tensor of(Shape shape, String... texts) {
        byte[][] elements = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            elements[i] = texts[i].getBytes(StandardCharsets.UTF_8);
        }
        return of(shape, elements);
    }

    /** BYTES; the contents are copied. */
    public static Tensor of(Shape shape, byte[]... elements) {
        return BytesTensor.ofElements(shape, elements);
    }

    /**
     * BYTES over memory taken over without a copy: element {@code i} is {@code content[offsets[i], offsets[i+1])}.
     *
     * @param offsets ascending, one more than elements
     * @throws IllegalArgumentException if they are not, or point outside the content
     */
    public static Tensor ofBytes(Shape shape, ByteBuffer content, int[] offsets) {
        return BytesTensor.over(shape, content, offsets);
    }

    private static void requireCount(Shape shape, int count) {
        if (shape.elements() != count) {
            throw new IllegalArgumentException(
                    "shape " + shape + " has " + shape.elements() + " elements, there are " + count + " values");
        }
    }

    /** A tensor whose elements are all {@code value}, converted as {@link TensorBuilder#setDouble} does. */
    public static Tensor filled(Datatype datatype, Shape shape, double value) {
        TensorBuilder builder = new TensorBuilder(datatype, shape);
        for (int i = 0; i < builder.size(); i++) {
            builder.setDouble(i, value);
        }
        return builder.build();
    }

    /** One tensor of all the rows of {@code parts}, in order; they agree in datatype and in the shape of a row. */
    public static Tensor ofRows(List<Tensor> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int rows = 0;
        for (Tensor part : parts) {
            if (part.datatype() != parts.get(0).datatype()
                    || !part.shape().ofRow().equals(parts.get(0).shape().ofRow())) {
                throw new IllegalArgumentException(
                        "rows of " + part + " don't follow rows of " + parts.get(0) + ": datatype or shape differs");
            }
            rows = Math.addExact(rows, part.rows());
        }
        return parts.get(0).joinRows(parts, rows);
    }

    // ------------------------------------------------------------------------------------------------ what it is

    public final Datatype datatype() {
        return datatype;
    }

    public final Shape shape() {
        return shape;
    }

    /** The number of elements. */
    public final int size() {
        return size;
    }

    /** The length of dimension 0; 1 for a scalar. */
    public final int rows() {
        return shape.rank() == 0 ? 1 : (int) shape.dim(0);
    }

    /** The number of elements of one row. */
    public final int rowSize() {
        return (int) shape.rowElements();
    }

    /** Whether the content lies outside the heap, where native code reads it without a copy. */
    public abstract boolean isDirect();

    // ------------------------------------------------------------------------------------------------ elements

    /** A number, or BOOL as 0 or 1, as a double: exact but for INT64 and UINT64 beyond 2^53, which round. */
    public abstract double doubleAt(int index);

    /** A number, or BOOL as 0 or 1, as a float, rounded to nearest. */
    public abstract float floatAt(int index);

    /** An integer, or BOOL as 0 or 1; UINT64 as its 64 bits. Not for floats. */
    public abstract long longAt(int index);

    public abstract boolean booleanAt(int index);

    /** The bytes of a BYTES element, in a new array. */
    public abstract byte[] bytesAt(int index);

    /** A BYTES element as UTF-8 text. */
    public final String textAt(int index) {
        return new String(bytesAt(index), StandardCharsets.UTF_8);
    }

    // ------------------------------------------------------------------------------------------------ in bulk

    /**
     * Copies numbers or BOOL from flat index {@code from} on into {@code target}, as {@link #floatAt} reads them; for
     * FP32 at memory speed.
     */
    public abstract void copyTo(float[] target, int from, int count);

    /** All elements as {@link #floatAt} reads them, in a new array. */
    public final float[] toFloats() {
        float[] floats = new float[size];
        copyTo(floats, 0, size);
        return floats;
    }

    /** All elements as {@link #doubleAt} reads them, in a new array. */
    public abstract double[] toDoubles();

    /** All elements as {@link #longAt} reads them, in a new array. */
    public abstract long[] toLongs();

    /**
     * The content as the protocol's binary form has it: little-endian numbers, BOOL as 0 or 1. A read-only,
     * little-endian view from position 0 for numbers and BOOL; for BYTES a new buffer with 4 bytes of length
     * (little-endian) before each element.
     */
    public abstract ByteBuffer toBinary();

    /** The length of {@link #toBinary} in bytes. */
    public abstract long binarySize();

    // ------------------------------------------------------------------------------------------------ rows and shape

    /** Rows {@code from} (included) to {@code to} (excluded), sharing this tensor's memory. Rank 1 at least. */
    public abstract Tensor slice(int from, int to);

    /** The given rows in the given order, copied. Rank 1 at least. */
    public abstract Tensor gather(int[] rows);

    /** The same elements in another shape, sharing the memory. @throws IllegalArgumentException if sizes differ */
    public abstract Tensor reshape(Shape newShape);

    /** Column {@code index} of {@code [n, k]} as {@code [n]}, copied. */
    public abstract Tensor column(int index);

    abstract Tensor joinRows(List<Tensor> parts, int rows);

    final void requireRows(int from, int to) {
        if (shape.rank() == 0 || from < 0 || to < from || to > rows()) {
            throw new IndexOutOfBoundsException("rows " + from + " to " + to + " of a tensor of shape " + shape);
        }
    }

    final void requireColumn(int index) {
        if (shape.rank() != 2 || index < 0 || index >= shape.dim(1)) {
            throw new IndexOutOfBoundsException("column " + index + " of a tensor of shape " + shape);
        }
    }

    final void requireSameSize(Shape other) {
        if (other.elements() != size) {
            throw new IllegalArgumentException(
                    "shape " + shape + " has " + size + " elements, " + other + " has others");
        }
    }

    static ByteBuffer littleEndian(ByteBuffer buffer) {
        return buffer.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Equal datatype, shape and bits: NaN equals the same NaN, 0.0 differs from −0.0. */
    @Override
    public abstract boolean equals(Object other);

    @Override
    public abstract int hashCode();

    /** Datatype and shape, never the content: {@code FP32 [2, 4]}. */
    @Override
    public final String toString() {
        return datatype + " " + shape;
    }
}
