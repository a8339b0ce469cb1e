// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.mehari.engine.ServedGraph;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.oip.Failures;
import dev.mehari.oip.Limits;
import dev.mehari.oip.json.AnswerWriter;
import dev.mehari.oip.json.InferBody;
import dev.mehari.oip.json.JsonOutput;
import dev.mehari.oip.json.OutputForm;
import dev.mehari.oip.json.RequestReader;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * One inference request, from its headers to its answer.
 *
 * <pre>
 * headers → refused at once, or: body arrives → decoded → the graph → encoded → sent
 *           loop                  loop           loop, or a worker if it is long → whatever thread answers → loop
 * </pre>
 *
 * Fields are written on the loop before the graph is asked, and only read afterwards.
 */
final class InferExchange implements ServedGraph.Answer {
    /** JSON this long takes a fraction of a millisecond to read or write: others on the loop shouldn't wait for that. */
    private static final int LONG_JSON = 256 << 10;
    /** Elements whose JSON is about as long. */
    private static final int MANY_ELEMENTS = 16 << 10;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final CharSequence TIMEOUT = HttpHeaders.createOptimized("mehari-timeout-ms");
    private static final CharSequence JSON_LENGTH = HttpHeaders.createOptimized(RequestGate.BINARY_HEADER);
    private static final ThreadLocal<JsonOutput> OUTPUT = ThreadLocal.withInitial(JsonOutput::new);

    private final RestLoop loop;
    private final Shared shared;
    private final HttpServerRequest request;
    private final ServedGraph graph;
    private final @Nullable String version;
    private final long arrivedNanos = System.nanoTime();
    private final BodyBuffer body = new BodyBuffer();
    private final AtomicBoolean answered = new AtomicBoolean();

    /** Neighbours in {@link Receiving}, whose affair they are. */
    @Nullable
    InferExchange previous;

    @Nullable
    InferExchange next;

    private Coding coding = Coding.IDENTITY;
    private long deadlineNanos = Request.NO_DEADLINE;
    private long reserved;
    /** Whether nothing more is to be done; on the loop only. */
    private boolean ended;
    /** Whether the body is whole; on the loop only. */
    private boolean asked;

    private boolean entered;
    private OutputForm form = OutputForm.JSON;
    private String id = "";

    InferExchange(RestLoop loop, HttpServerRequest request, ServedGraph graph, @Nullable String version) {
        this.loop = loop;
        this.shared = loop.shared();
        this.request = request;
        this.graph = graph;
        this.version = version;
    }

    long arrivedNanos() {
        return arrivedNanos;
    }

    // ------------------------------------------------------------------------------------------------ the body

    /** Looks at the headers, and asks for the body unless they are wrong already. */
    void begin() {
        loop.began(this, request.connection());
        try {
            Future<Void> refused = readHeaders();
            if (refused != null) {
                end(refused);
                return;
            }
            request.exceptionHandler(e -> cutOff());
            request.handler(this::receive);
            request.endHandler(all -> receivedAll());
        } catch (InferenceException e) {
            refuse(e);
        }
    }

    /** @return the refusal being sent, or null if the body is wanted */
    private @Nullable Future<Void> readHeaders() {
        MultiMap headers = request.headers();
        deadlineNanos = deadline(headers.get(TIMEOUT));
        Coding given = Coding.of(headers.get(HttpHeaders.CONTENT_ENCODING));
        if (given == null) {
            return Replies.unsupportedCoding(request, loop.isLast(request));
        }
        coding = given;
        String declared = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (declared != null) {
            requireRoomFor(length(HttpHeaders.CONTENT_LENGTH, declared));
        }
        String expectation = headers.get(HttpHeaders.EXPECT);
        if (expectation != null) {
            if (!expectation.equalsIgnoreCase("100-continue")) {
                return Replies.error(request, 417, "Expect may only be 100-continue", loop.isLast(request));
            }
            request.response().writeContinue();
        }
        return null;
    }

    private long deadline(@Nullable String header) {
        if (header == null) {
            return Request.NO_DEADLINE;
        }
        long millis = length(TIMEOUT, header);
        if (millis == 0) {
            throw InferenceException.invalid("Mehari-Timeout-Ms is 0. Send the milliseconds you will wait");
        }
        return arrivedNanos + Math.min(millis, Long.MAX_VALUE / 4 / NANOS_PER_MILLI) * NANOS_PER_MILLI;
    }

