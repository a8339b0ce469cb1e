// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;

import dev.mehari.oip.BodyMemory;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/** INT8 to UINT64: whole numbers in range, however they are written ({@code 3}, {@code 3.0}, {@code 30e-1}). */
final class IntegerElements extends Elements {
    private final Datatype datatype;
    private final ByteBuffer content;

    IntegerElements(Object where, Datatype datatype, int count, BodyMemory memory) {
        super(where);
        this.datatype = datatype;
        this.content = memory.take(count * datatype.width());
    }

    @Override
    void read(JsonScanner in, int index) {
        if (!in.numberFollows()) {
            throw wrongKind(in, index, datatype + " takes whole numbers");
        }
        in.readNumber();
        boolean negative = in.negative;
        if (!in.isWhole()) {
            throw wrong(index, "is no whole number in the range of " + datatype);
        }
        long magnitude = in.significand;
        // -min as an unsigned number is what a signed datatype takes below zero; -0 is 0.
        long limit = negative ? -datatype.minInteger() : datatype.maxInteger();
        if (Long.compareUnsigned(magnitude, limit) > 0) {
            throw wrong(index, "is out of the range of " + datatype);
        }
        put(index, negative ? -magnitude : magnitude);
    }

    private void put(int index, long value) {
        switch (datatype.width()) {
            case 1 -> content.put(index, (byte) value);
            case 2 -> content.putShort(index * 2, (short) value);
            case 4 -> content.putInt(index * 4, (int) value);
            default -> content.putLong(index * 8, value);
        }
    }

    @Override
    Tensor build(Shape shape) {
        return Tensor.wrap(datatype, shape, content);
    }
}
