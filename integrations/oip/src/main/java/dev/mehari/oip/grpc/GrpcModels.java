// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.mehari.nodes.RemoteModel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;

/** Models on servers that speak the protocol over gRPC. Models at one server share one channel. Guarded by its own lock. */
public final class GrpcModels implements AutoCloseable {
    private static final long IDLE_MINUTES = 5;

    private final Map<String, Shared> channels = new HashMap<>();

    /** A channel with the number of its users. */
    private static final class Shared {
        final ManagedChannel channel;
        int users;

        Shared(ManagedChannel channel) {
            this.channel = channel;
        }
    }

    /** @param uri {@code grpc://host:port/model}, {@code grpcs} for TLS */
    public synchronized RemoteModel open(URI uri, long maxAnswerBytes) {
        String key = uri.getScheme() + "://" + uri.getAuthority();
        Shared shared = channels.computeIfAbsent(key, k -> new Shared(channel(uri)));
        shared.users++;
        return new GrpcModel(
                shared.channel,
                uri.getPath().substring(1),
                (int) Math.min(Integer.MAX_VALUE, maxAnswerBytes),
                () -> release(key));
    }

    private static ManagedChannel channel(URI uri) {
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        // Retries are the step's own; the channel's thread only hands answers on.
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(host, uri.getPort())
                .disableRetry()
                .directExecutor()
                .idleTimeout(IDLE_MINUTES, TimeUnit.MINUTES);
        return (uri.getScheme().equals("grpcs") ? builder.useTransportSecurity() : builder.usePlaintext()).build();
    }

    private synchronized void release(String key) {
        Shared shared = channels.get(key);
        if (shared != null && --shared.users == 0) {
            channels.remove(key);
            shared.channel.shutdown();
        }
    }

    @Override
    public synchronized void close() {
        channels.values().forEach(shared -> shared.channel.shutdownNow());
        channels.clear();
    }
}
