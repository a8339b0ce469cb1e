// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for bodies and the tensors made of them, little-endian. Thread-safe.
 *
 * <p>Nothing is ever used twice: a tap or a late branch may read a tensor long after its request is answered, and only
 * the collector knows when nobody does any more. Small pieces lie on the heap. Large ones lie outside it, where native
 * code reads them without a copy, as long as no more than a budget is out; beyond it they come from the heap too. That
 * keeps direct memory bounded without {@code System.gc()}: the heap then fills faster, the collector runs, and frees
 * the direct memory that nobody holds. A small budget is faster than a large one: memory that comes back soon is still
 * mapped (602 KB of it take 65 µs; fresh from the system, 400 µs).
 *
 * <p>The count goes down when a buffer's root is unreachable. All views of a direct buffer hold its root (their
 * attachment), so none can outlive the count.
 */
public final class BodyMemory {
    /** From this size on, memory lies outside the heap. */
    public static final int LARGE = 64 << 10;

    /** Always from the heap. */
    public static final BodyMemory HEAP = new BodyMemory(0);

    private static final Cleaner CLEANER = Cleaner.create();

    private final long budget;
    private final AtomicLong out = new AtomicLong();

    /** @param budget bytes of direct memory that may be out at a time */
    public BodyMemory(long budget) {
        this.budget = budget;
    }

    /** Zeroed memory, position 0, limit {@code size}. */
    public ByteBuffer take(int size) {
        if (size >= LARGE && budget > 0) {
            if (out.addAndGet(size) <= budget) {
                return takeDirect(size);
            }
            out.addAndGet(-size);
        }
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer takeDirect(int size) {
        ByteBuffer root = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
        AtomicLong counter = out;
        CLEANER.register(root, () -> counter.addAndGet(-size));
        return root;
    }

    /** Bytes of direct memory that are out and not collected yet. */
    public long directBytes() {
        return out.get();
    }
}
