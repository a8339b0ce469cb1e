// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.math.BigDecimal;
import java.nio.ByteBuffer;

import dev.mehari.oip.BodyMemory;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.HalfFloats;
import dev.mehari.tensor.Numbers;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/** FP16 and BF16: each number rounded once, {@code null} is NaN; NaN and infinities as Python writes them. */
final class HalfElements extends Elements {
    private final Datatype datatype;
    private final ByteBuffer content;

    HalfElements(Object where, Datatype datatype, int count, BodyMemory memory) {
        super(where);
        this.datatype = datatype;
        this.content = memory.take(count * Short.BYTES);
    }

    @Override
    void read(JsonScanner in, int index) {
        if (in.skipDigitless()) {
            content.putShort(index * Short.BYTES, narrow(in.digitless));
            return;
        }
        if (!in.numberFollows()) {
            throw wrongKind(in, index, datatype + " takes numbers, and null for NaN");
        }
        in.readNumber();
        short bits = narrow(offTheTie(in, in.toDouble()));
        float value = datatype == Datatype.FP16 ? HalfFloats.fromFp16(bits) : HalfFloats.fromBf16(bits);
        if (Float.isInfinite(value)) {
            throw wrong(index, "is too large for " + datatype);
        }
        content.putShort(index * Short.BYTES, bits);
    }

    private short narrow(double value) {
        return datatype == Datatype.FP16 ? HalfFloats.toFp16(value) : Numbers.toBf16(value);
    }

    /**
     * A decimal close to the middle between two 16-bit floats may have been rounded onto it as a double. The second
     * rounding would then forget on which side it was, so it is moved there by one step.
     */
    private double offTheTie(JsonScanner in, double value) {
        if (value == 0 || Double.isInfinite(value) || narrow(Math.nextDown(value)) == narrow(Math.nextUp(value))) {
            return value;
        }
        int side = new BigDecimal(in.numberText()).compareTo(new BigDecimal(value));
        return side < 0 ? Math.nextDown(value) : side > 0 ? Math.nextUp(value) : value;
    }

    @Override
    Tensor build(Shape shape) {
        return Tensor.wrap(datatype, shape, content);
    }
}
