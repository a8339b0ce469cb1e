// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.nio.charset.StandardCharsets;

/** Where a key falls in [0, 1): evenly spread over keys, the same on every machine and in every release. */
public final class StickyHash {
    private StickyHash() {}

    /**
     * u = (h1 &gt;&gt;&gt; 11) / 2^53, h1 being the first 64-bit word, as a number, of murmur3_x64_128 (seed 0) of the UTF-8
     * text {@code salt ":" key}. Equal keys under different salts are unrelated.
     */
    public static double unit(String salt, String key) {
        long h1 = Murmur3.firstWord((salt + ":" + key).getBytes(StandardCharsets.UTF_8));
        return (h1 >>> 11) * 0x1p-53;
    }
}
