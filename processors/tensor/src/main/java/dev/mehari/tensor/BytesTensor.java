// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.nio.ByteBuffer;
import java.util.List;

/** BYTES: one block of contents; element {@code i} lies between offsets {@code first + i} and {@code first + i + 1}. */
final class BytesTensor extends Tensor {
    private final ByteBuffer content;
    private final int[] offsets;
    private final int first;

    private BytesTensor(Shape shape, ByteBuffer content, int[] offsets, int first) {
        super(Datatype.BYTES, shape);
        this.content = content;
        this.offsets = offsets;
        this.first = first;
    }

    static BytesTensor over(Shape shape, ByteBuffer content, int[] offsets) {
        BytesTensor tensor = new BytesTensor(shape, content, offsets, 0);
        if (offsets.length - 1 != tensor.size()) {
            throw new IllegalArgumentException(
                    "BYTES " + shape + " takes " + (tensor.size() + 1L) + " offsets, there are " + offsets.length);
        }
        int before = 0;
        for (int offset : offsets) {
            if (offset < before || offset > content.limit()) {
                throw new IllegalArgumentException("BYTES " + shape + ": offset " + offset
                        + " doesn't ascend, or lies outside the " + content.limit() + " bytes of content");
            }
            before = offset;
        }
        return tensor;
    }

    static BytesTensor ofElements(Shape shape, byte[][] elements) {
        if (shape.elements() != elements.length) {
            throw new IllegalArgumentException("shape " + shape + " has " + shape.elements() + " elements, there are "
                    + elements.length + " values");
        }
        int[] offsets = new int[elements.length + 1];
        for (int i = 0; i < elements.length; i++) {
            offsets[i + 1] = Math.addExact(offsets[i], elements[i].length);
        }
        byte[] block = new byte[offsets[elements.length]];
        for (int i = 0; i < elements.length; i++) {
            System.arraycopy(elements[i], 0, block, offsets[i], elements[i].length);
        }
        return new BytesTensor(shape, ByteBuffer.wrap(block), offsets, 0);
    }

    private int start(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("element " + index + " of a tensor of shape " + shape());
        }
        return offsets[first + index];
    }

    private int length(int index) {
        return offsets[first + index + 1] - offsets[first + index];
    }

    @Override
    public boolean isDirect() {
        return content.isDirect();
    }

    @Override
    public double doubleAt(int index) {
        throw new IllegalStateException("BYTES are no numbers");
    }

    @Override
    public float floatAt(int index) {
        throw new IllegalStateException("BYTES are no numbers");
    }

    @Override
    public long longAt(int index) {
        throw new IllegalStateException("BYTES are no numbers");
    }

    @Override
    public boolean booleanAt(int index) {
        throw new IllegalStateException("BYTES are not BOOL");
    }

    @Override
    public byte[] bytesAt(int index) {
        int start = start(index);
        byte[] element = new byte[length(index)];
        content.get(start, element);
        return element;
    }

    @Override
    public void copyTo(float[] target, int from, int count) {
        throw new IllegalStateException("BYTES are no numbers");
    }

    @Override
    public double[] toDoubles() {
        throw new IllegalStateException("BYTES are no numbers");
    }

    @Override
    public long[] toLongs() {
        throw new IllegalStateException("BYTES are no numbers");
    }

    @Override
    public ByteBuffer toBinary() {
        ByteBuffer framed = littleEndian(ByteBuffer.allocate(Math.toIntExact(binarySize())));
        for (int i = 0; i < size(); i++) {
            framed.putInt(length(i));
            framed.put(framed.position(), content, start(i), length(i));
            framed.position(framed.position() + length(i));
        }
        return littleEndian(framed.flip().asReadOnlyBuffer());
    }

    @Override
    public long binarySize() {
        return 4L * size() + offsets[first + size()] - offsets[first];
    }

    @Override
    public Tensor slice(int from, int to) {
        requireRows(from, to);
        return new BytesTensor(shape().with(0, to - from), content, offsets, first + from * rowSize());
    }

    @Override
    public Tensor gather(int[] rows) {
        int width = rowSize();
        byte[][] gathered = new byte[Math.multiplyExact(rows.length, width)][];
        for (int i = 0; i < rows.length; i++) {
            requireRows(rows[i], rows[i] + 1);
            for (int j = 0; j < width; j++) {
                gathered[i * width + j] = bytesAt(rows[i] * width + j);
            }
        }
        return ofElements(shape().with(0, rows.length), gathered);
    }

    @Override
    public Tensor reshape(Shape newShape) {
        requireSameSize(newShape);
        return new BytesTensor(newShape, content, offsets, first);
    }

    @Override
    public Tensor column(int index) {
        requireColumn(index);
        byte[][] picked = new byte[rows()][];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = bytesAt(i * rowSize() + index);
        }
        return ofElements(Shape.of(rows()), picked);
    }

    @Override
    Tensor joinRows(List<Tensor> parts, int rows) {
        Shape joined = shape().with(0, rows);
        byte[][] all = new byte[(int) joined.elements()][];
        int at = 0;
        for (Tensor part : parts) {
            for (int i = 0; i < part.size(); i++) {
                all[at++] = part.bytesAt(i);
            }
        }
        return ofElements(joined, all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BytesTensor that
                && shape().equals(that.shape())
                && toBinary().equals(that.toBinary());
    }

    @Override
    public int hashCode() {
        return 31 * shape().hashCode() + toBinary().hashCode();
    }
}
