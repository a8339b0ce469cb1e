// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import dev.mehari.engine.Graphs;
import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.InFlight;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The Open Inference Protocol over gRPC: all its RPCs, with gRPC's health and reflection services beside them. A request
 * with raw contents gets raw contents back. Calls run on the event loop that reads them; a failure has the status code of
 * its kind, and a call's deadline goes along with the request.
 */
public final class GrpcDoor implements AutoCloseable {
    private static final long SWEEP_MILLIS = 500;
    private static final int RST_FRAMES = 200;
    private static final int RST_SECONDS = 30;

    /** Writes a stack trace for every message that is too large: any client could fill the disk. */
    private static final Logger STREAMS = Logger.getLogger("io.grpc.netty.NettyServerStream");

    static {
        STREAMS.setLevel(Level.SEVERE);
    }

    private final Server server;
    private final HealthService health;
    private final EventLoopGroup acceptor;
    private final EventLoopGroup loops;
    private final InFlight inFlight;
    private final String host;

    private GrpcDoor(
            Server server,
            HealthService health,
            EventLoopGroup acceptor,
            EventLoopGroup loops,
            InFlight inFlight,
            String host) {
        this.server = server;
        this.health = health;
        this.acceptor = acceptor;
        this.loops = loops;
        this.inFlight = inFlight;
        this.host = host;
    }

    /** The name that reflection had before; most tools know only this one, or try it when they don't find the other. */
    @SuppressWarnings("deprecation")
    private static BindableService olderReflection() {
        return ProtoReflectionService.newInstance();
    }

    /**
     * Opens the door and returns when it listens.
     *
     * @param version of the server, as its metadata tells it
     * @throws IOException with a message for people if it can't listen there
     */
    public static GrpcDoor open(Graphs graphs, GrpcOptions options, String version) throws IOException {
        InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
        if (address.isUnresolved()) {
            throw new IOException(
                    "there is no host '" + options.host() + "' to listen on. Give an address of this machine");
        }
        EventLoopGroup acceptor = new NioEventLoopGroup(1, new DefaultThreadFactory("mehari-grpc-acceptor", true));
        EventLoopGroup loops = new NioEventLoopGroup(options.loops(), new DefaultThreadFactory("mehari-grpc", true));
        InFlight inFlight = new InFlight(options.maxInFlight(), GrpcOptions.IN_FLIGHT_SETTING);
        UnaryCalls calls = new UnaryCalls();
        HealthService health = new HealthService(graphs);
        InferenceService inference = new InferenceService(
                graphs, version, options.limits(), inFlight, new BodyMemory(options.directBytes()), calls);
        Server server = NettyServerBuilder.forAddress(address)
                .channelType(NioServerSocketChannel.class)
                .bossEventLoopGroup(acceptor)
                .workerEventLoopGroup(loops)
                .directExecutor()
                .maxInboundMessageSize(options.limits().bodyBytes())
                .maxInboundMetadataSize(options.maxHeaderBytes())
                .maxConcurrentCallsPerConnection(options.maxCalls())
                .maxRstFramesPerWindow(RST_FRAMES, RST_SECONDS)
                .maxConnectionAge(options.connectionAge().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(inference.definition())
                .addService(health)
                .addService(ProtoReflectionServiceV1.newInstance())
                .addService(olderReflection())
                .build();
        GrpcDoor door = new GrpcDoor(server, health, acceptor, loops, inFlight, options.host());
        try {
            server.start();
        } catch (IOException e) {
            door.close(Duration.ZERO);
            throw new IOException(
                    "can't listen on " + options.host() + ":" + options.port() + ": " + reason(e)
                            + ". Choose another port (" + GrpcOptions.PORT_SETTING + ")",
                    e);
        }
        loops.next()
                .scheduleWithFixedDelay(
                        () -> {
                            calls.sweep(options.messageTimeout());
                            health.sweep();
                        },
                        SWEEP_MILLIS,
                        SWEEP_MILLIS,
                        TimeUnit.MILLISECONDS);
        return door;
    }

    private static String reason(IOException e) {
        return String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }

    /** The address that it listens on, as it was given. */
    public String host() {
        return host;
    }

    /** The port that it listens on: the real one where 0 was asked for. */
    public int port() {
        return server.getPort();
    }

    /** Requests that graphs are answering now. */
    public int inFlight() {
        return inFlight.count();
    }

    /**
     * Closes the door: no new call is accepted, and when the last is answered, or {@code grace} has passed, all is
     * closed.
     */
    public void close(Duration grace) {
        server.shutdown();
        health.close();
        try {
            server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
            server.shutdownNow();
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        acceptor.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }

    /** Closes with half a minute of grace. */
    @Override
    public void close() {
        close(Duration.ofSeconds(30));
    }
}
