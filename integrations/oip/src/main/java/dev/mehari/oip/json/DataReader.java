// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import dev.mehari.oip.BodyMemory;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/**
 * Reads a tensor's {@code data}: one flat list, or lists nested as the shape says. Memory is taken only once the bytes
 * that are there could hold as many elements as the shape asks for.
 */
final class DataReader {
    private final JsonScanner in;
    private final Object where;
    private final Shape shape;
    private final Elements elements;

    private DataReader(JsonScanner in, Object where, Shape shape, Elements elements) {
        this.in = in;
        this.where = where;
        this.shape = shape;
        this.elements = elements;
    }

    /** @param where its text names the tensor in messages: {@code input 'age'} */
    static Tensor read(JsonScanner in, Object where, Datatype datatype, Shape shape, BodyMemory memory) {
        if (in.peek() != '[') {
            throw InferenceException.invalid(where + ": data is " + in.kind() + ". Send a list");
        }
        in.expect('[');
        long count = shape.elements();
        if (count > in.remaining() / 2 + 1L) { // an element and its comma take two bytes at least
            throw wrongCount(where, in.peek() == '[' ? countNested(in) : countFlat(in), shape);
        }
        requireOneBuffer(where, datatype, shape);
        Elements elements = Elements.of(where, datatype, (int) count, memory);
        new DataReader(in, where, shape, elements).readAll();
        return elements.build(shape);
    }

    private static void requireOneBuffer(Object where, Datatype datatype, Shape shape) {
        if (shape.elements() * Math.max(datatype.width(), 1) > Integer.MAX_VALUE) {
            throw InferenceException.of(
                    InferenceException.Kind.TOO_LARGE,
                    where + ": " + datatype + " " + shape + " takes more than the 2^31-1 bytes of a tensor");
        }
    }

    private static long countFlat(JsonScanner in) {
        return in.skip(']') ? 0 : in.countRest();
    }

    /** Elements of lists in a list, the opening bracket being consumed. */
    private static long countNested(JsonScanner in) {
        int start = in.position();
        in.countRest(); // it is JSON, and not too deep
        int end = in.position();
        in.moveTo(start);
        long count = 0;
        while (in.position() < end) {
            if (!in.skip('[') && !in.skip(']') && !in.skip(',')) {
                in.skipData();
                count++;
            }
        }
        return count;
    }

    private static InferenceException wrongCount(Object where, long count, Shape shape) {
        return InferenceException.invalid(where + ": data has " + count + (count == 1 ? " element" : " elements")
                + ", shape " + shape + " takes " + shape.elements());
    }

    private void readAll() {
        if (in.skip(']')) {
            if (shape.elements() != 0) {
                throw wrongCount(where, 0, shape);
            }
            return;
        }
        if (in.peek() == '[') {
            if (shape.rank() < 2) {
                throw InferenceException.invalid(where + ": data is a list of lists, shape " + shape + " has "
                        + (shape.rank() == 0 ? "no dimension" : "one dimension") + ". Send a flat list");
            }
            readLevel(0, 0);
            return;
        }
        long count = elements.readRow(in, 0, (int) shape.elements());
        if (count != shape.elements()) {
            throw wrongCount(where, count, shape);
        }
    }

    /**
     * Reads the lists of one dimension; its opening bracket is consumed.
     *
     * @return the flat index behind the last element
     */
    private int readLevel(int dimension, int from) {
        long length = shape.dim(dimension);
        if (in.skip(']')) {
            requireLength(dimension, 0, length);
            return from;
        }
        if (dimension == shape.rank() - 1) {
            requireLength(dimension, elements.readRow(in, from, from + (int) length), length);
            return from + (int) length;
        }
        int at = from;
        long lists = 0;
        do {
            if (lists == length) {
                throw wrongLength(dimension, length + in.countRest(), length);
            }
            if (in.peek() != '[') {
                throw InferenceException.invalid(where + ": data has " + in.kind() + " among its lists. Nest "
                        + shape.rank() + " deep as shape " + shape + " says, or send a flat list");
            }
            in.expect('[');
            at = readLevel(dimension + 1, at);
            lists++;
        } while (in.continues(']'));
        requireLength(dimension, lists, length);
        return at;
    }

    private void requireLength(int dimension, long found, long length) {
        if (found != length) {
            throw wrongLength(dimension, found, length);
        }
    }

    private InferenceException wrongLength(int dimension, long found, long length) {
        return InferenceException.invalid(where + ": data has a list of " + found + " where dimension " + dimension
                + " of shape " + shape + " takes " + length);
    }
}
