// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends after some bytes, as if the file did. */
final class LimitedInputStream extends FilterInputStream {
    private long left;

    LimitedInputStream(InputStream in, long limit) {
        super(in);
        left = limit;
    }

    @Override
    public int read() throws IOException {
        if (left <= 0) {
            return -1;
        }
        left--;
        return super.read();
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        if (left <= 0) {
            return -1;
        }
        int read = super.read(target, from, (int) Math.min(count, left));
        left -= Math.max(read, 0);
        return read;
    }
}
