// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.engine.Engine;
import dev.mehari.server.ManagementApi.Reply;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management port: {@code /observe/health}, {@code /observe/health/live}, {@code /observe/health/ready},
 * {@code /observe/metrics} for Prometheus, and {@link ManagementApi} below {@value ManagementApi#ROOT}. Health and metrics are
 * answered on a thread of its own, whatever the doors for requests, or a revision that is being loaded, are doing.
 */
final class ManagementDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementDoor.class);
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int START_SECONDS = 10;
    private static final int MAX_BODY = 1 << 16;
    /** Large enough for a request with a picture in it. */
    private static final int MAX_TRACED_BODY = 1 << 24;

    private final Vertx vertx;
    private final Engine engine;
    private final PrometheusMeterRegistry metrics;
    private final ManagementAccess access;
    private final Optional<Supplier<JsonNode>> report;
    private final ManagementApi api;
    private final HttpServer server;
    private final String host;

    private ManagementDoor(
            Vertx vertx,
            Engine engine,
            PrometheusMeterRegistry metrics,
            ManagementAccess access,
            Optional<Supplier<JsonNode>> report,
            HttpServer server,
            String host) {
        this.vertx = vertx;
        this.engine = engine;
        this.metrics = metrics;
        this.access = access;
        this.report = report;
        this.api = new ManagementApi(engine);
        this.server = server;
        this.host = host;
    }

    /** @param report what is told of revisions @throws IOException if the port is taken */
    static ManagementDoor open(
            Vertx vertx,
            Engine engine,
            PrometheusMeterRegistry metrics,
            ManagementAccess access,
            Optional<Supplier<JsonNode>> report,
            String host,
            int port)
            throws IOException {
        HttpServer server = vertx.createHttpServer(
                new HttpServerOptions().setHost(host).setPort(port).setIdleTimeout(60));
        ManagementDoor door = new ManagementDoor(vertx, engine, metrics, access, report, server, host);
        server.requestHandler(door::answer);
        try {
            server.listen().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "the management port " + host + ":" + port + " can't be opened: "
                            + (e.getCause() == null ? e : e.getCause()).getMessage()
                            + ". Choose another with --management-port",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the management port was opened", e);
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
        String path = request.path() == null ? "" : request.path();
        if (path.startsWith(ManagementApi.ROOT)) {
            manage(request, path);
            return;
        }
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            send(request, new Reply(405, Reply.error(405, "this takes GET").body(), Optional.of("GET, HEAD")));
            return;
        }
        switch (path) {
            case "/observe/health", "/observe/health/ready" -> health(request, engine.isReady());
            case "/observe/health/live" -> health(request, true);
            case "/observe/metrics" ->
                request.response().putHeader("Content-Type", TEXT).end(metrics.scrape());
            case "/observe/revisions" ->
                report.ifPresentOrElse(told -> send(request, Reply.ok(told.get())), () -> nothing(request));
            default -> nothing(request);
        }
    }

    private void nothing(HttpServerRequest request) {
        String places = report.isPresent()
                ? "/observe/health, /observe/metrics, /observe/revisions"
                : "/observe/health, /observe/metrics";
        send(
                request,
                Reply.error(404, "there is nothing here; there are " + places + " and " + ManagementApi.DESCRIPTION));
    }

    private void manage(HttpServerRequest request, String path) {
        ManagementAccess.Asked asked = new ManagementAccess.Asked(
                request.method().name(),
                request.getHeader("Host"),
                request.getHeader("Origin"),
                request.getHeader("Content-Type"),
                request.getHeader("Authorization"));
        Optional<ManagementAccess.Refusal> refusal = access.refusal(asked);
        if (refusal.isPresent()) {
            if (refusal.get().status() == 401) {
                request.response().putHeader("WWW-Authenticate", "Bearer");
            }
            last(request, Reply.error(refusal.get().status(), refusal.get().error()));
            return;
        }
        int most = path.endsWith("/trace") ? MAX_TRACED_BODY : MAX_BODY;
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (request.response().ended()) {
                return;
            }
            body.appendBuffer(chunk);
            if (body.length() > most) {
                last(request, Reply.error(413, "the body has more than " + most + " bytes"));
            }
        });
        request.endHandler(end -> {
            if (!request.response().ended()) {
                String text = body.toString(StandardCharsets.UTF_8);
                // Not one after the other: a revision that takes its time must not keep others from being seen.
                vertx.<Reply>executeBlocking(
                                () -> api.answer(request.method().name(), path, request.query(), text), false)
                        .onSuccess(reply -> send(request, reply))
                        .onFailure(e -> {
                            LOG.error("management call {} {} failed", request.method(), path, e);
                            send(request, Reply.error(500, "the server failed; its log says why"));
                        });
            }
        });
    }

    /** Answers, and reads nothing more of this client. */
    private static void last(HttpServerRequest request, Reply reply) {
        request.response().putHeader("Connection", "close");
        send(request, reply);
    }

    private static void send(HttpServerRequest request, Reply reply) {
        if (request.response().closed()) {
            return;
        }
        reply.allow().ifPresent(methods -> request.response().putHeader("Allow", methods));
        request.response()
                .setStatusCode(reply.status())
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(reply.body().toString());
    }

    private void health(HttpServerRequest request, boolean up) {
        StringBuilder body =
                new StringBuilder("{\"status\":\"").append(up ? "UP" : "DOWN").append("\",\"graphs\":{");
        String separator = "";
        for (var graph : engine.all()) {
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
