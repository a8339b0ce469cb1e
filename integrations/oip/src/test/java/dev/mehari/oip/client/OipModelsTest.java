// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.mehari.nodes.RemoteFailure;
import dev.mehari.nodes.RemoteFailure.Reason;
import dev.mehari.nodes.RemoteModel;
import dev.mehari.nodes.Request;
import dev.mehari.oip.FakeGraphs;
import dev.mehari.oip.grpc.GrpcDoor;
import dev.mehari.oip.grpc.GrpcOptions;
import dev.mehari.oip.rest.RestDoor;
import dev.mehari.oip.rest.RestOptions;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The client against our own doors, and against servers that misbehave on real sockets. */
class OipModelsTest {
    private static final NamedTensors X = NamedTensors.of(
            "x", Tensor.of(Shape.of(2), 1.5f, Float.NaN), "t", Tensor.of(Shape.of(1, 2), "a", "b{{c}}"));

    private final FakeGraphs graphs = new FakeGraphs();
    private final OipModels models = new OipModels();
    private RestDoor rest;
    private GrpcDoor grpc;

    @BeforeEach
    void open() throws IOException {
        rest = RestDoor.open(graphs, RestOptions.from(name -> null).at("127.0.0.1", 0), "0.1");
        grpc = GrpcDoor.open(graphs, GrpcOptions.from(name -> null).at("127.0.0.1", 0), "0.1");
    }

    @AfterEach
    void close() {
        models.close();
        rest.close();
        grpc.close();
    }

    private URI uri(String scheme, String model) {
        return URI.create(scheme + "://127.0.0.1:" + (scheme.equals("grpc") ? grpc.port() : rest.port()) + "/" + model);
    }

