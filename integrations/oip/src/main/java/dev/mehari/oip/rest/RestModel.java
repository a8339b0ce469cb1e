// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.mehari.nodes.RemoteFailure;
import dev.mehari.nodes.RemoteFailure.Reason;
import dev.mehari.nodes.RemoteModel;
import dev.mehari.oip.Quoted;
import dev.mehari.oip.json.AnswerReader;
import dev.mehari.oip.json.CallWriter;
import dev.mehari.oip.json.JsonOutput;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/**
 * One model behind HTTP. Tensors are sent and wanted as binary data; a server that finds such a request wrong before it has ever
 * taken one is asked again in JSON, and in JSON only if it takes that.
 */
final class RestModel implements RemoteModel {
    private static final String JSON_LENGTH = RequestGate.BINARY_HEADER;
    private static final int MOST_METADATA = 1 << 20;

    private final Vertx vertx;
    private final HttpClient client;
    private final String host;
    private final int port;
    private final String path;
    private final long maxAnswerBytes;
    private volatile Form form = Form.UNKNOWN;
    /** The name of the only input, where the manifest doesn't say it; asked for once. */
    private volatile @Nullable String onlyInput;

    /** What the server takes. */
    private enum Form {
        UNKNOWN,
        BINARY,
        JSON
    }

    RestModel(Vertx vertx, HttpClient client, URI uri, long maxAnswerBytes) {
        this.vertx = vertx;
        this.client = client;
        this.host = uri.getHost().replaceAll("[\\[\\]]", "");
        boolean secure = uri.getScheme().equals("https");
        this.port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        this.path = "/v2/models" + uri.getRawPath();
        this.maxAnswerBytes = maxAnswerBytes;
    }

    @Override
    public void infer(Question question, Answer answer) {
        if (!question.inputs().names().contains("")) {
            new Inferring(question, question.inputs(), answer).send(form != Form.JSON);
            return;
        }
        String known = onlyInput;
        if (known != null) {
            new Inferring(question, named(question.inputs(), known), answer).send(form != Form.JSON);
        } else {
            new Naming(question, answer).send();
        }
    }

    private static NamedTensors named(NamedTensors inputs, String name) {
        return NamedTensors.of(name, inputs.tensor(0));
    }

    @Override
    public void close() {
        // The connections are everybody's.
    }

    /** One request and its answer, told once. */
    private abstract class Exchanging {
        final Question question;
        final Answer answer;
        private final AtomicBoolean told = new AtomicBoolean();
        private final long limit;
        private volatile @Nullable HttpClientRequest sent;
        private long timer = -1;

        Exchanging(Question question, Answer answer, long limit) {
            this.question = question;
            this.answer = answer;
            this.limit = limit;
        }

        abstract void received(HttpClientResponse response, byte[] body);

        void send(HttpMethod method, String uri, Buffer body, int jsonLength) {
            long millis = TimeUnit.NANOSECONDS.toMillis(question.deadlineNanos() - System.nanoTime());
            if (millis <= 0) {
                fail(Reason.TIMEOUT, false, "there is no time left", null);
                return;
            }
            timer = vertx.setTimer(millis, id -> fail(Reason.TIMEOUT, false, "it has not answered in time", null));
            RequestOptions options = new RequestOptions()
                    .setMethod(method)
                    .setHost(host)
                    .setPort(port)
                    .setURI(uri)
                    .setFollowRedirects(false);
            question.headers().forEach(options::putHeader);
            options.putHeader("Mehari-Timeout-Ms", Long.toString(millis));
            if (body.length() > 0) {
                boolean binary = jsonLength < body.length();
                options.putHeader(HttpHeaders.CONTENT_TYPE, binary ? "application/octet-stream" : "application/json");
                if (binary) {
                    options.putHeader(JSON_LENGTH, Integer.toString(jsonLength));
                }
            }
            client.request(options).onSuccess(request -> begin(request, body)).onFailure(this::broken);
        }

        private void begin(HttpClientRequest request, Buffer body) {
            sent = request;
            if (told.get()) {
                request.reset();
                return;
            }
            request.response().onSuccess(this::head).onFailure(this::broken);
            if (body.length() > 0) {
                request.end(body);
            } else {
                request.end();
            }
        }

        private void head(HttpClientResponse response) {
            Buffer body = Buffer.buffer();
            response.exceptionHandler(e -> fail(Reason.FAILED, false, "its answer was cut off", e));
            response.handler(piece -> {
                if (body.length() + (long) piece.length() > limit) {
                    fail(Reason.FAILED, false, "its answer has more than " + limit + " bytes", null);
                } else {
                    body.appendBuffer(piece);
                }
            });
            response.endHandler(all -> {
                if (!told.get()) {
                    readAll(response, body.getBytes());
                }
            });
        }

