// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import dev.mehari.maths.Aggregator;
import dev.mehari.maths.InvalidOpException;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.TensorType;

/** Values of the file that fill whole tensors: of rows without items, of steps that failed. */
final class Fills {
    private Fills() {}

    /** A number as BigDecimal, NaN for a missing one, a text or a boolean. */
    static Object value(DefaultValue value) {
        if (value instanceof DefaultValue.OfNumber number) {
            return number.value();
        } else if (value instanceof DefaultValue.OfText text) {
            return text.value();
        }
        return value instanceof DefaultValue.OfBoolean bool ? bool.value() : (Object) Double.NaN;
    }

    /** @throws InvalidOpException if elements of that datatype can't be it */
    static void requireFit(Datatype datatype, DefaultValue value) {
        // What the first of no items may be, any element may be.
        Aggregator.FIRST.checkEmpty(new TensorType(datatype, null), value(value));
    }
}
