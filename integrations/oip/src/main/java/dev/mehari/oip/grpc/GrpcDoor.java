// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import dev.mehari.engine.Graphs;
import dev.mehari.oip.Failures;
import dev.mehari.oip.InFlight;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The Open Inference Protocol over gRPC, with health and reflection beside it. Requests are decoded and, unless the graph is
 * dear, answered on the connection's event loop.
 */
public final class GrpcDoor implements AutoCloseable {
    /** What a request may have beside its tensors. */
    private static final int MESSAGE_OVERHEAD = 1 << 20;

    private static final int MAX_METADATA = 16 << 10;

    private final Server server;
    private final EventLoopGroup acceptor;
    private final EventLoopGroup workers;
    private final HealthService health;
    private final InFlight inFlight;

    private GrpcDoor(Server server, EventLoopGroup acceptor, EventLoopGroup workers, HealthService health, InFlight inFlight) {
        this.server = server;
        this.acceptor = acceptor;
        this.workers = workers;
        this.health = health;
        this.inFlight = inFlight;
    }

    /**
     * Listens.
     *
     * @param version of the server, for its metadata
     * @throws IOException if the port can't be had; the message names it
     */
    public static GrpcDoor open(Graphs graphs, GrpcOptions options, String version) throws IOException {
        InFlight inFlight = new InFlight(options.maxInFlight(), GrpcOptions.IN_FLIGHT_SETTING);
        HealthService health = new HealthService(graphs);
        EventLoopGroup acceptor = new NioEventLoopGroup(1, new DefaultThreadFactory("mehari-grpc-accept", true));
        EventLoopGroup workers = new NioEventLoopGroup(options.loops(), new DefaultThreadFactory("mehari-grpc", true));
        InferenceService service = new InferenceService(graphs, options.limits(), inFlight, new Failures(), version);
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(options.host(), options.port()))
                .bossEventLoopGroup(acceptor)
                .workerEventLoopGroup(workers)
                .channelType(NioServerSocketChannel.class)
                .directExecutor()
                .maxInboundMessageSize((int) Math.min(
                        Integer.MAX_VALUE, (long) options.limits().bodyBytes() + MESSAGE_OVERHEAD))
                .maxInboundMetadataSize(MAX_METADATA)
                .addService(ServerInterceptors.intercept(service, new InboundHeaders()))
                .addService(health)
                .addService(ProtoReflectionServiceV1.newInstance())
                .build();
        GrpcDoor door = new GrpcDoor(server, acceptor, workers, health, inFlight);
        try {
            server.start();
        } catch (IOException e) {
            door.close();
            throw new IOException(
                    "the gRPC port " + options.host() + ":" + options.port() + " can't be opened: "
                            + (e.getCause() == null ? e : e.getCause()).getMessage() + ". Choose another with --grpc-port",
                    e);
        }
        return door;
    }

    /** The port it listens on. */
    public int port() {
        return server.getPort();
    }

    /** Requests being answered. */
    public int inFlight() {
        return inFlight.count();
    }

    /** Takes no new calls, finishes those under way for so long, then ends. */
    public void close(Duration grace) {
        server.shutdown();
        health.close();
        try {
            if (!server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        workers.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }
}
