// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Datatype;

/** Comparing UINT64 as signed longs: with the highest bit flipped they stand in the right order. */
final class Unsigned {
    private Unsigned() {}

    /** What to xor elements of that datatype with before comparing them, 0 for all but UINT64. */
    static long flip(Datatype datatype) {
        return datatype == Datatype.UINT64 ? Long.MIN_VALUE : 0;
    }
}
