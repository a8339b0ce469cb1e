// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/**
 * The protocol's binary form of a tensor, as REST's binary extension and gRPC's raw contents have it:
 *
 * <pre>
 * numbers, BOOL   | element | element | …                       little-endian, BOOL one byte of 0 or 1
 * BYTES           | length | content | length | content | …     lengths of 4 bytes, little-endian, unsigned
 * </pre>
 *
 * Numbers are not copied: the tensor is a view of the body. Only where direct memory is not aligned to the element, so
 * that native code could not read it in place, is there one copy.
 */
public final class BinaryTensors {
    private static final int LENGTH_BYTES = 4;

    private BinaryTensors() {}

    /**
     * Makes a tensor of {@code content}, from its position to its limit; nobody may write to it any more.
     *
     * @param where its text names the tensor in messages: {@code input 'age'}
     * @throws InferenceException INVALID if it isn't just as long as the shape says
     */
    public static Tensor read(Object where, Datatype datatype, Shape shape, ByteBuffer content, BodyMemory memory) {
        if (datatype == Datatype.BYTES) {
            return readTexts(where, shape, content);
        }
        long size = shape.elements() * datatype.width();
        if (size != content.remaining()) {
            throw InferenceException.invalid(where + ": " + datatype + " " + shape + " takes " + size
                    + " bytes, its binary data has " + content.remaining());
        }
        if (datatype == Datatype.BOOL) {
            requireBooleans(where, content);
        }
        return Tensor.wrap(datatype, shape, aligned(content, datatype.width(), memory));
    }

    private static void requireBooleans(Object where, ByteBuffer content) {
        for (int i = content.position(); i < content.limit(); i++) {
            if ((content.get(i) & 0xfe) != 0) {
                throw InferenceException.invalid(where + ": element " + (i - content.position()) + " is "
                        + (content.get(i) & 0xff) + ", BOOL is 0 or 1");
            }
        }
    }

    private static ByteBuffer aligned(ByteBuffer content, int width, BodyMemory memory) {
        ByteBuffer view = content.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (!view.isDirect() || width == 1 || view.alignmentOffset(0, width) == 0) {
            return view;
        }
        return memory.take(view.remaining()).put(view).flip();
    }

    private static Tensor readTexts(Object where, Shape shape, ByteBuffer content) {
        ByteBuffer framed = content.slice().order(ByteOrder.LITTLE_ENDIAN);
        long elements = shape.elements();
        long textBytes = framed.remaining() - LENGTH_BYTES * elements;
        if (textBytes < 0) {
            throw InferenceException.invalid(where + ": BYTES " + shape + " takes " + LENGTH_BYTES * elements
                    + " bytes for lengths alone, its binary data has " + framed.remaining());
        }
        byte[] texts = new byte[(int) textBytes];
        int[] offsets = new int[(int) elements + 1];
        for (int i = 0; i < elements; i++) {
            long length = framed.remaining() < LENGTH_BYTES ? Long.MAX_VALUE : framed.getInt() & 0xffff_ffffL;
            if (length > framed.remaining() || length > textBytes - offsets[i]) {
                throw InferenceException.invalid(
                        where + ": the length before element " + i + " runs over the end of its binary data");
            }
            framed.get(texts, offsets[i], (int) length);
            offsets[i + 1] = offsets[i] + (int) length;
        }
        if (framed.hasRemaining()) {
            throw InferenceException.invalid(where + ": BYTES " + shape + " ends " + framed.remaining()
                    + " bytes before the end of its binary data");
        }
        return Tensor.ofBytes(shape, ByteBuffer.wrap(texts), offsets);
    }
}
