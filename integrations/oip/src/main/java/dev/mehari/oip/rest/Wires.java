// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import dev.mehari.oip.BodyMemory;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.ConnectionBase;

/** Where our handlers are put into Vert.x's pipelines: by classes that Vert.x counts as its inside (4.5). */
final class Wires {
    private Wires() {}

    /** A Vert.x of our own whose listening sockets have {@code acceptor} on them. */
    static Vertx vertx(VertxOptions options, Acceptor acceptor) {
        return new VertxBuilder(options)
                .init()
                .findTransport(new JDKTransport() {
                    @Override
                    public void configure(NetServerOptions server, boolean domainSocket, ServerBootstrap bootstrap) {
                        super.configure(server, domainSocket, bootstrap);
                        bootstrap.handler(acceptor);
                    }
                })
                .vertx();
    }

    /** To be called for each connection, before its first request is let through. */
    static void opened(HttpConnection connection, BodyMemory memory, int largestBody) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        if (pipeline.get(Acceptor.FirstRequest.class) != null) {
            pipeline.remove(Acceptor.FirstRequest.class);
        }
        if (!isHttp2(connection)) {
            pipeline.addBefore("handler", "mehari", new RequestGate(memory, largestBody));
        }
    }

    static boolean isHttp2(HttpConnection connection) {
        return !(connection instanceof Http1xServerConnection);
    }
}
