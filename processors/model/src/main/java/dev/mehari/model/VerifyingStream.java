// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Takes the digest of what is read and compares it at the end. */
final class VerifyingStream extends FilterInputStream {
    private final MessageDigest digest = Digests.newSha256();
    private final String expected;

    VerifyingStream(InputStream in, String expected) {
        super(in);
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        int read = in.read(target, from, count);
        if (read > 0) {
            digest.update(target, from, read);
        } else if (read < 0) {
            MessageDigest soFar = clone(digest); // the end may be asked for again
            if (!HexFormat.of().formatHex(soFar.digest()).equals(expected)) {
                throw new InvalidModelException("the file has changed since it was verified. Load it again");
            }
        }
        return read;
    }

    private static MessageDigest clone(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of the Java platform can be cloned", e);
        }
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
