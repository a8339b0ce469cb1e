// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;

/** Numbers and BOOL: little-endian bytes from {@code base} on in a buffer that slices share. */
final class NumericTensor extends Tensor {
    /** Up to so many elements a loop costs less than a view for a bulk copy. */
    static final int FEW = 8;

    private final ByteBuffer content;
    private final int base;

    private NumericTensor(Datatype datatype, Shape shape, ByteBuffer content, int base) {
        super(datatype, shape);
        this.content = content;
        this.base = base;
    }

    static NumericTensor over(Datatype datatype, Shape shape, ByteBuffer content) {
        if (datatype == Datatype.BYTES) {
            throw new IllegalArgumentException("BYTES have no fixed width: use Tensor.ofBytes");
        }
        if (Math.multiplyHigh(shape.elements(), datatype.width()) != 0
                || shape.elements() * datatype.width() != content.remaining()) {
            throw new IllegalArgumentException(datatype + " " + shape + " takes " + shape.elements() + " x "
                    + datatype.width() + " bytes, the memory has " + content.remaining());
        }
        ByteBuffer own = content.order() == ByteOrder.LITTLE_ENDIAN ? content : littleEndian(content.duplicate());
        return new NumericTensor(datatype, shape, own, content.position());
    }

    static ByteBuffer allocate(Datatype datatype, int elements) {
        return littleEndian(ByteBuffer.allocate(Math.multiplyExact(elements, datatype.width())));
    }

    private int at(int index) {
        // The buffer is shared with other rows, so its own bounds check isn't enough.
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("element " + index + " of a tensor of shape " + shape());
        }
        return base + index * datatype().width();
    }

    @Override
    public boolean isDirect() {
        return content.isDirect();
    }

    @Override
    public double doubleAt(int index) {
        int at = at(index);
        return switch (datatype()) {
            case FP64 -> content.getDouble(at);
            case FP32 -> content.getFloat(at);
            case FP16 -> HalfFloats.fromFp16(content.getShort(at));
            case BF16 -> HalfFloats.fromBf16(content.getShort(at));
            case UINT64 -> Numbers.unsignedToDouble(content.getLong(at));
            default -> integerAt(at);
        };
    }

    @Override
    public float floatAt(int index) {
        int at = at(index);
        return switch (datatype()) {
            case FP32 -> content.getFloat(at);
            case FP64 -> (float) content.getDouble(at);
            case FP16 -> HalfFloats.fromFp16(content.getShort(at));
            case BF16 -> HalfFloats.fromBf16(content.getShort(at));
            case UINT64 -> Numbers.unsignedToFloat(content.getLong(at));
            default -> integerAt(at);
        };
    }

    @Override
    public long longAt(int index) {
        if (datatype().isFloat()) {
            throw new IllegalStateException(datatype() + " is no integer");
        }
        return integerAt(at(index));
    }

    @Override
    public boolean booleanAt(int index) {
        if (datatype() != Datatype.BOOL) {
            throw new IllegalStateException(datatype() + " is not BOOL");
        }
        return content.get(at(index)) != 0;
    }

    @Override
    public byte[] bytesAt(int index) {
        throw new IllegalStateException(datatype() + " is not BYTES");
    }

    private long integerAt(int at) {
        return switch (datatype()) {
            case BOOL -> content.get(at) == 0 ? 0 : 1;
            case INT8 -> content.get(at);
            case UINT8 -> content.get(at) & 0xff;
            case INT16 -> content.getShort(at);
            case UINT16 -> content.getShort(at) & 0xffff;
            case INT32 -> content.getInt(at);
            case UINT32 -> content.getInt(at) & 0xffff_ffffL;
            case INT64, UINT64 -> content.getLong(at);
            default -> throw new IllegalStateException(datatype() + " is no integer");
        };
    }

    @Override
    public void copyTo(float[] target, int from, int count) {
        Objects.checkFromIndexSize(from, count, size());
        if (datatype() != Datatype.FP32) {
            for (int i = 0; i < count; i++) {
                target[i] = floatAt(from + i);
            }
        } else if (count <= FEW) {
            for (int i = 0; i < count; i++) {
                target[i] = content.getFloat(base + (from + i) * 4);
            }
        } else {
            view(from, count).asFloatBuffer().get(target, 0, count);
        }
    }

    @Override
    public double[] toDoubles() {
        double[] doubles = new double[size()];
        if (datatype() == Datatype.FP64) {
            view(0, size()).asDoubleBuffer().get(doubles);
        } else {
            for (int i = 0; i < doubles.length; i++) {
                doubles[i] = doubleAt(i);
            }
        }
        return doubles;
    }

    @Override
    public long[] toLongs() {
        long[] longs = new long[size()];
        if (datatype().width() == 8 && !datatype().isFloat()) {
            view(0, size()).asLongBuffer().get(longs);
        } else {
            for (int i = 0; i < longs.length; i++) {
                longs[i] = longAt(i);
            }
        }
        return longs;
    }

    private ByteBuffer view(int from, int count) {
        int width = datatype().width();
        return littleEndian(content.slice(base + from * width, count * width));
    }

    @Override
    public ByteBuffer toBinary() {
        return littleEndian(content.asReadOnlyBuffer()
                .limit(base + (int) binarySize())
                .position(base)
                .slice());
    }

    @Override
    public long binarySize() {
        return (long) size() * datatype().width();
    }

    @Override
    public Tensor slice(int from, int to) {
        requireRows(from, to);
        if (from == 0 && to == rows()) {
            return this;
        }
        return new NumericTensor(
                datatype(),
                shape().with(0, to - from),
                content,
                base + from * rowSize() * datatype().width());
    }

    @Override
    public Tensor gather(int[] rows) {
        int rowBytes = rowSize() * datatype().width();
        ByteBuffer gathered = littleEndian(ByteBuffer.allocate(Math.multiplyExact(rows.length, rowBytes)));
        for (int i = 0; i < rows.length; i++) {
            requireRows(rows[i], rows[i] + 1);
            gathered.put(i * rowBytes, content, base + rows[i] * rowBytes, rowBytes);
        }
        return new NumericTensor(datatype(), shape().with(0, rows.length), gathered, 0);
    }

    @Override
    public Tensor reshape(Shape newShape) {
        requireSameSize(newShape);
        return newShape.equals(shape()) ? this : new NumericTensor(datatype(), newShape, content, base);
    }

    @Override
    public Tensor column(int index) {
        requireColumn(index);
        int width = datatype().width();
        int stride = rowSize() * width;
        ByteBuffer picked = allocate(datatype(), rows());
        for (int i = 0; i < rows(); i++) {
            picked.put(i * width, content, base + i * stride + index * width, width);
        }
        return new NumericTensor(datatype(), Shape.of(rows()), picked, 0);
    }

    @Override
    Tensor joinRows(List<Tensor> parts, int rows) {
        Shape joined = shape().with(0, rows);
        ByteBuffer all = littleEndian(ByteBuffer.allocate(
                Math.toIntExact(joined.elements() * datatype().width())));
        int at = 0;
        for (Tensor part : parts) {
            NumericTensor from = (NumericTensor) part;
            int length = (int) from.binarySize();
            all.put(at, from.content, from.base, length);
            at += length;
        }
        return new NumericTensor(datatype(), joined, all, 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumericTensor that
                && datatype() == that.datatype()
                && shape().equals(that.shape())
                && toBinary().equals(that.toBinary());
    }

    @Override
    public int hashCode() {
        return 31 * shape().hashCode() + toBinary().hashCode();
    }
}
