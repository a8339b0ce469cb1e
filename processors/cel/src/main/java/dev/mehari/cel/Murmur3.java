// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

/**
 * MurmurHash3 x64 128 (Appleby, 2011, public domain), seed 0, its first word only. Two streams of 64 bits are mixed with
 * 16-byte blocks, little-endian:
 *
 * <pre>
 * k1 = rotl(k1·c1, 31)·c2, h1 = (rotl(h1 ^ k1, 27) + h2)·5 + 0x52dce729
 * k2 = rotl(k2·c2, 33)·c1, h2 = (rotl(h2 ^ k2, 31) + h1)·5 + 0x38495ab5
 * </pre>
 */
final class Murmur3 {
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    private Murmur3() {}

    /** The first 64-bit word of the 128-bit hash. */
    static long firstWord(byte[] content) {
        long h1 = 0;
        long h2 = 0;
        int blocks = content.length & ~15;
        for (int i = 0; i < blocks; i += 16) {
            h1 ^= mix1(word(content, i, 8));
            h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
            h2 ^= mix2(word(content, i + 8, 8));
            h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
        }
        int left = content.length - blocks;
        if (left > 8) {
            h2 ^= mix2(word(content, blocks + 8, left - 8));
        }
        if (left > 0) {
            h1 ^= mix1(word(content, blocks, Math.min(left, 8)));
        }
        h1 ^= content.length;
        h2 ^= content.length;
        h1 += h2;
        h2 += h1;
        return avalanche(h1) + avalanche(h2);
    }

    private static long word(byte[] content, int from, int count) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            word |= (content[from + i] & 0xffL) << (8 * i);
        }
        return word;
    }

    private static long mix1(long k) {
        return Long.rotateLeft(k * C1, 31) * C2;
    }

    private static long mix2(long k) {
        return Long.rotateLeft(k * C2, 33) * C1;
    }

    private static long avalanche(long h) {
        long mixed = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