    private static RemoteModel.Question question(NamedTensors inputs, long millis, String... outputs) {
        return new RemoteModel.Question(
                "id-7",
                inputs,
                List.of(outputs),
                Map.of("traceparent", "00-ab-cd-01"),
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** What came of it: {@link NamedTensors} or {@link RemoteFailure}. */
    private static Object ask(RemoteModel model, RemoteModel.Question question) throws Exception {
        CompletableFuture<Object> told = new CompletableFuture<>();
        model.infer(question, new RemoteModel.Answer() {
            @Override
            public void answered(NamedTensors outputs) {
                assertThat(told.complete(outputs)).isTrue();
            }

            @Override
            public void failed(RemoteFailure failure) {
                assertThat(told.complete(failure)).isTrue();
            }
        });
        return told.get(20, TimeUnit.SECONDS);
    }

    private RemoteFailure failure(URI uri) throws Exception {
        return (RemoteFailure) ask(models.open(uri, 10_000), question(X, 5000, "x"));
    }

    // ------------------------------------------------------------------------------------------------ our own doors

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http"})
    void tensorsComeBackBitByBit(String scheme) throws Exception {
        BlockingQueue<Request> seen = new LinkedBlockingQueue<>();
        graphs.add("spy", (request, answer) -> {
            seen.add(request);
            answer.succeeded(FakeGraphs.echo(request));
        });
        assertThat(ask(models.open(uri(scheme, "spy"), 10_000), question(X, 5000, "t", "x")))
                .isEqualTo(NamedTensors.of("t", X.tensor(1), "x", X.tensor(0)));
        Request request = seen.take();
        assertThat(request.id()).isEqualTo("id-7");
        assertThat(request.headers().get("traceparent")).isEqualTo("00-ab-cd-01");
        assertThat(request.deadlineNanos() - System.nanoTime())
                .as("the deadline goes along")
                .isBetween(1L, TimeUnit.SECONDS.toNanos(5));
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID, INVALID, false",
        "NOT_FOUND, CONFIGURATION, false",
        "FAILED, FAILED, false",
        "UNAVAILABLE, UNAVAILABLE, true",
    })
    void failuresAreToldApart(InferenceException.Kind kind, Reason reason, boolean mayAskAgain) throws Exception {
        graphs.addFailing("bad", InferenceException.of(kind, "made so"));
        for (String scheme : List.of("grpc", "http")) {
            RemoteFailure failure = failure(uri(scheme, "bad"));
            assertThat(failure.reason()).as(scheme).isEqualTo(reason);
            assertThat(failure.mayAskAgain()).as(scheme).isEqualTo(mayAskAgain);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http"})
    void anUnknownModelIsOurConfiguration(String scheme) throws Exception {
        assertThat(failure(uri(scheme, "nobody")).reason()).isEqualTo(Reason.CONFIGURATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http"})
    void aSilentServerIsLate(String scheme) throws Exception {
        graphs.add("silent", (request, answer) -> {});
        RemoteFailure failure = (RemoteFailure) ask(models.open(uri(scheme, "silent"), 10_000), question(X, 50, "x"));
        assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(failure.mayAskAgain()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http"})
    void anAnswerBeyondTheLimitIsRefused(String scheme) throws Exception {
        NamedTensors large = NamedTensors.of("x", Tensor.of(Shape.of(20_000), new float[20_000]));
        RemoteFailure failure =
                (RemoteFailure) ask(models.open(uri(scheme, "echo"), 10_000), question(large, 5000, "x"));
        assertThat(failure.reason()).isIn(Reason.FAILED, Reason.UNAVAILABLE);
        assertThat(failure.mayAskAgain()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http"})
    void nobodyListeningMayBeAskedAgain(String scheme) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        RemoteFailure failure = failure(URI.create(scheme + "://127.0.0.1:" + port + "/m"));
        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure.mayAskAgain()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host",
                "http://host/",
                "http://host/a/b",
                "http://me:pw@host/m",
                "http://host/m?q=1",
                "grpc://host/m",
                "grpc:///m"
            })
    void aUriOfAnotherFormIsRefused(String uri) {
        assertThatThrownBy(() -> models.open(URI.create(uri), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    // ------------------------------------------------------------------------------------------------ misbehaving
    // servers

    /** Sends one text per connection, after the request's head has come, and closes. */
    private static final class Rude implements AutoCloseable {
        private final ServerSocket socket;
        private final List<String> answers;
        final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

        Rude(String... answers) throws IOException {
            this.answers = List.of(answers);
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(this::serve, "rude");
            thread.setDaemon(true);
            thread.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/m");
        }

        private void serve() {
            for (int i = 0; ; i++) {
                try (Socket client = socket.accept()) {
                    heads.add(head(client.getInputStream()));
                    OutputStream out = client.getOutputStream();
                    out.write(answers.get(Math.min(i, answers.size() - 1)).getBytes(StandardCharsets.UTF_8));
                    out.flush();
                } catch (IOException closed) {
                    if (socket.isClosed()) {
                        return;
                    }
                }
            }
        }

        private static String head(InputStream in) throws IOException {
            byte[] buffer = new byte[64 << 10];
            int length = in.read(buffer);
            return new String(buffer, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String http(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
    }

    private static final String GOOD =
            "{\"model_name\":\"m\",\"outputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[2.5]}]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 302 Found\\r\\nLocation: http://127.0.0.1:1/\\r\\nContent-Length: 0\\r\\n\\r\\n | CONFIGURATION | false",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 500\\r\\n\\r\\n{\"out | FAILED | false",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 4\\r\\n\\r\\n<ml> | FAILED | false",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 90000000\\r\\n\\r\\n{} | FAILED | false",
                "HTTP/1.1 503 Busy\\r\\nContent-Length: 0\\r\\n\\r\\n | UNAVAILABLE | true",
                "HTTP/1.1 429 Slow\\r\\nContent-Length: 0\\r\\n\\r\\n | UNAVAILABLE | false",
                "HTTP/1.1 401 No\\r\\nContent-Length: 0\\r\\n\\r\\n | CONFIGURATION | false",
                "nonsense\\r\\n\\r\\n | UNAVAILABLE | false",
            })
    void nonsenseIsAFailure(String answer, Reason reason, boolean mayAskAgain) throws Exception {
        try (Rude rude = new Rude(answer.replace("\\r\\n", "\r\n"))) {
            RemoteFailure failure = failure(rude.uri());
            assertThat(failure.reason()).isEqualTo(reason);
            assertThat(failure.mayAskAgain()).isEqualTo(mayAskAgain);
        }
    }

    @Test
    void aConnectionCutBeforeTheAnswerMayBeTriedAgain() throws Exception {
        try (Rude rude = new Rude("")) {
            RemoteFailure failure = failure(rude.uri());
            assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(failure.mayAskAgain()).isTrue();
        }
    }

    @Test
    void aServerWithoutBinaryIsAskedInJson() throws Exception {
        try (Rude rude = new Rude(http("400 Bad Request", "{\"error\":\"no binary here\"}"), http("200 OK", GOOD))) {
            RemoteModel model = models.open(rude.uri(), 10_000);
            NamedTensors x = NamedTensors.of("x", Tensor.of(Shape.of(1), 1f));
            assertThat(ask(model, question(x, 5000, "x")))
                    .isEqualTo(NamedTensors.of("x", Tensor.of(Shape.of(1), 2.5f)));
            assertThat(rude.heads.take().toLowerCase(java.util.Locale.ROOT))
                    .contains("inference-header-content-length");
            assertThat(rude.heads.take().toLowerCase(java.util.Locale.ROOT))
                    .doesNotContain("inference-header-content-length")
                    .doesNotContain("authorization")
                    .doesNotContain("cookie")
                    .contains("mehari-timeout-ms");
            ask(model, question(x, 5000, "x"));
            assertThat(rude.heads.take()).as("JSON from the beginning").contains("\"data\":[1.0]");
        }
    }

    @Test
    void theNameOfTheOnlyInputIsAskedForOnce() throws Exception {
        String metadata =
                "{\"name\":\"m\",\"inputs\":[{\"name\":\"own\",\"datatype\":\"FP32\",\"shape\":[-1]}],\"outputs\":[]}";
        try (Rude rude = new Rude(http("200 OK", metadata), http("200 OK", GOOD))) {
            RemoteModel model = models.open(rude.uri(), 10_000);
            NamedTensors unnamed = NamedTensors.of("", Tensor.of(Shape.of(1), 1f));
            assertThat(ask(model, question(unnamed, 5000, "x"))).isInstanceOf(NamedTensors.class);
            assertThat(rude.heads.take()).startsWith("GET /v2/models/m HTTP/1.1");
            assertThat(rude.heads.take()).startsWith("POST /v2/models/m/infer").contains("\"name\":\"own\"");
            ask(model, question(unnamed, 5000, "x"));
            assertThat(rude.heads.take()).startsWith("POST");
        }
    }
}
