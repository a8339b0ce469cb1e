// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;

import dev.mehari.oip.BodyMemory;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/** FP64: each number rounded once, {@code null} is NaN; NaN and infinities as Python writes them. */
final class DoubleElements extends Elements {
    private final ByteBuffer content;

    DoubleElements(Object where, int count, BodyMemory memory) {
        super(where);
        this.content = memory.take(count * Double.BYTES);
    }

    @Override
    void read(JsonScanner in, int index) {
        if (in.skipDigitless()) {
            content.putDouble(index * Double.BYTES, in.digitless);
            return;
        }
        if (!in.numberFollows()) {
            throw wrongKind(in, index, "FP64 takes numbers, and null for NaN");
        }
        in.readNumber();
        double value = in.toDouble();
        if (Double.isInfinite(value)) {
            throw wrong(index, "is too large for FP64");
        }
        content.putDouble(index * Double.BYTES, value);
    }

    @Override
    int readPlain(JsonScanner in, int from, int to) {
        return in.readPlainNumbers(content, from, to, true);
    }

    @Override
    Tensor build(Shape shape) {
        return Tensor.wrap(Datatype.FP64, shape, content);
    }
}
