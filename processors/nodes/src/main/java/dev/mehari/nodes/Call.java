// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.jspecify.annotations.Nullable;

/**
 * What stays the same for all frames of one request.
 *
 * @param warmupRound which round of the warm-up made it, from 0; {@link #REAL} for a client's request. Taps and metrics
 *     ignore made requests
 * @param startNanos the {@link System#nanoTime} at which it came in
 * @param trace what writes down what happens; null where nobody wants to know
 */
public record Call(
        Request request,
        long warmupRound,
        long startNanos,
        @Nullable Trace trace) {
    /** Not made by a warm-up. */
    public static final long REAL = -1;

    public boolean isWarmup() {
        return warmupRound != REAL;
    }
}
