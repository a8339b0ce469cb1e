// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

/**
 * Floats as integers in the same order: {@code x < y} as IEEE 754 compares two numbers if and only if
 * {@code key(x) < key(y)}. Both zeros have one key. Every NaN becomes {@link #MISSING}, which is below all other keys.
 */
final class FloatKeys {
    /** The key of a missing value. */
    static final int MISSING = Integer.MIN_VALUE;

    private FloatKeys() {}

    static int of(float x) {
        if (Float.isNaN(x)) {
            return MISSING;
        }
        int bits = Float.floatToRawIntBits(x + 0.0f); // -0.0 + 0.0 = 0.0
        return bits ^ (bits >> 31 & 0x7fff_ffff);
    }
}
