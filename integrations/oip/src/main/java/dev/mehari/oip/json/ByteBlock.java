// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.util.Arrays;

/** Bytes that grow. Confined to one thread. */
final class ByteBlock {
    byte[] bytes;
    int length;

    ByteBlock(int capacity) {
        bytes = new byte[capacity];
    }

    void reserve(int more) {
        if (bytes.length - length < more) {
            int needed = Math.addExact(length, more);
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * bytes.length)));
        }
    }
}
