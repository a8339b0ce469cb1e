// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Keeps from asking what fails: after some failures in a row it opens, and nobody is asked for a pause; then one is let
 * through, whose success closes it and whose failure opens it again.
 *
 * <p><b>Threads.</b> Any number; the state is one atomic reference to an immutable record.
 */
final class Breaker {
    private static final State CLOSED = new State(0, 0);

    private final int failures;
    private final long pauseNanos;
    private final LongSupplier clock;
    private final AtomicReference<State> state = new AtomicReference<>(CLOSED);

    /**
     * @param failures in a row, so far
     * @param asksAgainAt when somebody may be let through; looked at only where the breaker is open
     */
    private record State(int failures, long asksAgainAt) {}

    /**
     * @param failures after which it opens
     * @param pause how long it stays open
     * @param clock as {@link System#nanoTime}
     */
    Breaker(int failures, Duration pause, LongSupplier clock) {
        this.failures = failures;
        this.pauseNanos = pause.toNanos();
        this.clock = clock;
    }

    /** Whether the step may be asked now. Who gets a yes tells what became of it. */
    boolean mayAsk() {
        State now = state.get();
        if (now.failures() < failures) {
            return true;
        }
        long time = clock.getAsLong();
        // The one who is let through moves the time on: should it never come back, another is let through then.
        return time - now.asksAgainAt() >= 0 && state.compareAndSet(now, new State(now.failures(), time + pauseNanos));
    }

    void succeeded() {
        if (state.get() != CLOSED) {
            state.set(CLOSED);
        }
    }

    /** @return whether this failure opened it */
    boolean failed() {
        while (true) {
            State now = state.get();
            boolean open = now.failures() >= failures;
            State next = new State(
                    open ? now.failures() : now.failures() + 1,
                    open || now.failures() + 1 == failures ? clock.getAsLong() + pauseNanos : 0);
            if (state.compareAndSet(now, next)) {
                return !open && next.failures() == failures;
            }
        }
    }

    /** Nobody can tell how it went. Who was let through lets the next one through. */
    void unknown() {
        State now = state.get();
        if (now.failures() >= failures) {
            state.compareAndSet(now, new State(now.failures(), clock.getAsLong()));
        }
    }
}
