// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;

import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/** BYTES: texts, kept as the UTF-8 that they arrive in. */
final class TextElements extends Elements {
    private static final int USUAL_LENGTH = 12;

    private final ByteBlock block;
    private final int[] offsets;

    TextElements(Object where, int count) {
        super(where);
        this.block = new ByteBlock((int) Math.min(1 << 20, (long) count * USUAL_LENGTH));
        this.offsets = new int[count + 1];
    }

    @Override
    void read(JsonScanner in, int index) {
        if (in.peek() != '"') {
            throw wrongKind(in, index, "BYTES takes texts");
        }
        in.readString(block);
        offsets[index + 1] = block.length;
    }

    @Override
    Tensor build(Shape shape) {
        return Tensor.ofBytes(shape, ByteBuffer.wrap(block.bytes, 0, block.length), offsets);
    }
}
