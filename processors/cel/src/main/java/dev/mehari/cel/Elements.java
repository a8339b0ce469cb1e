// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import dev.mehari.tensor.Tensor;

/**
 * Reads lists. A list is a {@link Tensor}, of which it is one row (all of it where there is no batch, {@code row} −1), or
 * an array: {@code boolean[]}, {@code long[]}, {@code double[]}, or {@code Object[]} for texts, lists, maps and
 * parameters. So a tensor is read where it lies, and nothing is made for it.
 */
final class Elements {
    private Elements() {}

    static int size(Object list, int row) {
        if (list instanceof Tensor tensor) {
            return row < 0 ? tensor.size() : tensor.rowSize();
        } else if (list instanceof double[] reals) {
            return reals.length;
        } else if (list instanceof long[] integers) {
            return integers.length;
        } else if (list instanceof boolean[] truths) {
            return truths.length;
        }
        return ((Object[]) list).length;
    }

    private static int flat(Tensor tensor, int row, int i) {
        return row < 0 ? i : row * tensor.rowSize() + i;
    }

    static boolean truth(Object list, int row, int i) {
        return list instanceof Tensor tensor ? tensor.booleanAt(flat(tensor, row, i)) : ((boolean[]) list)[i];
    }

    static long integer(Object list, int row, int i) {
        return list instanceof Tensor tensor ? tensor.longAt(flat(tensor, row, i)) : ((long[]) list)[i];
    }

    static double real(Object list, int row, int i) {
        return list instanceof Tensor tensor ? tensor.doubleAt(flat(tensor, row, i)) : ((double[]) list)[i];
    }

    static String text(Object list, int row, int i) {
        return list instanceof Tensor tensor ? textOf(tensor, flat(tensor, row, i)) : (String) ((Object[]) list)[i];
    }

    static Object object(Object list, int row, int i) {
        return ((Object[]) list)[i];
    }

    /** An element of a BYTES tensor as text. */
    static String textOf(Tensor tensor, int index) {
        String text = tensor.textAt(index);
        if (text.indexOf('\ufffd') >= 0) { // a replacement: its own, or one for bytes that are no text
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(tensor.bytesAt(index)));
            } catch (CharacterCodingException e) {
                throw Term.error("BYTES that a condition reads are not UTF-8 text");
            }
        }
        return text;
    }

    /** A new array for {@code count} elements. */
    static Object array(Type.Held held, int count) {
        return switch (held) {
            case TRUTH -> new boolean[count];
            case INTEGER -> new long[count];
            case REAL -> new double[count];
            case TEXT, LIST, MAP, ANY -> new Object[count];
        };
    }

    /** Evaluates {@code term} into {@code array[i]}. */
    static void put(Object array, int i, Type.Held held, Term term, CelInput input, int row, Locals locals) {
        switch (held) {
            case TRUTH -> ((boolean[]) array)[i] = term.truth(input, row, locals);
            case INTEGER -> ((long[]) array)[i] = term.integer(input, row, locals);
            case REAL -> ((double[]) array)[i] = term.real(input, row, locals);
            case TEXT -> ((Object[]) array)[i] = term.text(input, row, locals);
            case LIST -> ((Object[]) array)[i] = term.list(input, row, locals);
            case MAP -> ((Object[]) array)[i] = term.map(input, row, locals);
            case ANY -> ((Object[]) array)[i] = term.any(input, row, locals);
        }
    }

    /** Copies element {@code from} of a list into {@code array[to]}. */
    static void copy(Object list, int row, int from, Object array, int to, Type.Held held) {
        switch (held) {
            case TRUTH -> ((boolean[]) array)[to] = truth(list, row, from);
            case INTEGER -> ((long[]) array)[to] = integer(list, row, from);
            case REAL -> ((double[]) array)[to] = real(list, row, from);
            case TEXT -> ((Object[]) array)[to] = text(list, row, from);
            case LIST, MAP, ANY -> ((Object[]) array)[to] = object(list, row, from);
        }
    }

    /** The first {@code count} elements of an array of ours. */
    static Object trimmed(Object array, int count, Type.Held held) {
        Object trimmed = array(held, count);
        System.arraycopy(array, 0, trimmed, 0, count);
        return trimmed;
    }
}
