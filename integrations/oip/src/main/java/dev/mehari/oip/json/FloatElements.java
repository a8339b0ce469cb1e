// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;

import dev.mehari.oip.BodyMemory;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/** FP32: each number rounded once, {@code null} is NaN; NaN and infinities as Python writes them. */
final class FloatElements extends Elements {
    private final ByteBuffer content;

    FloatElements(Object where, int count, BodyMemory memory) {
        super(where);
        this.content = memory.take(count * Float.BYTES);
    }

    @Override
    void read(JsonScanner in, int index) {
        if (in.skipDigitless()) {
            content.putFloat(index * Float.BYTES, (float) in.digitless);
            return;
        }
        if (!in.numberFollows()) {
            throw wrongKind(in, index, "FP32 takes numbers, and null for NaN");
        }
        in.readNumber();
        float value = in.toFloat();
        if (Float.isInfinite(value)) {
            throw wrong(index, "is too large for FP32");
        }
        content.putFloat(index * Float.BYTES, value);
    }

    @Override
    int readPlain(JsonScanner in, int from, int to) {
        return in.readPlainNumbers(content, from, to, false);
    }

    @Override
    Tensor build(Shape shape) {
        return Tensor.wrap(Datatype.FP32, shape, content);
    }
}
