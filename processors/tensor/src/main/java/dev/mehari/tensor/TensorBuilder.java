// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.nio.ByteBuffer;

/**
 * Writes the elements of a tensor of numbers or BOOL, then gives it away once. Elements not written are 0. Confined to
 * one thread.
 */
public final class TensorBuilder {
    private final Datatype datatype;
    private final Shape shape;
    private final int size;
    private final ByteBuffer content;
    private boolean built;

    /** In a heap array. */
    public TensorBuilder(Datatype datatype, Shape shape) {
        this(datatype, shape, NumericTensor.allocate(datatype, Math.toIntExact(shape.elements())));
    }

    private TensorBuilder(Datatype datatype, Shape shape, ByteBuffer content) {
        if (datatype == Datatype.BYTES) {
            throw new IllegalArgumentException("BYTES are made with Tensor.of");
        }
        this.datatype = datatype;
        this.shape = shape;
        this.size = (int) shape.elements();
        this.content = content;
    }

    /** In direct memory, for large tensors that native code will read. */
    public static TensorBuilder direct(Datatype datatype, Shape shape) {
        int bytes = Math.toIntExact(Math.multiplyExact(shape.elements(), datatype.width()));
        return new TensorBuilder(datatype, shape, Tensor.littleEndian(ByteBuffer.allocateDirect(bytes)));
    }

    public int size() {
        return size;
    }

    public Datatype datatype() {
        return datatype;
    }

    /**
     * Writes a number. Floats round to nearest, ties to even, and become infinite beyond their range.
     *
     * @throws IllegalArgumentException if an integer datatype or BOOL doesn't hold it: see {@link Numbers#holds}
     */
    public void setDouble(int index, double value) {
        switch (datatype) {
            case FP64 -> content.putDouble(index * 8, value);
            case FP32 -> content.putFloat(index * 4, (float) value);
            case FP16 -> content.putShort(index * 2, HalfFloats.toFp16(value));
            case BF16 -> content.putShort(index * 2, Numbers.toBf16(value));
            default -> {
                if (!Numbers.holds(datatype, value)) {
                    throw new IllegalArgumentException(datatype + " doesn't hold " + value);
                }
                setLong(index, datatype == Datatype.UINT64 ? Numbers.toUnsignedLong(value) : (long) value);
            }
        }
    }

    /** Writes an integer (its low bits) or BOOL (whether it isn't 0); a float gets the nearest value. */
    public void setLong(int index, long value) {
        switch (datatype) {
            case BOOL -> content.put(index, value == 0 ? (byte) 0 : 1);
            case INT8, UINT8 -> content.put(index, (byte) value);
            case INT16, UINT16 -> content.putShort(index * 2, (short) value);
            case INT32, UINT32 -> content.putInt(index * 4, (int) value);
            case INT64, UINT64 -> content.putLong(index * 8, value);
            case FP32 -> content.putFloat(index * 4, value);
            case BF16 -> content.putShort(index * 2, Numbers.toBf16(value));
            default -> setDouble(index, value);
        }
    }

    public void setBoolean(int index, boolean value) {
        setLong(index, value ? 1 : 0);
    }

    /** The tensor; the builder is spent. */
    public Tensor build() {
        if (built) {
            throw new IllegalStateException("this builder has given its tensor away");
        }
        built = true;
        return Tensor.wrap(datatype, shape, content);
    }
}
