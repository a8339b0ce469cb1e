// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.util.concurrent.atomic.AtomicLong;

import dev.mehari.oip.BodyMemory;
import dev.mehari.tensor.InferenceException;

/** Bytes of large bodies that are arriving, never more than a limit; small ones aren't counted. Thread-safe. */
final class ReceivingBudget {
    private final AtomicLong bytes = new AtomicLong();
    private final long limit;

    ReceivingBudget(long limit) {
        this.limit = limit;
    }

    /**
     * @return what to give back to {@link #release} later
     * @throws InferenceException TOO_MANY if there is no room
     */
    long reserve(long size) {
        if (size < BodyMemory.LARGE) {
            return 0;
        }
        if (bytes.addAndGet(size) > limit) {
            bytes.addAndGet(-size);
            throw InferenceException.of(
                    InferenceException.Kind.TOO_MANY,
                    "bodies of more than " + limit + " bytes are arriving (limit " + RestOptions.RECEIVING_SETTING
                            + "). Try again later");
        }
        return size;
    }

    void release(long size) {
        if (size > 0) {
            bytes.addAndGet(-size);
        }
    }
}
