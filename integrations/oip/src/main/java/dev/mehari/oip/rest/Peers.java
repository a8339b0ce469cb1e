// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

import io.vertx.core.http.HttpConnection;

/**
 * The connections of one event loop, and since when each is without a request. A connection may wait between requests,
 * but not for ever, and bytes that make no request don't count: so dripping clients end like silent ones.
 *
 * <p>None is kept for ever either. A balancer of connections, such as a Service of Kubernetes, sends new ones to new places
 * only: a client that keeps its connection would never see another revision or another pod. So the answer to the first
 * request after the age ends an HTTP/1.1 connection: no request is lost by that. An HTTP/2 connection ends in its first pause
 * after the age, for there are clients, Java's own among them, that give up requests under way when they are asked to
 * begin no more. Ages differ by up to a fifth, or all that came together would go together.
 *
 * <p>Confined to the event loop.
 */
final class Peers {
    private static final int STEPS = 16;
    private static final long PAUSE_NANOS = 250_000_000;

    private final Map<HttpConnection, Peer> peers = new HashMap<>();
    private final long idleNanos;
    private final long ageNanos;
    private long opened;

    /** @param idle how long one may be without a request @param age after which none is kept */
    Peers(Duration idle, Duration age) {
        this.idleNanos = idle.toNanos();
        this.ageNanos = age.toNanos();
    }

    static final class Peer {
        private int requests;
        private long idleSince = System.nanoTime();
        private final long oldFrom;
        private boolean old;

        Peer(long ageNanos) {
            this.oldFrom = idleSince + ageNanos;
        }
    }

    void add(HttpConnection connection) {
        peers.put(connection, new Peer(ageNanos - ageNanos / (5 * STEPS) * (opened++ % STEPS)));
        connection.closeHandler(closed -> peers.remove(connection));
    }

    void began(HttpConnection connection) {
        Peer peer = peers.get(connection);
        if (peer != null) {
            peer.requests++;
        }
    }

    void ended(HttpConnection connection) {
        Peer peer = peers.get(connection);
        if (peer != null && --peer.requests == 0) {
            peer.idleSince = System.nanoTime();
        }
    }

    /** Whether an HTTP/1.1 connection ends with its next answer. */
    boolean isOld(HttpConnection connection) {
        Peer peer = peers.get(connection);
        return peer != null && peer.old;
    }

    /** Closes those that have waited too long, and tells those that are old. */
    void sweep(long now) {
        for (Map.Entry<HttpConnection, Peer> entry : new ArrayList<>(peers.entrySet())) {
            Peer peer = entry.getValue();
            HttpConnection connection = entry.getKey();
            if (peer.requests == 0 && now - peer.idleSince > idleNanos) {
                connection.close();
            } else if (now - peer.oldFrom > 0) {
                peer.old = true;
                if (Wires.isHttp2(connection) && peer.requests == 0 && now - peer.idleSince > PAUSE_NANOS) {
                    connection.close();
                }
            }
        }
    }

    /** Closes those that are without a request now, and asks HTTP/2 clients to begin no more. */
    void letGo() {
        for (Map.Entry<HttpConnection, Peer> entry : new ArrayList<>(peers.entrySet())) {
            HttpConnection connection = entry.getKey();
            if (entry.getValue().requests == 0) {
                connection.close();
            } else if (Wires.isHttp2(connection)) {
                connection.goAway(0);
            }
        }
    }
}
