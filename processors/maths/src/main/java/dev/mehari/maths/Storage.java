// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Datatype;

/** The array of {@link Cells} in which a datatype's elements lie. */
enum Storage {
    FLOATS,
    DOUBLES,
    LONGS,
    TEXTS;

    static Storage of(Datatype datatype) {
        return switch (datatype) {
            case FP32 -> FLOATS;
            case FP64, FP16, BF16 -> DOUBLES;
            case BYTES -> TEXTS;
            default -> LONGS;
        };
    }
}
