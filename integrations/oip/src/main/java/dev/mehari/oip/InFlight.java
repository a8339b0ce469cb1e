// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip;

import java.util.concurrent.atomic.AtomicInteger;

import dev.mehari.tensor.InferenceException;

/** Requests that a door has handed to the graphs and that aren't answered yet, never more than a limit. Thread-safe. */
public final class InFlight {
    private final AtomicInteger count = new AtomicInteger();
    private final int limit;
    private final String setting;

    /** @param setting the name of the limit, for the message */
    public InFlight(int limit, String setting) {
        this.limit = limit;
        this.setting = setting;
    }

    /** @throws InferenceException TOO_MANY if the limit is reached */
    public void enter() {
        if (count.incrementAndGet() > limit) {
            count.decrementAndGet();
            throw InferenceException.of(
                    InferenceException.Kind.TOO_MANY,
                    "more than " + limit + " requests are being answered (limit " + setting + "). Try again later");
        }
    }

    public void leave() {
        count.decrementAndGet();
    }

    public int count() {
        return count.get();
    }
}
