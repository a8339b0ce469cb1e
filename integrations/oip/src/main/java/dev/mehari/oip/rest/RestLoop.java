// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import dev.mehari.engine.ServedGraph;
import dev.mehari.oip.Quoted;
import dev.mehari.oip.json.JsonOutput;
import dev.mehari.oip.json.MetadataWriter;
import dev.mehari.tensor.InferenceException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop: which request means what, and the answers that need no graph. Confined to its loop,
 * but for {@link #runOnLoop} and {@link #drain}.
 */
final class RestLoop extends AbstractVerticle {
    private static final int SWEEP_MILLIS = 500;
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int MAX_STREAMS = 100;

    private final Shared shared;
    private final Peers peers;
    private final Receiving receiving = new Receiving();

    /** Exchanges whose answer hasn't left yet. */
    private int open;

    private volatile boolean stopping;
    private @Nullable Promise<Void> drained;
    private volatile @Nullable Thread thread;

    RestLoop(Shared shared) {
        this.shared = shared;
        this.peers = new Peers(shared.options().idleTimeout(), shared.options().connectionAge());
    }

    // ------------------------------------------------------------------------------------------------ life

    @Override
    public void start(Promise<Void> started) {
        thread = Thread.currentThread();
        vertx.setPeriodic(SWEEP_MILLIS, id -> sweep());
        vertx.createHttpServer(serverOptions())
                .connectionHandler(this::opened)
                .requestHandler(this::received)
                .invalidRequestHandler(this::broken)
                .listen()
                .onSuccess(server -> shared.port().set(server.actualPort()))
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private HttpServerOptions serverOptions() {
        RestOptions options = shared.options();
        return new HttpServerOptions()
                .setHost(options.host())
                // A negative port is a free one that all servers with the same number share.
                .setPort(options.port() == 0 ? -1 : options.port())
                .setAcceptBacklog(1024)
                .setMaxHeaderSize(options.maxHeaderBytes())
                .setMaxChunkSize(CHUNK_BYTES)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(MAX_STREAMS)
                        .setMaxHeaderListSize(options.maxHeaderBytes()));
    }

    private void opened(HttpConnection connection) {
        Wires.opened(connection, shared.memory(), shared.options().limits().bodyBytes());
        peers.add(connection);
    }

    private void sweep() {
        long now = System.nanoTime();
        peers.sweep(now);
        receiving.endThoseBefore(now - shared.options().bodyTimeout().toNanos());
    }

    /** From now on, no connection lives longer than its request. */
    void beginStopping() {
        stopping = true;
    }

    /** After {@link #beginStopping}. @return completes when the last answer has left */
    Future<Void> drain() {
        Promise<Void> promise = Promise.promise();
        runOnLoop(() -> {
            drained = promise;
            peers.letGo();
            tellIfDrained();
        });
        return promise.future();
    }

    private void tellIfDrained() {
        if (drained != null && open == 0) {
            drained.tryComplete();
        }
    }

    boolean isStarted() {
        return thread != null;
    }

    /** Whether a connection ends with the answer to this request. On the loop only. */
    boolean isLast(HttpServerRequest request) {
        return stopping || peers.isOld(request.connection());
    }

    Shared shared() {
        return shared;
    }

    void runOnLoop(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
        } else {
            context.runOnContext(now -> task.run());
        }
    }

    // ------------------------------------------------------------------------------------------------ exchanges

    void began(InferExchange exchange, HttpConnection connection) {
        open++;
        peers.began(connection);
        receiving.add(exchange);
    }

    void received(InferExchange exchange) {
        receiving.remove(exchange);
    }

    /** @param sent completes when its answer has left: only then may the connection be closed */
    void ended(InferExchange exchange, HttpConnection connection, Future<Void> sent) {
        receiving.remove(exchange);
        peers.ended(connection);
        sent.onComplete(done -> {
            open--;
            tellIfDrained();
        });
    }

    // ------------------------------------------------------------------------------------------------ requests

    private void received(HttpServerRequest request) {
        try {
            dispatch(request, Target.of(request.uri()));
        } catch (InferenceException e) {
            Replies.fail(request, shared.failures().tell(e, ""), isLast(request));
        } catch (RuntimeException | Error e) {
            Replies.fail(request, shared.failures().tell(e, ""), true);
        }
    }

    private void dispatch(HttpServerRequest request, Target target) {
        if (target.kind() == Target.Kind.NOTHING) {
            throw InferenceException.of(
                    InferenceException.Kind.NOT_FOUND,
                    "there is nothing at " + Quoted.name(request.path()) + ". Paths begin with /v2");
        }
        String method = request.method().name();
        if (!target.kind().allows(method)) {
            Replies.methodNotAllowed(request, target.kind().allowed(), isLast(request));
            return;
        }
        if (target.kind() == Target.Kind.INFER) {
            new InferExchange(this, request, graph(target), target.version()).begin();
            return;
        }
        answer(request, target);
    }

    private ServedGraph graph(Target target) {
        ServedGraph graph = shared.graphs().find(target.graph());
        if (graph == null) {
            throw InferenceException.of(
                    InferenceException.Kind.NOT_FOUND, "there is no graph " + Quoted.name(target.graph()));
        }
        return graph;
    }

    private void answer(HttpServerRequest request, Target target) {
        JsonOutput out = new JsonOutput();
        int status = 200;
        switch (target.kind()) {
            case LIVE -> out.raw("{\"live\":true}");
            case READY -> status = ready(shared.graphs().isReady(), out.raw("{"));
            case SERVER ->
                out.raw("{\"name\":\"mehari\",\"version\":")
                        .text(shared.version())
                        .raw(",\"extensions\":[\"binary_tensor_data\"]}");
            case GRAPH -> {
                ServedGraph graph = graph(target);
                MetadataWriter.write(graph.metadata(target.version()), graph.versions(), out);
            }
            case GRAPH_READY -> {
                ServedGraph graph = graph(target);
                out.raw("{\"name\":").text(graph.name()).raw(",");
                status = ready(isReady(graph, target.version()), out);
            }
            case INDEX -> MetadataWriter.writeIndex(shared.graphs().all(), out);
            default -> {
                status = 501;
                out.raw("{\"error\":\"manifests are the only way in: graphs can't be loaded or unloaded here\"}");
            }
        }
        Replies.json(request, status, out, isLast(request));
    }

    private static int ready(boolean ready, JsonOutput out) {
        out.raw(ready ? "\"ready\":true}" : "\"ready\":false}");
        return ready ? 200 : 503;
    }

    private static boolean isReady(ServedGraph graph, @Nullable String version) {
        if (version != null && !graph.versions().contains(version)) {
            throw InferenceException.of(
                    InferenceException.Kind.NOT_FOUND,
                    "graph " + Quoted.name(graph.name()) + " has no version " + Quoted.name(version) + " loaded");
        }
        return graph.isReady(version);
    }

    /** What isn't HTTP, or too long to be read as such. Nothing can follow it on this connection. */
    private void broken(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            Replies.error(request, 414, "the path is too long", true);
        } else if (cause instanceof TooLongFrameException) {
            Replies.error(request, 431, "the headers are too long (limit " + RestOptions.HEADER_SETTING + ")", true);
        } else {
            Replies.error(request, 400, "this is no HTTP request", true);
        }
    }
}
