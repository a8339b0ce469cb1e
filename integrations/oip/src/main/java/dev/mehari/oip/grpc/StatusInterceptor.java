// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import dev.mehari.oip.Failures;
import dev.mehari.tensor.InferenceException;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * The protocol's statuses for a service of somebody else, such as a Camel route that begins with {@code grpc:}. camel-grpc
 * ends every failed call with INTERNAL and the text of whatever exception it was, but keeps the exception beside it: from
 * that this tells the status and the words that our own door would have used. An {@link UnsupportedOperationException} is
 * UNIMPLEMENTED. Bind one in Camel's registry, and camel-grpc finds it. Thread-safe.
 */
public final class StatusInterceptor implements ServerInterceptor {
    private final Failures failures = new Failures();

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        super.close(told(status), trailers);
                    }
                },
                headers);
    }

    private Status told(Status status) {
        Throwable error = status.getCause();
        if (error == null || !(status.getCode() == Status.Code.INTERNAL || status.getCode() == Status.Code.UNKNOWN)) {
            return status;
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof InferenceException known) {
                return InferenceService.status(failures.tell(known, ""));
            }
            if (cause instanceof UnsupportedOperationException) {
                return Status.UNIMPLEMENTED.withDescription(cause.getMessage());
            }
        }
        return InferenceService.status(failures.tell(error, ""));
    }
}
