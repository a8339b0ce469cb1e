// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.jspecify.annotations.Nullable;

/**
 * Why a model on another server has not answered.
 *
 * @param mayAskAgain whether the server has surely not answered and another try may help: no connection, or one cut before an
 *     answer; 502, 503, 504; gRPC's UNAVAILABLE
 * @param message without payloads and secrets; what the other server said only where {@code reason} is INVALID
 */
public record RemoteFailure(
        Reason reason,
        boolean mayAskAgain,
        String message,
        @Nullable Throwable cause) {
    /** What kind of failure it is. */
    public enum Reason {
        /** The other server finds the request wrong. */
        INVALID,
        /** The request is larger than the other server takes. */
        TOO_LARGE,
        /** There is no such model, we may not ask it, or it speaks otherwise: nothing that this request could change. */
        CONFIGURATION,
        /** The other server failed, or what it sent is no answer. */
        FAILED,
        /** It isn't there, or has too much to do. */
        UNAVAILABLE,
        /** It hasn't answered in time. */
        TIMEOUT
    }
}
