// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

import io.vertx.core.http.HttpConnection;

/**
 * The connections of one event loop, and since when each is without a request. A connection may wait between requests,
 * but not for ever, and bytes that make no request don't count: so dripping clients end like silent ones. Confined to
 * the event loop.
 */
final class Peers {
    private final Map<HttpConnection, Peer> peers = new HashMap<>();
    private final long idleNanos;

    Peers(Duration idle) {
        this.idleNanos = idle.toNanos();
    }

    static final class Peer {
        private int requests;
        private long idleSince = System.nanoTime();
    }

    void add(HttpConnection connection) {
        peers.put(connection, new Peer());
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

    /** Closes those that have waited too long. */
    void sweep(long now) {
        for (Map.Entry<HttpConnection, Peer> entry : new ArrayList<>(peers.entrySet())) {
            Peer peer = entry.getValue();
            if (peer.requests == 0 && now - peer.idleSince > idleNanos) {
                entry.getKey().close();
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
