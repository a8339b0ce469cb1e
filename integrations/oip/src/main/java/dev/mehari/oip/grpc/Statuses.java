// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import dev.mehari.oip.Failures;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** What a failure is called in gRPC. */
final class Statuses {
    private Statuses() {}

    static StatusRuntimeException of(Failures.Problem problem) {
        Status status =
                switch (problem.kind()) {
                    case INVALID -> Status.INVALID_ARGUMENT;
                    case NOT_FOUND -> Status.NOT_FOUND;
                    case TOO_LARGE, TOO_MANY -> Status.RESOURCE_EXHAUSTED;
                    case FAILED -> Status.INTERNAL;
                    case UNAVAILABLE -> Status.UNAVAILABLE;
                    case TIMEOUT -> Status.DEADLINE_EXCEEDED;
                };
        return status.withDescription(problem.message()).asRuntimeException();
    }
}
