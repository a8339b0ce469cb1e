// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.math.BigInteger;

import dev.mehari.cel.Type.Held;
import dev.mehari.tensor.Datatype;
import org.jspecify.annotations.Nullable;

/** Comparing values whose kind is known only now: parameters, and the elements of lists. */
final class Values {
    private Values() {}

    /**
     * −1, 0, 1 or {@link Numerics#UNORDERED}; null if the two are of different kinds.
     *
     * @param a Boolean, Long, BigInteger (an integer beyond INT64), Double or String, as is {@code b}
     */
    static @Nullable Integer compare(Object a, Object b) {
        if (a instanceof String x && b instanceof String y) {
            return Numerics.compare(x, y);
        }
        if (a instanceof Boolean x && b instanceof Boolean y) {
            return Boolean.compare(x, y);
        }
        if (a instanceof Double x) {
            return b instanceof Double y
                    ? (Integer) Numerics.compare(x, y)
                    : b instanceof Number y
                            ? (Integer) Numerics.reversed(Numerics.compare(y.longValue(), isLarge(y), x))
                            : null;
        }
        if (a instanceof Number x && b instanceof Number y) {
            return y instanceof Double real
                    ? Numerics.compare(x.longValue(), isLarge(x), real)
                    : Numerics.compare(x.longValue(), isLarge(x), y.longValue(), isLarge(y));
        }
        return null;
    }

    private static boolean isLarge(Number number) {
        return number instanceof BigInteger;
    }

    /** Element {@code i} of a list as an object that {@link #compare} takes. */
    static Object boxed(Object list, Type element, int row, int i) {
        return switch (element.held()) {
            case TRUTH -> Elements.truth(list, row, i);
            case INTEGER -> Table.integerKey(Elements.integer(list, row, i), isUint64(element));
            case REAL -> Elements.real(list, row, i);
            case TEXT -> Elements.text(list, row, i);
            case LIST, MAP, ANY -> Elements.object(list, row, i);
        };
    }

    static boolean isUint64(Type type) {
        return type instanceof Type.Number number && number.datatype() == Datatype.UINT64;
    }

    static boolean equalLists(Object a, Type aElement, Object b, Type bElement, int row) {
        int size = Elements.size(a, row);
        if (size != Elements.size(b, row)) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (!equal(a, aElement, row, i, b, bElement, row, i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether element {@code i} of list {@code a} equals element {@code j} of list {@code b}. */
    static boolean equal(Object a, Type aElement, int aRow, int i, Object b, Type bElement, int bRow, int j) {
        Held left = aElement.held();
        Held right = bElement.held();
        if (left == Held.REAL && right == Held.REAL) {
            return Elements.real(a, aRow, i) == Elements.real(b, bRow, j);
        }
        if (left == Held.TEXT && right == Held.TEXT) {
            return Elements.text(a, aRow, i).equals(Elements.text(b, bRow, j));
        }
        if (left == Held.LIST && right == Held.LIST) {
            return equalLists(
                    Elements.object(a, aRow, i),
                    ((Type.ListOf) aElement).element(),
                    Elements.object(b, bRow, j),
                    ((Type.ListOf) bElement).element(),
                    bRow);
        }
        Integer comparison = compare(boxed(a, aElement, aRow, i), boxed(b, bElement, bRow, j));
        return comparison != null && comparison == 0;
    }
}
