// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.mehari.engine.Graphs;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/**
 * The management port: {@code /observe/health}, {@code /observe/health/live}, {@code /observe/health/ready} and
 * {@code /observe/metrics} for Prometheus. It answers on a thread of its own, whatever the doors for requests are doing.
 */
final class ManagementDoor implements AutoCloseable {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int START_SECONDS = 10;

    private final Graphs graphs;
    private final PrometheusMeterRegistry metrics;
    private final HttpServer server;
    private final String host;

    private ManagementDoor(Graphs graphs, PrometheusMeterRegistry metrics, HttpServer server, String host) {
        this.host = host;
        this.graphs = graphs;
        this.metrics = metrics;
        this.server = server;
    }

    /** @throws java.io.IOException if the port is taken */
    static ManagementDoor open(Vertx vertx, Graphs graphs, PrometheusMeterRegistry metrics, String host, int port)
            throws java.io.IOException {
        HttpServer server = vertx.createHttpServer(
                new HttpServerOptions().setHost(host).setPort(port).setIdleTimeout(60));
        ManagementDoor door = new ManagementDoor(graphs, metrics, server, host);
        server.requestHandler(door::answer);
        try {
            server.listen().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new java.io.IOException(
                    "the management port " + host + ":" + port + " can't be opened: "
                            + (e.getCause() == null ? e : e.getCause()).getMessage()
                            + ". Choose another with --management-port",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.IOException("interrupted while the management port was opened", e);
        }
        return door;
    }

    String host() {
        return host;
    }

    int port() {
        return server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            request.response()
                    .setStatusCode(405)
                    .putHeader("Allow", "GET, HEAD")
                    .end();
            return;
        }
        switch (request.path()) {
            case "/observe/health", "/observe/health/ready" -> health(request, graphs.isReady());
            case "/observe/health/live" -> health(request, true);
            case "/observe/metrics" ->
                request.response().putHeader("Content-Type", TEXT).end(metrics.scrape());
            default -> request.response().setStatusCode(404).end();
        }
    }

    private void health(HttpServerRequest request, boolean up) {
        StringBuilder body =
                new StringBuilder("{\"status\":\"").append(up ? "UP" : "DOWN").append("\",\"graphs\":{");
        String separator = "";
        for (var graph : graphs.all()) {
            body.append(separator)
                    .append('"')
                    .append(graph.name())
                    .append("\":\"")
                    .append(graph.isReady(null) ? "UP" : "DOWN")
                    .append('"');
            separator = ",";
        }
        request.response()
                .setStatusCode(up ? 200 : 503)
                .putHeader("Content-Type", "application/json")
                .end(body.append("}}").toString());
    }

    @Override
    public void close() {
        server.close();
    }
}
