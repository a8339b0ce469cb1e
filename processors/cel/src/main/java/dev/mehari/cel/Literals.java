// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Numbers;
import org.jspecify.annotations.Nullable;

/** Number literals: they have no datatype of their own, but take that of what they meet. */
final class Literals {
    private final Problems problems;

    Literals(Problems problems) {
        this.problems = problems;
    }

    /**
     * A number that is open to datatypes; on its own an integer is INT64, one with {@code u} UINT64, and any other FP64.
     *
     * @param number Long, {@link Unsigned} or Double
     */
    Typed number(Syntax at, Object number) {
        Datatype own = number instanceof Double
                ? Datatype.FP64
                : number instanceof Unsigned ? Datatype.UINT64 : Datatype.INT64;
        return new Typed(at, Type.number(own), constant(number, own), datatype -> as(at, number, datatype), number);
    }

    private Typed as(Syntax at, Object number, Datatype datatype) {
        if (!holds(datatype, number)) {
            problems.add(at, problems.quote(at) + " can't be held by " + datatype, mend(datatype), null);
            return Typed.wrong(at);
        }
        return new Typed(at, Type.number(datatype), constant(number, datatype));
    }

    private static String mend(Datatype datatype) {
        if (datatype.isFloat()) {
            return "Write a number in the range of " + datatype + ", or convert the other side with double()";
        }
        return "Write a whole number from " + datatype.minInteger() + " to "
                + Long.toUnsignedString(datatype.maxInteger()) + ", or convert the other side with double()";
    }

    private static boolean holds(Datatype datatype, Object number) {
        if (datatype.isFloat()) {
            return Numbers.holds(datatype, toDouble(number));
        }
        if (number instanceof Double real) {
            return Numbers.holds(datatype, real);
        }
        if (number instanceof Unsigned unsigned) {
            return Long.compareUnsigned(unsigned.bits(), datatype.maxInteger()) <= 0;
        }
        long integer = (Long) number;
        return integer >= datatype.minInteger() && (datatype == Datatype.UINT64 || integer <= datatype.maxInteger());
    }

    /** A term of the number in a datatype that holds it. */
    private static Term constant(Object number, Datatype datatype) {
        if (datatype.isFloat()) {
            return Constant.of(Numerics.round(datatype, toDouble(number)));
        }
        if (number instanceof Double real) {
            return Constant.of(real < 0x1p63 ? real.longValue() : (long) (real - 0x1p63) ^ Long.MIN_VALUE);
        }
        return Constant.of(number instanceof Unsigned unsigned ? unsigned.bits() : ((Long) number).longValue());
    }

    private static double toDouble(Object number) {
        if (number instanceof Unsigned unsigned) {
            long bits = unsigned.bits();
            return bits >= 0 ? bits : (double) (bits >>> 1 | bits & 1) * 2;
        }
        return ((Number) number).doubleValue();
    }

    /** The number of a constant of that datatype. */
    static Object number(Constant constant, Datatype datatype) {
        if (datatype.isFloat()) {
            return constant.real();
        }
        return datatype == Datatype.UINT64 ? new Unsigned(constant.integer()) : (Object) constant.integer();
    }

    /** A whole number literal as a long; null if it isn't one. */
    static @Nullable Long whole(Typed typed) {
        Object number = typed.number();
        if (number instanceof Long integer) {
            return integer;
        }
        if (number instanceof Unsigned unsigned && unsigned.bits() >= 0) {
            return unsigned.bits();
        }
        if (number instanceof Double real && Numbers.holds(Datatype.INT64, real)) {
            return real.longValue();
        }
        return null;
    }
}
