// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one message there and one back, straight on gRPC's call without the stream observers between. Those whose
 * message is still arriving are known, so that dripping clients end. Thread-safe.
 */
final class UnaryCalls {
    private final Set<Arriving<?, ?>> arriving = ConcurrentHashMap.newKeySet();

    /** What an RPC does with its message. */
    @FunctionalInterface
    interface Handler<Q, A> {
        /** Runs on the event loop; {@code call} may be answered on any thread. */
        void handle(Q message, Metadata headers, Call<A> call);
    }

    /** A call that waits for one of these, once. */
    interface Call<A> {
        void answer(A message);

        void fail(Status status);
    }

    <Q, A> ServerCallHandler<Incoming<Q>, A> of(Handler<Q, A> handler) {
        return (call, headers) -> {
            Arriving<Q, A> listener = new Arriving<>(call, headers, handler);
            arriving.add(listener);
            call.request(2); // one, and another would be a mistake
            return listener;
        };
    }

    /** Ends calls whose message hasn't come in time. */
    void sweep(Duration limit) {
        long oldest = System.nanoTime() - limit.toNanos();
        for (Arriving<?, ?> call : arriving) {
            if (call.beganNanos - oldest < 0 && arriving.remove(call)) {
                call.fail(Status.DEADLINE_EXCEEDED.withDescription("the message did not arrive in " + limit.toMillis()
                        + " ms (limit " + GrpcOptions.MESSAGE_TIMEOUT_SETTING + ")"));
            }
        }
    }

    private final class Arriving<Q, A> extends ServerCall.Listener<Incoming<Q>> implements Call<A> {
        private final ServerCall<Incoming<Q>, A> call;
        private final Metadata headers;
        private final Handler<Q, A> handler;
        private final long beganNanos = System.nanoTime();
        private @Nullable Incoming<Q> incoming;

        Arriving(ServerCall<Incoming<Q>, A> call, Metadata headers, Handler<Q, A> handler) {
            this.call = call;
            this.headers = headers;
            this.handler = handler;
        }

        @Override
        public void onMessage(Incoming<Q> message) {
            incoming = incoming == null
                    ? message
                    : Incoming.broken(Status.INVALID_ARGUMENT.withDescription("more than one message was sent"));
        }

        @Override
        public void onHalfClose() {
            if (!arriving.remove(this)) {
                return; // too late
            }
            Incoming<Q> received = incoming;
            incoming = null;
            if (received == null) {
                fail(Status.INVALID_ARGUMENT.withDescription("no message was sent"));
            } else if (received.message() == null) {
                fail(received.status());
            } else {
                handler.handle(received.message(), headers, this);
            }
        }

        @Override
        public void onCancel() {
            arriving.remove(this);
        }

        @Override
        public void answer(A message) {
            call.sendHeaders(new Metadata());
            call.sendMessage(message);
            call.close(Status.OK, new Metadata());
        }

        @Override
        public void fail(Status status) {
            call.close(status, new Metadata());
        }
    }
}
