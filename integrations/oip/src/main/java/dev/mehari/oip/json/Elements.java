// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import dev.mehari.oip.BodyMemory;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/** Takes the elements of one tensor off a scanner, in row-major order, into memory of their datatype. */
abstract class Elements {
    private final Object where;

    /** @param where its text names the tensor in messages: {@code input 'age'} */
    Elements(Object where) {
        this.where = where;
    }

    static Elements of(Object where, Datatype datatype, int count, BodyMemory memory) {
        return switch (datatype) {
            case FP32 -> new FloatElements(where, count, memory);
            case FP64 -> new DoubleElements(where, count, memory);
            case FP16, BF16 -> new HalfElements(where, datatype, count, memory);
            case BOOL -> new BooleanElements(where, count, memory);
            case BYTES -> new TextElements(where, count);
            default -> new IntegerElements(where, datatype, count, memory);
        };
    }

    /**
     * Reads one list to its end, the opening bracket being consumed and at least one element there.
     *
     * @param from the flat index of its first element
     * @param to where the last one has to end; further ones are counted, not kept
     * @return how many it has
     */
    final long readRow(JsonScanner in, int from, int to) {
        int index = from;
        do {
            index = readPlain(in, index, to);
            if (index == to) {
                return to - from + in.countRest();
            }
            read(in, index++);
        } while (in.continues(']'));
        return index - from;
    }

    abstract void read(JsonScanner in, int index);

    /**
     * Reads elements of the usual kind faster than one by one, each with the comma behind it.
     *
     * @return the index of the next element, where the cursor is
     */
    int readPlain(JsonScanner in, int from, int to) {
        return from;
    }

    abstract Tensor build(Shape shape);

    final InferenceException wrong(int index, String what) {
        return InferenceException.invalid(where + ": data[" + index + "] " + what);
    }

    final InferenceException wrongKind(JsonScanner in, int index, String wanted) {
        return wrong(index, "is " + in.kind() + ", " + wanted);
    }
}
