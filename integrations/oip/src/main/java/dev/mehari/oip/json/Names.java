// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/** A few short names in ASCII that are recognised as bytes. */
final class Names {
    private final String[] names;
    private final byte[][] bytes;

    Names(String... names) {
        this.names = names;
        this.bytes = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            bytes[i] = names[i].getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** The name that those bytes are, or null. */
    @Nullable
    String find(byte[] text, int from, int length) {
        for (int i = 0; i < names.length; i++) {
            byte[] name = bytes[i];
            if (name.length == length && Arrays.equals(name, 0, length, text, from, from + length)) {
                return names[i];
            }
        }
        return null;
    }
}