        private void readAll(HttpClientResponse response, byte[] body) {
            try {
                if (response.statusCode() == 200) {
                    received(response, body);
                } else {
                    refused(response.statusCode(), body);
                }
            } catch (InferenceException e) {
                fail(Reason.FAILED, false, "what it sent is no answer of the protocol: " + e.getMessage(), null);
            } catch (RuntimeException e) {
                fail(Reason.FAILED, false, "its answer can't be read", e);
            }
        }

        void refused(int status, byte[] body) {
            String told = "HTTP status " + status;
            switch (status) {
                case 400 ->
                    fail(
                            Reason.INVALID,
                            false,
                            "it finds the request wrong: " + Quoted.name(AnswerReader.error(body)),
                            null);
                case 413 -> fail(Reason.TOO_LARGE, false, told, null);
                case 429 -> fail(Reason.UNAVAILABLE, false, told, null);
                case 502, 503 -> fail(Reason.UNAVAILABLE, true, told, null);
                case 504 -> fail(Reason.TIMEOUT, true, told, null);
                default -> fail(status < 500 ? Reason.CONFIGURATION : Reason.FAILED, false, told, null);
            }
        }

        /** Nothing has come back. */
        private void broken(Throwable e) {
            boolean network = e instanceof IOException || e instanceof HttpClosedException;
            fail(
                    Reason.UNAVAILABLE,
                    network,
                    network ? "there is no connection, or it was cut" : "it can't be asked now",
                    e);
        }

        boolean finish() {
            if (!told.compareAndSet(false, true)) {
                return false;
            }
            vertx.cancelTimer(timer);
            return true;
        }

        void fail(Reason reason, boolean mayAskAgain, String message, @Nullable Throwable cause) {
            if (finish()) {
                HttpClientRequest open = sent;
                if (open != null) {
                    open.reset(); // nobody waits: the connection is closed rather than drained
                }
                answer.failed(new RemoteFailure(reason, mayAskAgain, message, cause));
            }
        }
    }

    private final class Inferring extends Exchanging {
        private final NamedTensors inputs;
        private boolean binary;

        Inferring(Question question, NamedTensors inputs, Answer answer) {
            super(question, answer, maxAnswerBytes);
            this.inputs = inputs;
        }

        void send(boolean asBinary) {
            binary = asBinary;
            Buffer body;
            int jsonLength;
            try {
                JsonOutput out = new JsonOutput();
                List<ByteBuffer> data = CallWriter.write(question.id(), inputs, question.outputs(), binary, out);
                jsonLength = out.length();
                body = Buffer.buffer(out.toByteArray());
                for (ByteBuffer tensor : data) {
                    byte[] bytes = new byte[tensor.remaining()];
                    tensor.get(bytes);
                    body.appendBytes(bytes);
                }
            } catch (InferenceException e) {
                fail(Reason.FAILED, false, e.getMessage(), null);
                return;
            }
            send(HttpMethod.POST, path + "/infer", body, jsonLength);
        }

        @Override
        void received(HttpClientResponse response, byte[] body) {
            String header = response.getHeader(JSON_LENGTH);
            int jsonLength = header == null ? body.length : jsonLength(header, body.length);
            NamedTensors outputs = AnswerReader.outputs(body, jsonLength);
            form = binary ? Form.BINARY : Form.JSON;
            if (finish()) {
                answer.answered(outputs);
            }
        }

        private static int jsonLength(String header, int whole) {
            try {
                int length = Integer.parseInt(header.strip());
                if (length >= 0 && length <= whole) {
                    return length;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw InferenceException.invalid("the header " + JSON_LENGTH + " makes no sense");
        }

        @Override
        void refused(int status, byte[] body) {
            if (binary && form == Form.UNKNOWN && (status == 400 || status == 415) && finish()) {
                new Inferring(question, inputs, answer).send(false);
            } else {
                super.refused(status, body);
            }
        }
    }

    /** Asks for the name of the only input first. */
    private final class Naming extends Exchanging {
        Naming(Question question, Answer answer) {
            super(question, answer, MOST_METADATA);
        }

        void send() {
            send(HttpMethod.GET, path, Buffer.buffer(), 0);
        }

        @Override
        void received(HttpClientResponse response, byte[] body) {
            List<String> names = AnswerReader.inputNames(body);
            if (names.size() != 1) {
                fail(Reason.CONFIGURATION, false, "it has " + names.size() + " inputs, not one; name them", null);
            } else if (finish()) {
                onlyInput = names.get(0);
                infer(question, answer);
            }
        }
    }
}
