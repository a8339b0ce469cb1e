// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import org.jspecify.annotations.Nullable;

/**
 * A request that gets an error for an answer. The message is written for the client: it names the field and the mend,
 * never a path, a payload or a secret.
 *
 * <p>It carries no stack trace where the request is to blame: hostile clients must not be able to make us pay for one.
 */
public final class InferenceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why the request has no answer; each kind has one HTTP and one gRPC status at the doors. */
    public enum Kind {
        /** The request is wrong (400, INVALID_ARGUMENT). */
        INVALID,
        /** No such graph or version (404, NOT_FOUND). */
        NOT_FOUND,
        /** Larger than a limit allows (413, RESOURCE_EXHAUSTED). */
        TOO_LARGE,
        /** More requests than the server takes at a time (429, RESOURCE_EXHAUSTED). */
        TOO_MANY,
        /** The graph failed (500, INTERNAL). */
        FAILED,
        /** Something the graph needs isn't there now (503, UNAVAILABLE). */
        UNAVAILABLE,
        /** Not answered in time (504, DEADLINE_EXCEEDED). */
        TIMEOUT
    }

    private final Kind kind;

    private InferenceException(Kind kind, String message, @Nullable Throwable cause, boolean withTrace) {
        super(message, cause, true, withTrace);
        this.kind = kind;
    }

    /** A wrong request: it is never retried, left out of a quorum or replaced by a fallback. */
    public static InferenceException invalid(String message) {
        return new InferenceException(Kind.INVALID, message, null, false);
    }

    /** A failure while answering. The cause is kept for the server's log and never shown to the client. */
    public static InferenceException failed(String message, Throwable cause) {
        return new InferenceException(Kind.FAILED, message, cause, true);
    }

    public static InferenceException of(Kind kind, String message) {
        return new InferenceException(kind, message, null, kind == Kind.FAILED);
    }

    /** The same failure with its place in the graph before the message; the cause is kept. */
    public static InferenceException at(String place, InferenceException e) {
        return new InferenceException(
                e.kind, place + ": " + e.getMessage(), e.getCause() == null ? e : e.getCause(), false);
    }

    /** Never null: a failure always says what is wrong. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public Kind kind() {
        return kind;
    }
}
