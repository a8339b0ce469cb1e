// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.net.URI;

import dev.mehari.nodes.RemoteModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;

/** Models on servers that speak the protocol over HTTP/1.1. Connections are kept and shared, a bounded number per server. */
public final class RestModels implements AutoCloseable {
    private static final int CONNECTIONS = 64;
    private static final int WAITING = 1024;
    private static final int CONNECT_MILLIS = 5000;
    /** Less than servers keep an idle connection: one that is cut while we send looks like a failure. */
    private static final int KEPT_SECONDS = 20;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(1));
    private final HttpClient plain = client(false);
    private final HttpClient secure = client(true);

    private HttpClient client(boolean tls) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setTcpNoDelay(true)
                .setKeepAliveTimeout(KEPT_SECONDS)
                .setSsl(tls)
                .setVerifyHost(true)
                .setTryUseCompression(false);
        return vertx.createHttpClient(
                options, new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING));
    }

    /** @param uri {@code http://host:port/model} */
    public RemoteModel open(URI uri, long maxAnswerBytes) {
        return new RestModel(vertx, uri.getScheme().equals("https") ? secure : plain, uri, maxAnswerBytes);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
