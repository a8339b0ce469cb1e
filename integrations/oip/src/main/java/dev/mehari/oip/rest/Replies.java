// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.nio.ByteBuffer;
import java.util.List;

import dev.mehari.oip.Failures;
import dev.mehari.oip.json.JsonOutput;
import dev.mehari.tensor.InferenceException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** Answers as HTTP has them. On the connection's event loop only, but for {@link #buffer}. */
final class Replies {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence BINARY = HttpHeaders.createOptimized("application/octet-stream");
    private static final CharSequence HEADER_LENGTH = HttpHeaders.createOptimized("inference-header-content-length");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
    private static final CharSequence ALLOW = HttpHeaders.createOptimized("allow");
    private static final CharSequence SOON = HttpHeaders.createOptimized("1");

    private Replies() {}

    static int status(InferenceException.Kind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case NOT_FOUND -> 404;
            case TOO_LARGE -> 413;
            case TOO_MANY -> 429;
            case FAILED -> 500;
            case UNAVAILABLE -> 503;
            case TIMEOUT -> 504;
        };
    }

    /** What was written, and the binary data behind it, as one buffer to send. */
    static ByteBuf buffer(JsonOutput json, List<ByteBuffer> binary) {
        ByteBuf head =
                PooledByteBufAllocator.DEFAULT.directBuffer(json.length()).writeBytes(json.array(), 0, json.length());
        if (binary.isEmpty()) {
            return head;
        }
        ByteBuf[] parts = new ByteBuf[binary.size() + 1];
        parts[0] = head;
        for (int i = 0; i < binary.size(); i++) {
            parts[i + 1] = Unpooled.wrappedBuffer(binary.get(i)); // tensors never change: no copy
        }
        return Unpooled.wrappedBuffer(parts.length, parts);
    }

    static Future<Void> json(HttpServerRequest request, int status, JsonOutput json, boolean close) {
        return send(request, status, buffer(json, List.of()), close);
    }

    /** @return completes when it has left, or can't any more */
    static Future<Void> send(HttpServerRequest request, int status, ByteBuf json, boolean close) {
        return send(request, status, JSON, json, close);
    }

    /** @param jsonLength where the binary data begins in {@code body} */
    static Future<Void> sendBinary(HttpServerRequest request, int jsonLength, ByteBuf body, boolean close) {
        HttpServerResponse response = request.response();
        if (!response.headWritten()) {
            response.putHeader(HEADER_LENGTH, Integer.toString(jsonLength));
        }
        return send(request, 200, BINARY, body, close);
    }

    private static Future<Void> send(
            HttpServerRequest request, int status, CharSequence type, ByteBuf body, boolean close) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            body.release();
            return Future.succeededFuture();
        }
        if (status != 200) {
            response.setStatusCode(status);
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        if (request.method() == HttpMethod.HEAD) { // others get it from Vert.x
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.readableBytes()));
        }
        boolean closing = close && request.version() != HttpVersion.HTTP_2;
        if (closing) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        // Vert.x hands a buffer to the channel as one that can't be released: the pool gets its memory back from here
        // only.
        Future<Void> sent = response.end(Buffer.buffer(body)).onComplete(done -> body.release());
        return closing ? sent.onComplete(done -> request.connection().close()) : sent;
    }

    static void announceCoding(HttpServerResponse response, Coding coding) {
        response.putHeader(HttpHeaders.CONTENT_ENCODING, coding.token());
        response.putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }

    static Future<Void> fail(HttpServerRequest request, Failures.Problem problem, boolean close) {
        return fail(request, problem, "", close);
    }

    /** @param id of the request, where a graph has seen it; else empty */
    static Future<Void> fail(HttpServerRequest request, Failures.Problem problem, String id, boolean close) {
        if (problem.kind() == InferenceException.Kind.TOO_MANY
                || problem.kind() == InferenceException.Kind.UNAVAILABLE) {
            if (!request.response().headWritten()) {
                request.response().putHeader(RETRY_AFTER, SOON);
            }
        }
        JsonOutput out = new JsonOutput().raw("{\"error\":").text(problem.message());
        if (!id.isEmpty()) {
            out.raw(",\"id\":").text(id);
        }
        return json(request, status(problem.kind()), out.raw("}"), close);
    }

    static Future<Void> error(HttpServerRequest request, int status, String message, boolean close) {
        return json(
                request,
                status,
                new JsonOutput().raw("{\"error\":").text(message).raw("}"),
                close);
    }

    static Future<Void> methodNotAllowed(HttpServerRequest request, String allowed, boolean close) {
        request.response().putHeader(ALLOW, allowed);
        return error(request, 405, "this method is not allowed here. Allowed: " + allowed, close);
    }

    static Future<Void> unsupportedCoding(HttpServerRequest request, boolean close) {
        request.response().putHeader(HttpHeaders.ACCEPT_ENCODING, "gzip, deflate");
        return error(request, 415, "this Content-Encoding is unknown. Known: gzip, deflate", close);
    }
}
