// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.HalfFloats;
import dev.mehari.tensor.Numbers;

/** Rounds doubles to the nearest value of a float datatype, once and ties to even. */
enum Rounding {
    FP64 {
        @Override
        double round(double value) {
            return value;
        }
    },
    FP32 {
        @Override
        double round(double value) {
            return (float) value;
        }
    },
    FP16 {
        @Override
        double round(double value) {
            return HalfFloats.fromFp16(HalfFloats.toFp16(value));
        }
    },
    BF16 {
        @Override
        double round(double value) {
            return HalfFloats.fromBf16(Numbers.toBf16(value));
        }
    };

    abstract double round(double value);

    final void round(double[] values) {
        if (this == FP64) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = round(values[i]);
        }
    }

    /** Of an integer, UINT64 as its bits: once, though a double on the way can't hold all of them. */
    final double round(long value, boolean unsigned) {
        if (this == BF16) {
            return HalfFloats.fromBf16(unsigned ? Numbers.unsignedToBf16(value) : Numbers.toBf16(value));
        }
        // Beyond 2^53, where the double is rounded, FP16 is infinite and FP64 the double itself.
        return round(unsigned ? Numbers.unsignedToDouble(value) : value);
    }

    static Rounding of(Datatype datatype) {
        return switch (datatype) {
            case FP64 -> FP64;
            case FP32 -> FP32;
            case FP16 -> FP16;
            case BF16 -> BF16;
            default -> throw new IllegalArgumentException(datatype + " is no float");
        };
    }
}
