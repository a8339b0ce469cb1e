// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps from asking what fails: after some failures in a row it opens, and nobody is asked for a pause; then one is let
 * through, whose success closes it and whose failure opens it again.
 *
 * <p><b>Threads.</b> Any number. Guarded by the lock of this object, which nobody takes where nothing has failed.
 */
final class Breaker {
    private final int most;
    private final long pauseNanos;
    private final LongSupplier clock;
    /** Failures in a row, so far. */
    private volatile int failures;
    /** When somebody may be let through; looked at only where the breaker is open. */
    private long asksAgainAt;

    /**
     * @param failures after which it opens
     * @param pause how long it stays open
     * @param clock as {@link System#nanoTime}
     */
    Breaker(int failures, Duration pause, LongSupplier clock) {
        this.most = failures;
        this.pauseNanos = pause.toNanos();
        this.clock = clock;
    }

    private boolean isOpen() {
        return failures >= most;
    }

    /** Whether the step may be asked now. Who gets a yes tells what became of it. */
    boolean mayAsk() {
        if (!isOpen()) {
            return true;
        }
        synchronized (this) {
            long now = clock.getAsLong();
            if (isOpen() && now - asksAgainAt < 0) {
                return false;
            }
            // The one who is let through moves the time on: should it never come back, another is let through then.
            asksAgainAt = now + pauseNanos;
            return true;
        }
    }

    void succeeded() {
        if (failures != 0) {
            synchronized (this) {
                failures = 0;
            }
        }
    }

    /** @return whether this failure opened it */
    synchronized boolean failed() {
        boolean wasOpen = isOpen();
        if (!wasOpen) {
            failures = failures + 1;
        }
        if (isOpen()) {
            asksAgainAt = clock.getAsLong() + pauseNanos;
        }
        return !wasOpen && isOpen();
    }

    /** Nobody can tell how it went. Who was let through lets the next one through. */
    synchronized void unknown() {
        if (isOpen()) {
            asksAgainAt = clock.getAsLong();
        }
    }
}
