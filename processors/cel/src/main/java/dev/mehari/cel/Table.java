// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The value of a map: positions by key, and the values at these positions as a list (see {@link Elements}). */
record Table(Map<Object, Integer> positions, Object values) {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    /** A key such that equal keys are equal objects: Boolean, String, Long, or BigInteger beyond INT64. */
    static Object integerKey(long bits, boolean unsigned) {
        return unsigned && bits < 0 ? BigInteger.valueOf(bits).add(TWO_TO_64) : (Object) bits;
    }

    /** A parameter as a key, null where it can't be one that is there: a fraction. */
    static @Nullable Object key(Object parameter) {
        if (parameter instanceof Double d) {
            return d == Math.rint(d) && d >= -0x1p63 && d < 0x1p63 ? (Object) d.longValue() : null;
        }
        return parameter;
    }

    static Table of(Object[] keys, Object values) {
        Map<Object, Integer> positions = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            if (positions.put(keys[i], i) != null) {
                throw Term.error("a map has a key twice");
            }
        }
        return new Table(positions, values);
    }
}
