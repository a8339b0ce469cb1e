// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mehari.engine.ServedGraph;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.oip.FakeGraphs;
import dev.mehari.oip.Setting;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import io.netty.buffer.PooledByteBufAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Real sockets, a fake engine. */
class RestDoorTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String X = "{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1,2.5]}";
    private static final String REQUEST = "{\"id\":\"42\",\"inputs\":[" + X + "]}";
    private static final String ANSWER = "{\"model_name\":\"echo\",\"model_version\":\"3\",\"id\":\"42\",\"outputs\":"
            + "[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1.0,2.5]}]}";
    private static final String INFER = "/v2/models/echo/infer";

    private final FakeGraphs graphs = new FakeGraphs();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private RestDoor door;

    @BeforeEach
    void open() throws IOException {
        door = open(name -> null);
    }

    private RestDoor open(Setting.Source settings) throws IOException {
        return RestDoor.open(graphs, RestOptions.from(settings).at("127.0.0.1", 0), "0.1");
    }

    /** Another door instead of the usual one. */
    private void reopen(Setting.Source settings) throws IOException {
        door.close();
        door = open(settings);
    }

    private static Setting.Source setting(String name, String value) {
        return asked -> asked.equals(name) ? value : null;
    }

    @AfterEach
    void close() {
        door.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private HttpResponse<String> post(String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        return client.send(posting(path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest posting(String path, byte[] body, String... headers) {
        HttpRequest.Builder builder = request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return builder.build();
    }

    private void assertStillAnswers() throws IOException, InterruptedException {
        HttpResponse<String> response = post(INFER, REQUEST);
        assertThat(response.body()).isEqualTo(ANSWER);
        assertThat(response.statusCode()).isEqualTo(200);
    }

    private static String error(HttpResponse<String> response) throws IOException {
        JsonNode body = MAPPER.readTree(response.body());
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        return body.get("error").textValue();
    }

    // ------------------------------------------------------------------------------------------------ paths

    @Test
    void answersAnInference() throws Exception {
        HttpResponse<String> response = post(INFER, REQUEST);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(response.body()).isEqualTo(ANSWER);
        assertThat(post("/v2/models/echo/versions/2/infer", REQUEST).body()).isEqualTo(ANSWER);
    }

    @Test
    void makesAnIdWhereTheClientGivesNone() throws Exception {
        String first =
                MAPPER.readTree(post(INFER, "{\"inputs\":[]}").body()).get("id").textValue();
        String second = MAPPER.readTree(
                        post(INFER, "{\"inputs\":[],\"id\":\"\"}").body())
                .get("id")
                .textValue();
        assertThat(first).isNotBlank().isNotEqualTo(second);
    }

    @Test
    void tellsLifeAndReadiness() throws Exception {
        assertThat(get("/v2/health/live").body()).isEqualTo("{\"live\":true}");
        assertThat(get("/v2/health/ready").body()).isEqualTo("{\"ready\":true}");
        assertThat(get("/v2/models/echo/ready").body()).isEqualTo("{\"name\":\"echo\",\"ready\":true}");
        assertThat(get("/v2/models/echo/versions/3/ready").statusCode()).isEqualTo(200);
        assertThat(get("/v2/models/echo/versions/2/ready").statusCode()).isEqualTo(503);
        assertThat(get("/v2/models/echo/versions/9/ready").statusCode()).isEqualTo(404);
        graphs.ready = false;
        assertThat(get("/v2/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/v2/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/v2/health/ready").body()).isEqualTo("{\"ready\":false}");
        assertThat(get("/v2/models/echo/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void tellsMetadata() throws Exception {
        assertThat(get("/v2").body())
                .isEqualTo("{\"name\":\"mehari\",\"version\":\"0.1\",\"extensions\":" + "[\"binary_tensor_data\"]}");
        assertThat(get("/v2/").statusCode()).isEqualTo(200);
        JsonNode graph = MAPPER.readTree(get("/v2/models/echo").body());
        assertThat(graph).isEqualTo(MAPPER.readTree("""
                {"name": "echo", "versions": ["2", "3"], "platform": "mehari",
                 "inputs": [
                   {"name": "applicant", "datatype": "FP32", "shape": [-1, 2],
                    "parameters": {"optional": false,
                                   "features": [{"name": "checking", "categories": ["none", "low"]}, {"name": "months"}]}},
                   {"name": "note", "datatype": "BYTES", "shape": [-1], "parameters": {"optional": true}}],
                 "outputs": [{"name": "p", "datatype": "FP32", "shape": [-1]}, {"name": "later", "datatype": "INT64", "shape": [-1]}],
                 "parameters": {"revision": 3, "identity": "%s", "models": {"trees": {"runtime": "xgboost", "sha256": "%s",
                     "version": "7", "card": {"metrics": {"auc": 0.79}, "tags": ["a", 1, true]}}}}}
                """.formatted(FakeGraphs.IDENTITY, "ab".repeat(32))));
        assertThat(MAPPER.readTree(get("/v2/models/echo/versions/3").body())).isEqualTo(graph);
        assertThat(get("/v2/models/echo/versions/7").statusCode()).isEqualTo(404);
    }

    @Test
    void listsTheRepositoryAndLoadsNothing() throws Exception {
        String index = "[{\"name\":\"echo\",\"version\":\"2\",\"state\":\"UNAVAILABLE\",\"reason\":\"\"},"
                + "{\"name\":\"echo\",\"version\":\"3\",\"state\":\"READY\",\"reason\":\"\"}]";
        assertThat(post("/v2/repository/index", "{}").body()).isEqualTo(index);
        assertThat(get("/v2/repository/index").body()).isEqualTo(index);
        for (String verb : List.of("load", "unload")) {
            HttpResponse<String> response = post("/v2/repository/models/echo/" + verb, "{}");
            assertThat(response.statusCode()).isEqualTo(501);
            assertThat(error(response)).contains("manifests are the only way in");
        }
    }

    @Test
    void decodesNamesOnce() throws Exception {
        graphs.add("a b/ü%41", (request, answer) -> answer.succeeded(FakeGraphs.echo(request)));
        assertThat(post("/v2/models/a%20b%2F%c3%bc%2541/infer", REQUEST).statusCode())
                .isEqualTo(200);
        assertThat(post("/v2/models/a%20b%2F%c3%bcA/infer", REQUEST).statusCode())
                .isEqualTo(404);
        assertThat(get("/v2/models/a%20b%2F%c3%bc%2541").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1/models/echo",
                "/v2x",
                "/v2/models",
                "/v2/models/",
                "/v2/models//infer",
                "/v2/models/echo/nothing",
                "/v2/models/echo/versions",
                "/v2/models/echo/versions//infer",
                "/v2/models/echo/infer/more",
                "/v2/health",
                "/v2/health/well",
                "/v2/repository",
                "/v2/repository/models/echo",
                "/v2/../v2/health/live",
                "//v2",
                "/v2/models/nobody",
                "/v2/models/nobody/ready",
                "/v2/models/%00%0d%0aX:1",
                "*",
            })
    void answers404WhereThereIsNothing(String path) throws Exception {
        try (Wire wire = new Wire(door.port())) {
            Wire.Answer answer = wire.send(Wire.get(path)).read();
            assertThat(answer.status()).as(answer.text()).isEqualTo(404);
            assertThat(MAPPER.readTree(answer.body()).get("error").textValue())
                    .isNotBlank()
                    .doesNotContain("\n", "\0");
            assertThat(wire.send(Wire.get("/v2/health/live")).read().status()).isEqualTo(200);
        }
    }

    @Test
    void understandsPathsWithSchemeAndHost() throws Exception {
        try (Wire wire = new Wire(door.port())) {
            assertThat(wire.send(Wire.get("http://example.com/v2/health/live"))
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(wire.send(Wire.get("http://example.com")).read().status())
                    .isEqualTo(404);
        }
    }

    @Test
    void refusesBrokenEscapes() throws Exception {
        try (Wire wire = new Wire(door.port())) {
            for (String name : List.of("%", "%4", "%zz", "%ff", "%c3")) {
                Wire.Answer answer = wire.send(Wire.get("/v2/models/" + name)).read();
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.text()).contains("\"error\"");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v2/models/echo/infer,POST", "PUT,/v2/models/echo/infer,POST", "HEAD,/v2/models/echo/infer,POST",
        "POST,/v2,'GET, HEAD'", "DELETE,/v2/models/echo,'GET, HEAD'", "POST,/v2/health/ready,'GET, HEAD'",
        "GET,/v2/repository/models/echo/load,POST", "OPTIONS,/v2,'GET, HEAD'", "GE,/v2,'GET, HEAD'",
    })
    void answers405WithTheMethodsAllowed(String method, String path, String allowed) throws Exception {
        try (Wire wire = new Wire(door.port())) {
            String head = Wire.get(path).replaceFirst("GET", method);
            Wire.Answer answer = wire.send(head).read(!method.equals("HEAD"));
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("allow")).isEqualTo(allowed);
            assertThat(wire.send(Wire.get("/v2")).read().status()).isEqualTo(200);
        }
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        try (Wire wire = new Wire(door.port())) {
            Wire.Answer answer =
                    wire.send("HEAD /v2 HTTP/1.1\r\nHost: a\r\n\r\n").read(false);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-length")).isEqualTo("69");
            assertThat(wire.send(Wire.get("/v2")).read().text()).hasSize(69);
        }
    }

    // ------------------------------------------------------------------------------------------------ what is handed
    // on

    @Test
    void handsOnWhatTheRequestSays() throws Exception {
        LinkedBlockingQueue<Request> seen = new LinkedBlockingQueue<>();
        graphs.add("spy", (request, answer) -> {
            seen.add(request);
            answer.succeeded(FakeGraphs.echo(request));
        });
        long before = System.nanoTime();
        post(
                "/v2/models/spy/infer",
                "{\"inputs\":[" + X + "],\"outputs\":[{\"name\":\"x\"}],\"parameters\":{\"dry\":true}}",
                "X-Tenant",
                "Blue",
                "Mehari-Timeout-Ms",
                "5000");
        Request request = seen.take();
        assertThat(request.headers().get("x-tenant")).isEqualTo("Blue");
        assertThat(request.headers().get("x-other")).isEmpty();
        assertThat(request.parameters()).containsOnly(java.util.Map.entry("dry", true));
        assertThat(request.outputs()).containsExactly("x");
        assertThat(request.caller()).isEmpty();
        assertThat(request.deadlineNanos() - before)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(4000), TimeUnit.MILLISECONDS.toNanos(20_000));
        post("/v2/models/spy/infer", REQUEST);
        assertThat(seen.take().deadlineNanos()).isEqualTo(Request.NO_DEADLINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "soon", "1.5", "99999999999999999999"})
    void refusesATimeoutThatIsNone(String timeout) throws Exception {
        HttpResponse<String> response = post(INFER, REQUEST, "Mehari-Timeout-Ms", timeout);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response)).containsIgnoringCase("mehari-timeout-ms");
    }

    @Test
    void answersFromWhateverThreadTheGraphAnswersOn() throws Exception {
        graphs.add(
                "elsewhere",
                (request, answer) -> CompletableFuture.runAsync(() ->
                        answer.succeeded(new Prediction(request.id(), "elsewhere", 9, request.inputs(), "score=1"))));
        for (int i = 0; i < 20; i++) {
            assertThat(post("/v2/models/elsewhere/infer", REQUEST).body())
                    .contains("\"model_version\":\"9\"", "\"parameters\":{\"path\":\"score=1\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID,400",
        "NOT_FOUND,404",
        "TOO_LARGE,413",
        "TOO_MANY,429",
        "FAILED,500",
        "UNAVAILABLE,503",
        "TIMEOUT,504"
    })
    void givesEachKindOfFailureItsStatus(InferenceException.Kind kind, int status) throws Exception {
        graphs.addFailing("sad", InferenceException.of(kind, "because of reasons"));
        HttpResponse<String> response = post("/v2/models/sad/infer", REQUEST);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo("{\"error\":\"because of reasons\",\"id\":\"42\"}");
        assertThat(response.headers().firstValue("retry-after").isPresent()).isEqualTo(status == 429 || status == 503);
        assertStillAnswers();
    }

    @Test
    void tellsNothingOfInternalFailures() throws Exception {
        graphs.addFailing("bug", new IllegalStateException("/etc/secret: permission denied"));
        graphs.add("thrower", (request, answer) -> {
            throw new NullPointerException("oops at dev.mehari.Foo");
        });
        graphs.addFailing(
                "cause", InferenceException.failed("model 'm' failed", new IOException("/root/model.onnx is broken")));
        for (String name : List.of("bug", "thrower")) {
            HttpResponse<String> response = post("/v2/models/" + name + "/infer", REQUEST);
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(error(response)).isEqualTo("internal error, id '42'");
        }
        assertThat(error(post("/v2/models/cause/infer", REQUEST))).isEqualTo("model 'm' failed");
        assertStillAnswers();
    }

    @Test
    void takesOnlyTheFirstAnswer() throws Exception {
        graphs.add("twice", (request, answer) -> {
            answer.succeeded(FakeGraphs.echo(request));
            answer.failed(new IllegalStateException());
            answer.succeeded(FakeGraphs.echo(request));
        });
        assertThat(post("/v2/models/twice/infer", REQUEST).body()).isEqualTo(ANSWER);
        assertStillAnswers();
        assertThat(door.inFlight()).isZero();
    }

    // ------------------------------------------------------------------------------------------------ binary data

    private static byte[] binaryBody(String json, float... values) {
        ByteBuffer body = ByteBuffer.allocate(json.length() + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        body.put(json.getBytes(StandardCharsets.US_ASCII));
        for (float value : values) {
            body.putFloat(value);
        }
        return body.array();
    }

    private static String binaryJson(int elements, boolean binaryAnswer) {
        return "{\"id\":\"b\",\"inputs\":[{\"name\":\"x\",\"shape\":[" + elements
                + "],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":" + 4 * elements + "}}]"
                + (binaryAnswer ? ",\"parameters\":{\"binary_data_output\":true}}" : "}");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 1000, 20_000, 150_528, 2_000_000})
    void echoesBinaryDataOfAnySize(int elements) throws Exception {
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = i * 0.5f;
        }
        String json = binaryJson(elements, true);
        HttpResponse<byte[]> response = client.send(
                posting(INFER, binaryBody(json, values), "Inference-Header-Content-Length", "" + json.length()),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/octet-stream");
        int jsonLength = (int) response.headers()
                .firstValueAsLong("inference-header-content-length")
                .getAsLong();
        String head = new String(response.body(), 0, jsonLength, StandardCharsets.UTF_8);
        assertThat(MAPPER.readTree(head)
                        .at("/outputs/0/parameters/binary_data_size")
                        .asInt())
                .isEqualTo(4 * elements);
        ByteBuffer answered = ByteBuffer.wrap(response.body(), jsonLength, response.body().length - jsonLength);
        assertThat(answered.remaining()).isEqualTo(4 * elements);
        float[] back = new float[elements];
        answered.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(back);
        assertThat(back).isEqualTo(values);
    }

    @Test
    void givesLargeTensorsToTheGraphInDirectMemory() throws Exception {
        LinkedBlockingQueue<Tensor> seen = new LinkedBlockingQueue<>();
        graphs.add("spy", (request, answer) -> {
            seen.add(request.inputs().tensor(0));
            answer.succeeded(new Prediction(request.id(), "spy", 1, NamedTensors.NONE, ""));
        });
        for (int shift = 0; shift < 4; shift++) {
            String json = binaryJson(150_528, false) + " ".repeat(shift);
            float[] values = new float[150_528];
            values[150_527] = 7;
            post(
                    "/v2/models/spy/infer",
                    binaryBody(json, values),
                    "Inference-Header-Content-Length",
                    "" + json.length());
            Tensor tensor = seen.take();
            assertThat(tensor.isDirect()).isTrue();
            assertThat(tensor.toBinary().alignmentOffset(0, 4)).isZero();
            assertThat(tensor.floatAt(150_527)).isEqualTo(7);
        }
    }

    @Test
    void mixesBinaryAndJson() throws Exception {
        String json = "{\"inputs\":[" + X.replace("\"x\"", "\"j\"")
                + ",{\"name\":\"b\",\"shape\":[1],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":4}}],"
                + "\"outputs\":[{\"name\":\"b\",\"parameters\":{\"binary_data\":true}},{\"name\":\"j\"}]}";
        HttpResponse<byte[]> response = client.send(
                posting(INFER, binaryBody(json, 9f), "Inference-Header-Content-Length", "" + json.length()),
                HttpResponse.BodyHandlers.ofByteArray());
        int jsonLength = (int) response.headers()
                .firstValueAsLong("inference-header-content-length")
                .getAsLong();
        JsonNode head = MAPPER.readTree(new String(response.body(), 0, jsonLength, StandardCharsets.UTF_8));
        assertThat(head.at("/outputs/0/parameters/binary_data_size").asInt()).isEqualTo(4);
        assertThat(head.at("/outputs/1/data/1").asDouble()).isEqualTo(2.5);
        assertThat(Arrays.copyOfRange(response.body(), jsonLength, jsonLength + 4))
                .containsExactly(0, 0, 0x10, 0x41);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "9999", "abc", "", "1e2", "99999999999999999999"})
    void refusesAHeaderLengthThatLies(String length) throws Exception {
        HttpResponse<String> response = post(INFER, REQUEST, "Inference-Header-Content-Length", length);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response)).containsIgnoringCase("inference-header-content-length");
        assertStillAnswers();
    }

    // ------------------------------------------------------------------------------------------------ content codings

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
            out.write(bytes);
        }
        return coded.toByteArray();
    }

    private static byte[] deflate(byte[] bytes, boolean bare) {
        Deflater deflater = new Deflater(6, bare);
        deflater.setInput(bytes);
        deflater.finish();
        byte[] coded = new byte[bytes.length + 100];
        return Arrays.copyOf(coded, deflater.deflate(coded));
    }

    @Test
    void inflatesBodies() throws Exception {
        byte[] plain = REQUEST.getBytes(StandardCharsets.UTF_8);
        assertThat(post(INFER, gzip(plain), "Content-Encoding", "gzip").body()).isEqualTo(ANSWER);
        assertThat(post(INFER, gzip(plain), "Content-Encoding", "GZIP").body()).isEqualTo(ANSWER);
        assertThat(post(INFER, deflate(plain, false), "Content-Encoding", "deflate")
                        .body())
                .isEqualTo(ANSWER);
        assertThat(post(INFER, deflate(plain, true), "Content-Encoding", "deflate")
                        .body())
                .isEqualTo(ANSWER);
        assertThat(post(INFER, plain, "Content-Encoding", "identity").body()).isEqualTo(ANSWER);
        String json = binaryJson(2, false);
        assertThat(post(
                                INFER,
                                gzip(binaryBody(json, 1, 2)),
                                "Content-Encoding",
                                "gzip",
                                "Inference-Header-Content-Length",
                                "" + json.length())
                        .body())
                .contains("\"data\":[1.0,2.0]");
    }

    @Test
    void refusesCodingsThatItDoesNotKnow() throws Exception {
        for (String coding : List.of("br", "gzip, gzip", "compress")) {
            HttpResponse<String> response = post(INFER, REQUEST, "Content-Encoding", coding);
            assertThat(response.statusCode()).isEqualTo(415);
            assertThat(response.headers().firstValue("accept-encoding")).contains("gzip, deflate");
        }
        assertStillAnswers();
    }

    @Test
    void refusesBodiesThatAreNotCodedAsTheySay() throws Exception {
        byte[] whole = gzip(REQUEST.getBytes(StandardCharsets.UTF_8));
        for (byte[] body :
                List.of(new byte[0], new byte[] {1, 2, 3}, Arrays.copyOf(whole, whole.length - 9), whole.clone())) {
            if (body.length == whole.length) {
                body[body.length - 5] ^= 1; // the checksum
            }
            HttpResponse<String> response = post(INFER, body, "Content-Encoding", "gzip");
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(error(response)).contains("gzip");
        }
        assertStillAnswers();
    }

    @Test
    void stopsInflatingAtTheLimit() throws Exception {
        reopen(setting("mehari.oip.max-body", "1MiB"));
        byte[] bomb = gzip(new byte[200 << 20]);
        assertThat(bomb.length).isLessThan(1 << 20);
        HttpResponse<String> response = post(INFER, bomb, "Content-Encoding", "gzip");
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(error(response)).contains("inflates to more than 1048576 bytes (limit mehari.oip.max-body)");
        assertStillAnswers();
    }

    @Test
    void compressesLongAnswersWhereThatIsAsked() throws Exception {
        String large = "{\"inputs\":[{\"name\":\"x\",\"shape\":[5000],\"datatype\":\"FP32\",\"data\":["
                + "0.5,".repeat(4999) + "0.5]}]}";
        String plain = post(INFER, large.replaceFirst("\\{", "{\"id\":\"z\",")).body();
        for (String accepted : List.of("gzip", "gzip, deflate", "deflate;q=0.5, gzip;q=1", "*")) {
            HttpResponse<byte[]> response = client.send(
                    posting(
                            INFER,
                            large.replaceFirst("\\{", "{\"id\":\"z\",").getBytes(StandardCharsets.UTF_8),
                            "Accept-Encoding",
                            accepted),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
            byte[] inflated = new GZIPInputStream(new java.io.ByteArrayInputStream(response.body())).readAllBytes();
            assertThat(new String(inflated, StandardCharsets.UTF_8)).isEqualTo(plain);
        }
        for (String accepted : List.of("identity", "gzip;q=0", "br", "")) {
            assertThat(post(INFER, large, "Accept-Encoding", accepted).headers().firstValue("content-encoding"))
                    .isEmpty();
        }
        assertThat(post(INFER, large, "Accept-Encoding", "deflate;q=1, gzip;q=0.1")
                        .headers()
                        .firstValue("content-encoding"))
                .contains("deflate");
        assertThat(post(INFER, REQUEST, "Accept-Encoding", "gzip").headers().firstValue("content-encoding"))
                .isEmpty();
    }

    // ------------------------------------------------------------------------------------------------ HTTP

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        graphs.add("slow", (request, answer) -> {
            CompletableFuture<Void> go = new CompletableFuture<>();
            answers.add(go.thenRun(() -> answer.succeeded(FakeGraphs.echo(request))));
            new Thread(() -> go.complete(null)).start();
        });
        try (Wire wire = new Wire(door.port())) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                all.append(Wire.post("/v2/models/slow/infer", REQUEST.replace("42", "id" + i)));
                all.append(Wire.get("/v2/health/live"));
                all.append(Wire.post(INFER, "{"));
            }
            wire.send(all.toString());
            for (int i = 0; i < 50; i++) {
                assertThat(wire.read().text()).contains("\"id\":\"id" + i + "\"");
                assertThat(wire.read().text()).isEqualTo("{\"live\":true}");
                assertThat(wire.read().status()).isEqualTo(400);
            }
        }
    }

    @Test
    void readsBodiesInChunksOfOneByte() throws Exception {
        StringBuilder chunked =
                new StringBuilder("POST " + INFER + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (char c : REQUEST.toCharArray()) {
            chunked.append("1\r\n").append(c).append("\r\n");
        }
        chunked.append("0\r\n\r\n");
        try (Wire wire = new Wire(door.port())) {
            assertThat(wire.send(chunked.toString()).read().text()).isEqualTo(ANSWER);
            for (byte b : chunked.toString().getBytes(StandardCharsets.US_ASCII)) {
                wire.send(new byte[] {b});
            }
            assertThat(wire.read().text()).isEqualTo(ANSWER);
            for (byte b : Wire.post(INFER, REQUEST).getBytes(StandardCharsets.US_ASCII)) {
                wire.send(new byte[] {b});
            }
            assertThat(wire.read().text()).isEqualTo(ANSWER);
        }
    }

    @Test
    void readsLongChunkedBodies() throws Exception {
        String large = "{\"id\":\"42\",\"inputs\":[{\"name\":\"x\",\"shape\":[100000],\"datatype\":\"FP32\",\"data\":["
                + "0.5,".repeat(99_999) + "0.5]}]}";
        HttpResponse<String> response = client.send(
                request(INFER)
                        .POST(HttpRequest.BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream(large.getBytes(StandardCharsets.US_ASCII))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).hasSizeGreaterThan(400_000).endsWith(",0.5]}]}");
        assertThat(post(INFER, large).body()).isEqualTo(response.body());
    }

    @Test
    void asksForABodyThatIsHeldBack() throws Exception {
        try (Wire wire = new Wire(door.port())) {
            wire.send(Wire.post(INFER, REQUEST.length(), "Expect: 100-continue"));
            assertThat(wire.read(false).status()).isEqualTo(100);
            assertThat(wire.send(REQUEST).read().text()).isEqualTo(ANSWER);
            wire.send(Wire.post(INFER, 1L << 40, "Expect: 100-continue"));
            assertThat(wire.read().status()).isEqualTo(413);
        }
        try (Wire wire = new Wire(door.port())) {
            assertThat(wire.send(Wire.post(INFER, 5, "Expect: a miracle"))
                            .read()
                            .status())
                    .isEqualTo(417);
        }
    }

    @Test
    void refusesBodiesThatAreTooLargeAndGoesOn() throws Exception {
        reopen(setting("mehari.oip.max-body", "100KiB"));
        String large = "x".repeat(200 << 10);
        try (Wire wire = new Wire(door.port())) {
            Wire.Answer answer = wire.send(Wire.post(INFER, large)).read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).contains("more than 102400 bytes (limit mehari.oip.max-body)");
            assertThat(wire.send(Wire.post(INFER, REQUEST)).read().text()).isEqualTo(ANSWER);
            wire.send("POST " + INFER + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 20; i++) {
                wire.send("4000\r\n" + "y".repeat(0x4000) + "\r\n");
            }
            wire.send("0\r\n\r\n");
            assertThat(wire.read().status()).isEqualTo(413);
            assertThat(wire.send(Wire.post(INFER, REQUEST)).read().text()).isEqualTo(ANSWER);
        }
    }

    @Test
    void keepsTheConnectionAfterAnError() throws Exception {
        try (Wire wire = new Wire(door.port())) {
            for (String body : List.of("{", "", "[]", "{\"inputs\":[{\"name\":\"x\"}]}")) {
                assertThat(wire.send(Wire.post(INFER, body)).read().status()).isEqualTo(400);
                assertThat(wire.send(Wire.post(INFER, REQUEST)).read().text()).isEqualTo(ANSWER);
            }
            // The body of a refused request is not taken for the next one.
            assertThat(wire.send(Wire.post("/v2/models/nobody/infer", "GET /v2 HTTP/1.1\r\n\r\n"))
                            .read()
                            .status())
                    .isEqualTo(404);
            assertThat(wire.send(Wire.post(INFER, REQUEST)).read().text()).isEqualTo(ANSWER);
            assertThat(wire.send(Wire.post("/v2/models/nobody/infer", "x".repeat(300_000)))
                            .read()
                            .status())
                    .isEqualTo(404);
            assertThat(wire.send(Wire.post(INFER, REQUEST)).read().text()).isEqualTo(ANSWER);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n", "GET /v2 HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                "GET /v2 HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                        "GET /v2 HTTP/1.1\r\nbad header\r\n\r\n",
            })
    void refusesWhatIsNoHttp(String bytes) throws Exception {
        try (Wire wire = new Wire(door.port())) {
            Wire.Answer answer = wire.send(bytes).read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).isEqualTo("{\"error\":\"this is no HTTP request\"}");
            assertThat(wire.isClosedByServer()).isTrue();
        }
        assertStillAnswers();
    }

    @Test
    void limitsHeadersAndPaths() throws Exception {
        try (Wire wire = new Wire(door.port())) {
            Wire.Answer answer = wire.send("GET /v2 HTTP/1.1\r\nX: " + "a".repeat(20_000) + "\r\n\r\n")
                    .read();
            assertThat(answer.status()).isEqualTo(431);
            assertThat(answer.text()).contains("mehari.http.max-header");
        }
        try (Wire wire = new Wire(door.port())) {
            assertThat(wire.send(Wire.get("/v2/" + "a".repeat(20_000))).read().status())
                    .isEqualTo(414);
        }
        assertStillAnswers();
    }

    @Test
    void forgetsClientsThatGoAwayMidway() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<ServedGraph.Answer> pending = new CompletableFuture<>();
        graphs.add("slow", (request, answer) -> {
            pending.complete(answer);
            asked.countDown();
        });
        try (Wire wire = new Wire(door.port())) {
            wire.send(Wire.post(INFER, 1000) + "{\"inputs\"");
        }
        try (Wire wire = new Wire(door.port())) {
            wire.send(Wire.post(INFER, 1_000_000) + "{\"inputs\"");
        }
        try (Wire wire = new Wire(door.port())) {
            wire.send(Wire.post("/v2/models/slow/infer", REQUEST));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        }
        Awaitility.await().untilAsserted(() -> assertThat(door.connections()).isZero());
        assertThat(door.inFlight()).isEqualTo(1);
        pending.get().succeeded(new Prediction("1", "slow", 1, NamedTensors.of("x", Tensor.of(Shape.of(1), 1f)), ""));
        Awaitility.await().untilAsserted(() -> assertThat(door.inFlight()).isZero());
        assertStillAnswers();
    }

    @Test
    void givesTheMemoryOfEachAnswerBack() throws Exception {
        String json = binaryJson(20_000, false);
        byte[] body = binaryBody(json, new float[20_000]);
        long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
        long received = 0;
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpClient one = HttpClient.newBuilder().version(version).build();
            for (int i = 0; i < 100; i++) {
                HttpResponse<byte[]> answer = one.send(
                        posting(INFER, body, "Inference-Header-Content-Length", "" + json.length()),
                        HttpResponse.BodyHandlers.ofByteArray());
                assertThat(answer.statusCode()).isEqualTo(200);
                received += answer.body().length;
            }
        }

        // Connections that are open, and the last answer, may still hold some.
        assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() - before).isLessThan(received / 4);
    }

    @Test
    void speaksHttp2InTheClear() throws Exception {
        HttpClient http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> live =
                    http2.send(request("/v2/health/live").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(live.body()).isEqualTo("{\"live\":true}");
            assertThat(live.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
        assertThat(http2.send(
                                posting(INFER, REQUEST.getBytes(StandardCharsets.UTF_8)),
                                HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo(ANSWER);
        String json = binaryJson(150_528, true);
        HttpResponse<byte[]> binary = http2.send(
                posting(
                        INFER,
                        binaryBody(json, new float[150_528]),
                        "Inference-Header-Content-Length",
                        "" + json.length()),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(binary.body().length).isGreaterThan(4 * 150_528);
        List<CompletableFuture<HttpResponse<String>>> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.add(http2.sendAsync(
                    posting(INFER, REQUEST.getBytes(StandardCharsets.UTF_8)), HttpResponse.BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> one : many) {
            assertThat(one.get().body()).isEqualTo(ANSWER);
        }
    }

    // ------------------------------------------------------------------------------------------------ load and time

    @Test
    void answers429AboveTheLimit() throws Exception {
        reopen(setting("mehari.http.max-in-flight", "2"));
        List<ServedGraph.Answer> held = new ArrayList<>();
        CountDownLatch both = new CountDownLatch(2);
        graphs.add("slow", (request, answer) -> {
            synchronized (held) {
                held.add(answer);
            }
            both.countDown();
        });
        byte[] body = REQUEST.getBytes(StandardCharsets.UTF_8);
        var first = client.sendAsync(posting("/v2/models/slow/infer", body), HttpResponse.BodyHandlers.ofString());
        var second = client.sendAsync(posting("/v2/models/slow/infer", body), HttpResponse.BodyHandlers.ofString());
        assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();

        HttpResponse<String> third = post(INFER, REQUEST);
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("retry-after")).contains("1");
        assertThat(error(third)).contains("more than 2 requests", "mehari.http.max-in-flight");
        assertThat(get("/v2/health/live").statusCode()).isEqualTo(200);

        held.forEach(answer -> answer.failed(InferenceException.invalid("no")));
        assertThat(first.get().statusCode()).isEqualTo(400);
        assertThat(second.get().statusCode()).isEqualTo(400);
        assertStillAnswers();
    }

    @Test
    void answers429WhereTooMuchIsArriving() throws Exception {
        reopen(setting("mehari.http.max-receiving", "100KiB"));
        try (Wire wire = new Wire(door.port());
                Wire other = new Wire(door.port())) {
            wire.send(Wire.post(INFER, 90 << 10) + "{");
            other.send(Wire.get("/v2")).read();
            Wire.Answer refused =
                    other.send(Wire.post(INFER, "x".repeat(80 << 10))).read();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).contains("mehari.http.max-receiving");
            assertThat(other.send(Wire.post(INFER, REQUEST)).read().status()).isEqualTo(200);
            wire.send(" ".repeat((90 << 10) - 1));
            assertThat(wire.read().status()).isEqualTo(400);
            assertThat(other.send(Wire.post(INFER, "x".repeat(80 << 10))).read().status())
                    .isEqualTo(400);
        }
    }

    @Test
    void closesConnectionsAboveTheLimit() throws Exception {
        reopen(setting("mehari.http.max-connections", "3"));
        List<Wire> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            open.add(new Wire(door.port()));
            assertThat(open.get(i).send(Wire.get("/v2")).read().status()).isEqualTo(200);
        }
        try (Wire fourth = new Wire(door.port())) {
            assertThat(fourth.isClosedByServer()).isTrue();
        }
        open.get(0).close();
        Awaitility.await().untilAsserted(() -> assertThat(door.connections()).isEqualTo(2));
        try (Wire fourth = new Wire(door.port())) {
            assertThat(fourth.send(Wire.get("/v2")).read().status()).isEqualTo(200);
        }
        for (Wire wire : open) {
            wire.close();
        }
    }

    @Test
    void endsConnectionsThatOnlyDrip() throws Exception {
        reopen(setting("mehari.http.idle-timeout", "600ms"));
        long start = System.nanoTime();
        try (Wire silent = new Wire(door.port());
                Wire dripping = new Wire(door.port());
                Wire drippingLater = new Wire(door.port())) {
            assertThat(drippingLater.send(Wire.get("/v2")).read().status()).isEqualTo(200);
            char[] drops = Wire.get("/v2")
                    .repeat(100)
                    .replace("\r\n\r\n", "\r\nX: y\r\n")
                    .toCharArray();
            ScheduledExecutorService tap = Executors.newSingleThreadScheduledExecutor();
            AtomicInteger next = new AtomicInteger();
            tap.scheduleAtFixedRate( // ends by itself when a connection is closed
                    () -> {
                        try {
                            String drop = String.valueOf(drops[next.getAndIncrement()]);
                            dripping.send(drop);
                            drippingLater.send(drop);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    0,
                    20,
                    TimeUnit.MILLISECONDS);
            assertThat(silent.isClosedByServer()).isTrue();
            assertThat(dripping.isClosedByServer()).isTrue();
            assertThat(drippingLater.isClosedByServer()).isTrue();
            tap.shutdownNow();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertStillAnswers();
    }

    @Test
    void endsBodiesThatOnlyDrip() throws Exception {
        reopen(setting("mehari.http.body-timeout", "600ms"));
        try (Wire wire = new Wire(door.port());
                Wire large = new Wire(door.port())) {
            wire.send(Wire.post(INFER, 1000) + "{");
            large.send(Wire.post(INFER, 1_000_000) + "{");
            for (Wire slow : List.of(wire, large)) {
                Wire.Answer answer = slow.read();
                assertThat(answer.status()).isEqualTo(408);
                assertThat(answer.text()).contains("600 ms", "mehari.http.body-timeout");
                assertThat(slow.isClosedByServer()).isTrue();
            }
        }
        assertStillAnswers();
    }

    @Test
    void doesNotCloseAConnectionWhoseAnswerTakesLong() throws Exception {
        reopen(setting("mehari.http.idle-timeout", "300ms"));
        CompletableFuture<ServedGraph.Answer> pending = new CompletableFuture<>();
        graphs.add("slow", (request, answer) -> pending.complete(answer));
        var response = client.sendAsync(
                posting("/v2/models/slow/infer", REQUEST.getBytes(StandardCharsets.UTF_8)),
                HttpResponse.BodyHandlers.ofString());
        ServedGraph.Answer answer = pending.get();
        CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS)
                .execute(() -> answer.failed(InferenceException.invalid("late")));
        assertThat(response.get().statusCode()).isEqualTo(400);
    }

    @Test
    void endsAnOldConnectionWithAnAnswer() throws Exception {
        reopen(setting("mehari.http.connection-age", "300ms"));
        try (Wire wire = new Wire(door.port())) {
            Wire.Answer answer;
            do {
                answer = wire.send(Wire.post(INFER, REQUEST)).read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo(ANSWER);
            } while (answer.header("connection").isEmpty());
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(wire.isClosedByServer()).isTrue();
        }
        assertStillAnswers();
    }

    @Test
    void keepsAnOldConnectionUntilItsAnswerHasLeft() throws Exception {
        reopen(setting("mehari.http.connection-age", "100ms"));
        CompletableFuture<ServedGraph.Answer> pending = new CompletableFuture<>();
        graphs.add("slow", (request, answer) -> pending.complete(answer));
        try (Wire wire = new Wire(door.port())) {
            wire.send(Wire.post("/v2/models/slow/infer", REQUEST));
            ServedGraph.Answer answer = pending.get(10, TimeUnit.SECONDS);
            CompletableFuture.delayedExecutor(1200, TimeUnit.MILLISECONDS)
                    .execute(() -> answer.succeeded(new Prediction("42", "slow", 1, NamedTensors.NONE, "")));
            Wire.Answer last = wire.read();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.header("connection")).isEqualTo("close");
        }
    }

    @Test
    void endsAnOldConnectionOfHttp2InAPauseOnly() throws Exception {
        reopen(setting("mehari.http.connection-age", "200ms"));
        HttpClient http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (System.nanoTime() < end) {
            HttpResponse<String> response = http2.send(
                    posting(INFER, REQUEST.getBytes(StandardCharsets.UTF_8)), HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo(ANSWER);
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
        // The client would keep its connection, were it not ended by us.
        Awaitility.await().untilAsserted(() -> assertThat(door.connections()).isZero());
    }

    // ------------------------------------------------------------------------------------------------ closing

    @Test
    void finishesWhatIsInFlightWhenItCloses() throws Exception {
        CompletableFuture<ServedGraph.Answer> pending = new CompletableFuture<>();
        graphs.add("slow", (request, answer) -> pending.complete(answer));
        try (Wire idle = new Wire(door.port());
                Wire busy = new Wire(door.port())) {
            assertThat(idle.send(Wire.get("/v2")).read().status()).isEqualTo(200);
            busy.send(Wire.post("/v2/models/slow/infer", REQUEST));
            ServedGraph.Answer answer = pending.get(10, TimeUnit.SECONDS);

            Thread closing = new Thread(() -> door.close(Duration.ofSeconds(20)));
            closing.start();
            assertThat(idle.isClosedByServer()).isTrue();
            assertThatThrownBy(() -> new Wire(door.port())).isInstanceOf(IOException.class);
            assertThat(closing.isAlive()).isTrue();

            answer.succeeded(new Prediction("42", "slow", 1, NamedTensors.NONE, ""));
            Wire.Answer last = busy.read();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.header("connection")).isEqualTo("close");
            assertThat(busy.isClosedByServer()).isTrue();
            closing.join(10_000);
            assertThat(closing.isAlive()).isFalse();
        }
    }

    @Test
    void cutsOffWhatOutlastsTheGrace() throws Exception {
        CompletableFuture<ServedGraph.Answer> pending = new CompletableFuture<>();
        graphs.add("never", (request, answer) -> pending.complete(answer));
        try (Wire busy = new Wire(door.port())) {
            busy.send(Wire.post("/v2/models/never/infer", REQUEST));
            pending.get(10, TimeUnit.SECONDS);
            door.close(Duration.ofMillis(200));
            assertThat(busy.isClosedByServer()).isTrue();
        }
    }

    @Test
    void saysWhyItCannotListen() {
        assertThatThrownBy(() ->
                        RestDoor.open(graphs, RestOptions.from(name -> null).at("127.0.0.1", door.port()), "0.1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can't listen on 127.0.0.1:" + door.port())
                .hasMessageContaining("mehari.http.port");
        assertThatThrownBy(() ->
                        RestDoor.open(graphs, RestOptions.from(name -> null).at("no such host.invalid", 0), "0.1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no host");
    }
}
