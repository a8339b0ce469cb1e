// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One attempt to load and warm a revision, on a thread of its own. Who waits for it may give it up; what it has done by then
 * is undone by its thread when that comes back, if ever. Guarded by the engine's lock.
 */
final class Loading {
    /** Done when the revision is ready, or failed, or given up. */
    final CompletableFuture<Void> outcome = new CompletableFuture<>();

    private volatile long endNanos;
    private boolean givenUp;

    /** @param endNanos when it may be given up, on the clock of {@link System#nanoTime} */
    Loading(long endNanos) {
        this.endNanos = endNanos;
    }

    long leftNanos() {
        return endNanos - System.nanoTime();
    }

    /** Warming has a time of its own. */
    void extend(Duration time) {
        endNanos += time.toNanos();
    }

    boolean isGivenUp() {
        return givenUp;
    }

    void giveUp() {
        givenUp = true;
    }
}
