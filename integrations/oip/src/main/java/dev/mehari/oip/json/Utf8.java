// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

/** UTF-8 as bytes: well-formed sequences (Unicode 15, table 3-7) and how a code point becomes one. */
final class Utf8 {
    private Utf8() {}

    /** The length of the well-formed sequence of 2 to 4 bytes at {@code p}; 0 if there is none before {@code end}. */
    static int sequenceLength(byte[] bytes, int p, int end) {
        int first = bytes[p] & 0xff;
        if (first < 0xc2 || first > 0xf4) {
            return 0;
        }
        int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (p + length > end) {
            return 0;
        }
        int second = bytes[p + 1] & 0xff;
        int from = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int to = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < from || second > to) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[p + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** Writes a code point that is no surrogate. @return where it ends */
    static int put(int codePoint, byte[] target, int at) {
        if (codePoint < 0x80) {
            target[at] = (byte) codePoint;
            return at + 1;
        }
        if (codePoint < 0x800) {
            target[at] = (byte) (0xc0 | codePoint >> 6);
            target[at + 1] = (byte) (0x80 | codePoint & 0x3f);
            return at + 2;
        }
        if (codePoint < 0x10000) {
            target[at] = (byte) (0xe0 | codePoint >> 12);
            target[at + 1] = (byte) (0x80 | codePoint >> 6 & 0x3f);
            target[at + 2] = (byte) (0x80 | codePoint & 0x3f);
            return at + 3;
        }
        target[at] = (byte) (0xf0 | codePoint >> 18);
        target[at + 1] = (byte) (0x80 | codePoint >> 12 & 0x3f);
        target[at + 2] = (byte) (0x80 | codePoint >> 6 & 0x3f);
        target[at + 3] = (byte) (0x80 | codePoint & 0x3f);
        return at + 4;
    }
}
