// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import dev.mehari.oip.Limits;
import dev.mehari.oip.Setting;
import java.util.List;

/**
 * How the gRPC door listens.
 *
 * @param port 0 takes a free one
 * @param maxInFlight requests being answered at a time; further ones get RESOURCE_EXHAUSTED
 * @param loops event loops
 */
public record GrpcOptions(String host, int port, Limits limits, int maxInFlight, int loops) {
    private static final Setting HOST = new Setting("mehari.grpc.host", "127.0.0.1", "address the gRPC door listens on");
    private static final Setting PORT = new Setting("mehari.grpc.port", "9000", "its port; 0 takes a free one");
    private static final Setting LOOPS =
            new Setting("mehari.grpc.loops", "0", "its event loops; 0 is one per processor");
    private static final Setting IN_FLIGHT = new Setting(
            "mehari.grpc.max-in-flight", "1024", "requests being answered at a time; further ones are refused");

    static final String IN_FLIGHT_SETTING = IN_FLIGHT.name();

    /** The settings of this door; those of {@link Limits} belong to it too. */
    public static List<Setting> settings() {
        return List.of(HOST, PORT, LOOPS, IN_FLIGHT);
    }

    /** @throws IllegalArgumentException with a message for people if a setting has no usable value */
    public static GrpcOptions from(Setting.Source source) {
        int loops = LOOPS.count(source, 0);
        return new GrpcOptions(
                HOST.text(source),
                (int) PORT.number(source, 0, 65_535),
                Limits.from(source),
                IN_FLIGHT.count(source, 1),
                loops == 0 ? Runtime.getRuntime().availableProcessors() : loops);
    }

    /** The same door at another address. */
    public GrpcOptions at(String newHost, int newPort) {
        return new GrpcOptions(newHost, newPort, limits, maxInFlight, loops);
    }
}
