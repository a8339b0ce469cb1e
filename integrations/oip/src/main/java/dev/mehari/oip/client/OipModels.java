// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.client;

import java.net.URI;
import java.util.Set;

import dev.mehari.nodes.RemoteModel;
import dev.mehari.nodes.RemoteModels;
import dev.mehari.oip.grpc.GrpcModels;
import dev.mehari.oip.rest.RestModels;
import org.jspecify.annotations.Nullable;

/** The client of the step {@code call}. Clients of a protocol are made when a first model is opened. Guarded by its own lock. */
public final class OipModels implements RemoteModels {
    private static final Set<String> REST = Set.of("http", "https");
    private static final Set<String> GRPC = Set.of("grpc", "grpcs");

    private @Nullable RestModels rest;
    private @Nullable GrpcModels grpc;

    @Override
    public boolean speaks(String scheme) {
        return REST.contains(scheme) || GRPC.contains(scheme);
    }

    @Override
    public synchronized RemoteModel open(URI uri, long maxAnswerBytes) {
        boolean overGrpc = GRPC.contains(uri.getScheme());
        String path = uri.getPath();
        boolean named = path != null && path.length() > 1 && path.indexOf('/', 1) < 0;
        if (uri.getHost() == null
                || !named
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || (overGrpc && uri.getPort() < 0)) {
            throw new IllegalArgumentException(
                    "a call goes to scheme://host:port/model, over grpc with a port, and nothing else stands in its URI");
        }
        if (overGrpc) {
            grpc = grpc == null ? new GrpcModels() : grpc;
            return grpc.open(uri, maxAnswerBytes);
        }
        rest = rest == null ? new RestModels() : rest;
        return rest.open(uri, maxAnswerBytes);
    }

    @Override
    public synchronized void close() {
        if (rest != null) {
            rest.close();
            rest = null;
        }
        if (grpc != null) {
            grpc.close();
            grpc = null;
        }
    }
}
