// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import java.time.Duration;
import java.util.List;

import dev.mehari.oip.Limits;
import dev.mehari.oip.Setting;

/**
 * How a {@link GrpcDoor} listens and what it lets in.
 *
 * @param host name or address to listen on
 * @param port 0 takes a free one
 * @param loops event loops, each a thread
 * @param limits of requests
 * @param maxInFlight inferences being answered at a time; further ones get RESOURCE_EXHAUSTED
 * @param maxCalls of one connection at a time
 * @param maxHeaderBytes of a call's metadata
 * @param connectionAge how long a connection is kept; calls under way are finished
 * @param messageTimeout how long a request's message may take to arrive
 * @param directBytes direct memory for large messages; beyond it they lie on the heap
 */
public record GrpcOptions(
        String host,
        int port,
        int loops,
        Limits limits,
        int maxInFlight,
        int maxCalls,
        int maxHeaderBytes,
        Duration connectionAge,
        Duration messageTimeout,
        long directBytes) {

    private static final Setting HOST =
            new Setting("mehari.grpc.host", "127.0.0.1", "address the gRPC door listens on");
    private static final Setting PORT = new Setting("mehari.grpc.port", "9000", "its port; 0 takes a free one");
    private static final Setting LOOPS =
            new Setting("mehari.grpc.loops", "0", "its event loops; 0 is one per processor");
    private static final Setting IN_FLIGHT = new Setting(
            "mehari.grpc.max-in-flight", "1024", "inferences being answered at a time; further ones are refused");
    private static final Setting CALLS =
            new Setting("mehari.grpc.max-calls", "1000", "calls of one connection at a time; further ones wait");
    private static final Setting HEADER = new Setting("mehari.grpc.max-header", "16KiB", "size of a call's metadata");
    private static final Setting AGE = new Setting(
            "mehari.grpc.connection-age",
            "10m",
            "how long a connection is kept before the client is asked for a new one; a pod's default is 10s");
    private static final Setting MESSAGE =
            new Setting("mehari.grpc.message-timeout", "30s", "how long a request's message may take to arrive");
    private static final Setting DIRECT = new Setting(
            "mehari.grpc.direct-memory",
            "256MiB",
            "memory outside the heap for large messages; more comes from the heap");

    static final String IN_FLIGHT_SETTING = IN_FLIGHT.name();
    static final String PORT_SETTING = PORT.name();
    static final String MESSAGE_TIMEOUT_SETTING = MESSAGE.name();

    /** The settings of this door; those of {@link Limits} belong to it too. */
    public static List<Setting> settings() {
        return List.of(HOST, PORT, LOOPS, IN_FLIGHT, CALLS, HEADER, AGE, MESSAGE, DIRECT);
    }

    /** @throws IllegalArgumentException with a message for people if a setting has no usable value */
    public static GrpcOptions from(Setting.Source source) {
        int loops = LOOPS.count(source, 0);
        long direct = DIRECT.number(source, 0, Long.MAX_VALUE);
        return new GrpcOptions(
                HOST.text(source),
                (int) PORT.number(source, 0, 65_535),
                loops == 0 ? Runtime.getRuntime().availableProcessors() : loops,
                Limits.from(source),
                IN_FLIGHT.count(source, 1),
                CALLS.count(source, 1),
                HEADER.count(source, 1024),
                AGE.duration(source),
                MESSAGE.duration(source),
                Math.min(direct, Runtime.getRuntime().maxMemory() / 4));
    }

    /** The same door at another address. */
    public GrpcOptions at(String newHost, int newPort) {
        return new GrpcOptions(
                newHost,
                newPort,
                loops,
                limits,
                maxInFlight,
                maxCalls,
                maxHeaderBytes,
                connectionAge,
                messageTimeout,
                directBytes);
    }
}