    private static long length(CharSequence name, String header) {
        try {
            long value = Long.parseLong(header.strip());
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw InferenceException.invalid("header " + name + " is no whole number of 0 or more");
    }

    private void requireRoomFor(long length) {
        int limit = shared.options().limits().bodyBytes();
        if (length > limit) {
            throw InferenceException.of(
                    InferenceException.Kind.TOO_LARGE,
                    "the body has more than " + limit + " bytes (limit " + Limits.BODY_SETTING + ")");
        }
        if (length > reserved) {
            // A body without a declared length reserves in steps.
            long wanted = Math.max(length, Math.min(limit, 2 * reserved));
            reserved += shared.budget().reserve(wanted - reserved);
        }
    }

    private void receive(Buffer piece) {
        if (ended) {
            return; // the rest of a refused body
        }
        ByteBuf bytes = piece.getByteBuf();
        try {
            requireRoomFor((long) body.length() + bytes.readableBytes());
            body.add(bytes);
        } catch (InferenceException e) {
            refuse(e);
        }
    }

    /** The client has gone. Once the graph is asked, it still is one request in flight until it answers. */
    private void cutOff() {
        if (!asked) {
            end(Future.succeededFuture());
        }
    }

    /** The body hasn't arrived in time. */
    void bodyIsLate() {
        if (!ended) {
            end(Replies.error(
                    request,
                    408,
                    "the body did not arrive in "
                            + shared.options().bodyTimeout().toMillis() + " ms (limit "
                            + RestOptions.BODY_TIMEOUT_SETTING + ")",
                    true));
        }
    }

    private void receivedAll() {
        if (ended) {
            return;
        }
        asked = true;
        loop.received(this);
        if (coding != Coding.IDENTITY || body.length() > LONG_JSON && jsonLength() > LONG_JSON) {
            shared.workers().execute(this::ask);
        } else {
            ask();
        }
    }

    /** Bytes of JSON to read; 0 if the header that says so makes no sense, which the reader will tell. */
    private long jsonLength() {
        String header = request.headers().get(JSON_LENGTH);
        try {
            return header == null ? body.length() : Long.parseLong(header.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    // ------------------------------------------------------------------------------------------------ the graph

    private void ask() {
        try {
            shared.inFlight().enter();
            entered = true;
            InferBody read = read();
            form = read.form();
            id = read.id().isEmpty() ? shared.ids().next() : read.id();
            if (deadlineNanos != Request.NO_DEADLINE && System.nanoTime() - deadlineNanos >= 0) {
                throw InferenceException.of(
                        InferenceException.Kind.TIMEOUT, "Mehari-Timeout-Ms had passed before the body was read");
            }
            graph.infer(
                    version,
                    new Request(
                            id,
                            "",
                            read.inputs(),
                            read.parameters(),
                            new RequestHeaders(request.headers()),
                            read.outputs(),
                            deadlineNanos),
                    this);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private InferBody read() {
        Limits limits = shared.options().limits();
        ByteBuffer content = body.content();
        if (coding != Coding.IDENTITY) {
            content = ByteBuffer.wrap(coding.inflate(content, limits));
        }
        String jsonLength = request.headers().get(JSON_LENGTH);
        if (jsonLength != null) {
            return RequestReader.read(content, length(JSON_LENGTH, jsonLength), limits, shared.memory());
        }
        int from = content.arrayOffset() + content.position();
        return RequestReader.read(content.array(), from, from + content.remaining(), limits, shared.memory());
    }

    // ------------------------------------------------------------------------------------------------ the answer

    @Override
    public void succeeded(Prediction prediction) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        if (isLong(prediction.outputs())) {
            shared.workers().execute(() -> encode(prediction));
        } else {
            encode(prediction);
        }
    }

    private boolean isLong(NamedTensors outputs) {
        long elements = 0;
        for (int i = 0; i < outputs.size(); i++) {
            elements += form.isBinary(outputs.name(i)) ? 0 : outputs.tensor(i).size();
        }
        return elements > MANY_ELEMENTS;
    }

    private void encode(Prediction prediction) {
        try {
            JsonOutput out = OUTPUT.get();
            out.clear();
            List<ByteBuffer> binary = AnswerWriter.write(prediction, form, out);
            int jsonLength = out.length();
            if (!binary.isEmpty()) {
                ByteBuf whole = Replies.buffer(out, binary);
                loop.runOnLoop(() -> end(Replies.sendBinary(request, jsonLength, whole, loop.isLast(request))));
                return;
            }
            byte[] coded = coded(out);
            if (coded != null) {
                Coding accepted = accepted();
                loop.runOnLoop(() -> {
                    announceCoding(accepted);
                    send(Unpooled.wrappedBuffer(coded));
                });
                return;
            }
            ByteBuf whole = Replies.buffer(out, List.of());
            loop.runOnLoop(() -> send(whole));
        } catch (RuntimeException | Error e) {
            tell(e);
        }
    }

    private Coding accepted() {
        return Coding.acceptedBy(request.headers().get(HttpHeaders.ACCEPT_ENCODING));
    }

    /** The answer compressed, or null if the client didn't ask for that or it isn't worth it. */
    private byte @Nullable [] coded(JsonOutput out) {
        if (out.length() < shared.options().gzipFromBytes()) {
            return null;
        }
        Coding accepted = accepted();
        return accepted == Coding.IDENTITY ? null : accepted.deflate(out.array(), out.length());
    }

    private void announceCoding(Coding accepted) {
        if (!request.response().headWritten()) {
            Replies.announceCoding(request.response(), accepted);
        }
    }

    private void send(ByteBuf whole) {
        end(Replies.send(request, 200, whole, loop.isLast(request)));
    }

    @Override
    public void failed(Throwable error) {
        if (answered.compareAndSet(false, true)) {
            tell(error);
        }
    }

    private void tell(Throwable error) {
        Failures.Problem problem = shared.failures().tell(error, id);
        loop.runOnLoop(() -> end(Replies.fail(request, problem, id, loop.isLast(request))));
    }

    /** Answers on the loop before the body is whole; what is still to come of it is dropped. */
    private void refuse(InferenceException e) {
        end(Replies.fail(request, shared.failures().tell(e, ""), loop.isLast(request)));
    }

    private void end(Future<Void> sent) {
        if (ended) {
            return;
        }
        ended = true;
        if (entered) {
            shared.inFlight().leave();
        }
        shared.budget().release(reserved);
        loop.ended(this, request.connection(), sent);
    }
}
