// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

/**
 * The two 16-bit floats. FP16 is IEEE 754-2008 binary16 (5 exponent bits, 10 fraction bits); BF16 is the upper half of
 * a binary32. Narrowing rounds to nearest, ties to even; NaN stays NaN.
 */
public final class HalfFloats {
    private HalfFloats() {}

    /** The value of FP16 bits: every one is exact as a float. */
    public static float fromFp16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >>> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0x1f) {
            return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
        }
        if (exponent == 0) {
            // Zero and subnormals: fraction · 2^-24, exact in binary32.
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        return Float.intBitsToFloat(sign | (exponent + 112) << 23 | fraction << 13);
    }

    /** FP16 bits of a double, rounded once; a float is exact as a double. */
    public static short toFp16(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int sign = (int) (bits >>> 48) & 0x8000;
        double magnitude = Math.abs(value);
        if (Double.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= 65520.0) { // half way between the largest FP16, 65504, and the next step
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x1p-14) {
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
        }
        int exponent = Math.getExponent(magnitude);
        // The fraction in units of 2^(exponent-10); rint may carry into the exponent, which is what rounding wants.
        long fraction = (long) Math.rint(Math.scalb(magnitude, 10 - exponent));
        return (short) (sign | ((exponent + 14) << 10) + (int) fraction);
    }

    /** The value of BF16 bits: every one is exact as a float. */
    public static float fromBf16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** BF16 bits of a float; for a double see {@link Numbers#toBf16}. */
    public static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }
}
