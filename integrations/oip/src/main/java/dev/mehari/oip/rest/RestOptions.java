// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.time.Duration;
import java.util.List;

import dev.mehari.oip.Limits;
import dev.mehari.oip.Setting;

/**
 * How a {@link RestDoor} listens and what it lets in.
 *
 * @param host name or address to listen on
 * @param port 0 takes a free one
 * @param loops event loops, each a thread
 * @param limits of requests
 * @param maxInFlight inference requests being answered at a time; further ones get 429
 * @param maxConnections further ones are closed at once
 * @param maxHeaderBytes of all headers of a request
 * @param idleTimeout how long a connection may be without a whole request
 * @param connectionAge how long a connection is kept; the next answer ends it
 * @param bodyTimeout how long a body may take to arrive
 * @param gzipFromBytes answers of JSON this long are compressed where the client allows it
 * @param directBytes direct memory for large bodies and tensors; beyond it they lie on the heap
 * @param receivingBytes of large bodies that may be arriving at a time; further ones get 429
 */
public record RestOptions(
        String host,
        int port,
        int loops,
        Limits limits,
        int maxInFlight,
        int maxConnections,
        int maxHeaderBytes,
        Duration idleTimeout,
        Duration connectionAge,
        Duration bodyTimeout,
        int gzipFromBytes,
        long directBytes,
        long receivingBytes) {

    private static final Setting HOST =
            new Setting("mehari.http.host", "127.0.0.1", "address the REST door listens on");
    private static final Setting PORT = new Setting("mehari.http.port", "8080", "its port; 0 takes a free one");
    private static final Setting LOOPS =
            new Setting("mehari.http.loops", "0", "its event loops; 0 is one per processor");
    private static final Setting IN_FLIGHT =
            new Setting("mehari.http.max-in-flight", "1024", "requests being answered at a time; further ones get 429");
    private static final Setting CONNECTIONS =
            new Setting("mehari.http.max-connections", "10000", "open connections; further ones are closed");
    private static final Setting HEADER = new Setting("mehari.http.max-header", "16KiB", "size of a request's headers");
    private static final Setting IDLE =
            new Setting("mehari.http.idle-timeout", "75s", "how long a connection may be without a whole request");
    private static final Setting AGE = new Setting(
            "mehari.http.connection-age",
            "10m",
            "how long a connection is kept, after which the answer to a request ends it; a pod's default is 10s");
    private static final Setting BODY =
            new Setting("mehari.http.body-timeout", "30s", "how long a request's body may take to arrive");
    private static final Setting GZIP =
            new Setting("mehari.http.gzip-from", "4KiB", "size from which JSON answers are compressed where asked for");
    private static final Setting DIRECT = new Setting(
            "mehari.http.direct-memory",
            "256MiB",
            "memory outside the heap for large bodies; more comes from the heap");
    private static final Setting RECEIVING = new Setting(
            "mehari.http.max-receiving",
            "0",
            "size of all large bodies arriving at a time, further ones get 429; 0 is a quarter of the heap, or two bodies");

    static final String IN_FLIGHT_SETTING = IN_FLIGHT.name();
    static final String RECEIVING_SETTING = RECEIVING.name();
    static final String PORT_SETTING = PORT.name();
    static final String HEADER_SETTING = HEADER.name();
    static final String BODY_TIMEOUT_SETTING = BODY.name();

    /** The settings of this door; those of {@link Limits} belong to it too. */
    public static List<Setting> settings() {
        return List.of(HOST, PORT, LOOPS, IN_FLIGHT, CONNECTIONS, HEADER, IDLE, AGE, BODY, GZIP, DIRECT, RECEIVING);
    }

    /** @throws IllegalArgumentException with a message for people if a setting has no usable value */
    public static RestOptions from(Setting.Source source) {
        Limits limits = Limits.from(source);
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        int loops = LOOPS.count(source, 0);
        long direct = DIRECT.number(source, 0, Long.MAX_VALUE);
        long receiving = RECEIVING.number(source, 0, Long.MAX_VALUE);
        return new RestOptions(
                HOST.text(source),
                (int) PORT.number(source, 0, 65_535),
                loops == 0 ? Runtime.getRuntime().availableProcessors() : loops,
                limits,
                IN_FLIGHT.count(source, 1),
                CONNECTIONS.count(source, 1),
                HEADER.count(source, 1024),
                IDLE.duration(source),
                AGE.duration(source),
                BODY.duration(source),
                GZIP.count(source, 0),
                Math.min(direct, quarter),
                receiving == 0 ? Math.max(quarter, 2L * limits.bodyBytes()) : receiving);
    }

    /** The same door at another address. */
    public RestOptions at(String newHost, int newPort) {
        return new RestOptions(
                newHost,
                newPort,
                loops,
                limits,
                maxInFlight,
                maxConnections,
                maxHeaderBytes,
                idleTimeout,
                connectionAge,
                bodyTimeout,
                gzipFromBytes,
                directBytes,
                receivingBytes);
    }
}
