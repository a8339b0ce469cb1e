// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** A message as it was received: read, or the status of a client that sent no such message. */
record Incoming<M>(@Nullable M message, Status status) {
    static <M> Incoming<M> of(M message) {
        return new Incoming<>(message, Status.OK);
    }

    static <M> Incoming<M> broken(Status status) {
        return new Incoming<>(null, status);
    }
}
