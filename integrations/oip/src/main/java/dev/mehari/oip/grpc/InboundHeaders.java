// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import dev.mehari.nodes.Request;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Lets a call's handler see the call's metadata, as conditions read headers. */
final class InboundHeaders implements ServerInterceptor {
    private static final Context.Key<Metadata> METADATA = Context.key("mehari-metadata");

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
        return Contexts.interceptCall(Context.current().withValue(METADATA, metadata), call, metadata, next);
    }

    /** The headers of the call that this thread handles. */
    static Request.Headers current() {
        Metadata metadata = METADATA.get();
        return metadata == null ? Request.Headers.NONE : name -> get(metadata, name);
    }

    private static String get(Metadata metadata, String name) {
        if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            return ""; // bytes are no text
        }
        String value;
        try {
            value = metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        } catch (IllegalArgumentException e) {
            return ""; // a name that gRPC doesn't allow was never sent
        }
        return value == null ? "" : value;
    }
}
