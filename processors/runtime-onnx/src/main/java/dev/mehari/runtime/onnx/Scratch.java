// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.jspecify.annotations.Nullable;

/**
 * Direct memory for the inputs of one run that lie on the heap, where native code can't read them. It is reused from run to
 * run and shared by all models; a few blocks of at most {@link #KEPT} bytes are kept, whatever the load. Confined to the
 * thread that has borrowed it.
 */
final class Scratch implements AutoCloseable {
    /** The largest block that is kept, 4 MiB: an image of 1,024 by 1,024 pixels in bytes, or of 590 by 590 in floats. */
    private static final int KEPT = 4 << 20;

    private static final int LEAST = 4 << 10;

    /** A cache line, which is also what the engine's vector kernels like best. */
    private static final int ALIGNMENT = 64;

    private static final Shelf<Scratch> SHELF = new Shelf<>();

    private ByteBuffer block;
    private int used;

    private Scratch(int capacity) {
        block = allocate(capacity);
    }

    /** A free one; to be closed when the run is over. */
    static Scratch borrow() {
        Scratch kept = SHELF.take(any -> true);
        return kept == null ? new Scratch(LEAST) : kept;
    }

    /** A copy of {@code content} in direct memory, valid until this is closed. */
    ByteBuffer copy(ByteBuffer content) {
        int length = content.remaining();
        if (block.capacity() - used < length) {
            // The run's earlier copies keep the old block alive.
            block = allocate((int) Math.min(Math.max(2L * block.capacity(), length), Math.max(KEPT, length)));
            used = 0;
        }
        ByteBuffer copy = block.slice(used, length).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(0, content, content.position(), length);
        used = Math.min(block.capacity(), (used + length + ALIGNMENT - 1) & -ALIGNMENT);
        return copy;
    }

    @Override
    public void close() {
        used = 0;
        if (block.capacity() <= KEPT) {
            @Nullable Scratch evicted = SHELF.leave(this);
            assert evicted != this;
        }
    }

    private static ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }
}
