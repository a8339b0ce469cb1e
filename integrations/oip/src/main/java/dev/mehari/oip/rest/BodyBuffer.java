// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A body as it comes in. One piece, which is the rule, is kept as it is; several are put together in an array that grows
 * with them. Confined to the event loop.
 */
final class BodyBuffer {
    private @Nullable ByteBuf only;
    private byte @Nullable [] bytes;
    private int length;

    int length() {
        return length;
    }

    void add(ByteBuf piece) {
        int more = piece.readableBytes();
        if (more == 0) {
            return;
        }
        if (length == 0) {
            only = piece;
        } else {
            append(piece, more);
        }
        length += more;
    }

    private void append(ByteBuf piece, int more) {
        byte[] current = bytes;
        if (current == null) {
            current = new byte[Math.max(2 * length, length + more)];
            if (only != null) {
                only.getBytes(only.readerIndex(), current, 0, length);
                only = null;
            }
        } else if (current.length < length + more) {
            current =
                    Arrays.copyOf(current, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(2L * length, length + more)));
        }
        piece.getBytes(piece.readerIndex(), current, length, more);
        bytes = current;
    }

    /** What has come in; nobody may add to it any more. */
    ByteBuffer content() {
        if (bytes != null) {
            return ByteBuffer.wrap(bytes, 0, length);
        }
        return only == null ? ByteBuffer.allocate(0) : only.nioBuffer();
    }
}
