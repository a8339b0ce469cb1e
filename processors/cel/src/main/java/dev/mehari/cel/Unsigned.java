// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

/** An unsigned 64-bit number by its bits. */
record Unsigned(long bits) {
    @Override
    public String toString() {
        return Long.toUnsignedString(bits);
    }
}
