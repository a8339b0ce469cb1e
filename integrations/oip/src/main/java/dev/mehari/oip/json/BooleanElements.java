// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;

import dev.mehari.oip.BodyMemory;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/** BOOL: {@code true} and {@code false}. The protocol lets a server read 0 and 1 as well; this one doesn't guess. */
final class BooleanElements extends Elements {
    private final ByteBuffer content;

    BooleanElements(Object where, int count, BodyMemory memory) {
        super(where);
        this.content = memory.take(count);
    }

    @Override
    void read(JsonScanner in, int index) {
        int next = in.peek();
        if (next != 't' && next != 'f') {
            throw wrongKind(in, index, "BOOL takes true and false");
        }
        content.put(index, in.readBoolean() ? (byte) 1 : 0);
    }

    @Override
    Tensor build(Shape shape) {
        return Tensor.wrap(Datatype.BOOL, shape, content);
    }
}
