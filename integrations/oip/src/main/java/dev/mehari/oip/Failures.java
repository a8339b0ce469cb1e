// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.mehari.tensor.InferenceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client may know of a failure: kind and message of an {@link InferenceException}; of anything else only that it
 * happened, under the request's id. The rest goes to the log, at most one stack trace a second: a model that fails at
 * full load must not bring the disk down too. Thread-safe.
 */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** gRPC sends a message in a header, which has 8 KiB; the longest of ours is far below. */
    private static final int LONGEST = 2000;

    private final AtomicLong nextTrace = new AtomicLong(System.nanoTime());
    private final AtomicLong untraced = new AtomicLong();

    /** @param message written for the client */
    public record Problem(InferenceException.Kind kind, String message) {}

    /** Tells the client's part of a failure, and logs the rest if the server is to blame. */
    public Problem tell(Throwable error, String requestId) {
        if (error instanceof InferenceException known) {
            if (known.kind() == InferenceException.Kind.FAILED) {
                log(known, requestId);
            }
            return new Problem(known.kind(), shortened(known.getMessage()));
        }
        if (error instanceof OutOfMemoryError) {
            log(error, requestId);
            return new Problem(
                    InferenceException.Kind.UNAVAILABLE, "there is no memory for this request now. Try again later");
        }
        log(error, requestId);
        return new Problem(
                InferenceException.Kind.FAILED,
                "internal error" + (requestId.isEmpty() ? "" : ", id " + Quoted.name(requestId)));
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
    }

    private void log(Throwable error, String requestId) {
        long now = System.nanoTime();
        long next = nextTrace.get();
        if (now - next < 0 || !nextTrace.compareAndSet(next, now + PAUSE_NANOS)) {
            untraced.incrementAndGet();
            return;
        }
        LOG.warn(
                "request {} failed ({} failures since the last one shown)",
                Quoted.name(requestId),
                untraced.getAndSet(0),
                error);
    }
}
