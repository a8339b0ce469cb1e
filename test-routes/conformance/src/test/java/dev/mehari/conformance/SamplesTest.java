// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.mehari.tensor.Tensor;
import inference.GRPCInferenceServiceGrpc;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import inference.ModelReadyRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The samples served by the command line, all by one process, as the README has it. */
class SamplesTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static Mehari mehari;
    private static ManagedChannel channel;

    @BeforeAll
    static void serveAllSamples() throws Exception {
        mehari = Mehari.serve(
                folder,
                samples().stream().map(sample -> sample.folder().toString()).toArray(String[]::new));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", mehari.grpcPort())
                .usePlaintext()
                .build();
    }

    @AfterAll
    static void stop() throws Exception {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        mehari.close();
    }

    static List<Sample> samples() {
        return Sample.ready();
    }

    static List<RecordedRequest> requests() {
        return samples().stream().flatMap(sample -> sample.requests().stream()).toList();
    }

    static List<Sample> allSamples() {
        return Sample.all();
    }

    @ParameterizedTest
    @MethodSource("allSamples")
    void hasItsModels(Sample sample) {
        Optional<String> missing = LargeModels.missing(sample);
        assumeTrue(
                missing.isEmpty() || "true".equals(System.getenv("CI")),
                () -> "sample '" + sample.name() + "' is left out: " + missing.orElse(""));

        assertThat(missing).isEmpty();
    }

    @Test
    void isReadyWhenItSaysSo() throws Exception {
        assertThat(get(mehari.http("/v2/health/live")).statusCode()).isEqualTo(200);
        assertThat(get(mehari.http("/v2/health/ready")).statusCode()).isEqualTo(200);
        assertThat(get(mehari.management("/observe/health/ready")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void answersTheRecordedRequestOverRest(RecordedRequest request) throws Exception {
        Sample sample = request.sample();
        HttpResponse<String> response = post(mehari.http("/v2/models/" + sample.name() + "/infer"), request);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = Sample.json(response.body(), "answer");
        JsonNode recorded = sample.response();
        for (String key : List.of("model_name", "model_version", "id")) {
            assertThat(answer.get(key)).as(key).isEqualTo(recorded.get(key));
        }
        assertThat(answer.get("outputs")).hasSameSizeAs(recorded.get("outputs"));
        for (int i = 0; i < recorded.get("outputs").size(); i++) {
            JsonNode output = answer.get("outputs").get(i);
            JsonNode expected = recorded.get("outputs").get(i);
            for (String key : List.of("name", "datatype", "shape")) {
                assertThat(output.get(key)).as(key).isEqualTo(expected.get(key));
            }
            List<Object> values = new ArrayList<>();
            output.get("data").forEach(value -> values.add(value.isNumber() ? value.numberValue() : value.asText()));
            Sample.assertEqual(values, sample.responseOf(expected.get("name").asText()));
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void answersTheRecordedRequestOverGrpc(RecordedRequest request) {
        Sample sample = request.sample();
        ModelInferRequest.Builder call =
                ModelInferRequest.newBuilder().setModelName(sample.name()).setId(request.id());
        Map<String, Object> values = request.byName();
        request.json()
                .get("inputs")
                .forEach(input -> call.addInputs(
                        tensor(input, values.get(input.get("name").asText()))));

        ModelInferResponse answer = service().modelInfer(call.build());

        assertThat(answer.getModelName()).isEqualTo(sample.name());
        assertThat(answer.getModelVersion()).isEqualTo("1");
        assertThat(answer.getId()).isEqualTo(request.id());
        assertThat(answer.getOutputsList())
                .map(ModelInferResponse.InferOutputTensor::getName)
                .isEqualTo(sample.outputs());
        for (ModelInferResponse.InferOutputTensor output : answer.getOutputsList()) {
            Sample.assertEqual(values(output), sample.responseOf(output.getName()));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isReadyByNameOverBothProtocols(Sample sample) throws Exception {
        assertThat(get(mehari.http("/v2/models/" + sample.name() + "/ready")).statusCode())
                .isEqualTo(200);
        assertThat(service()
                        .modelReady(ModelReadyRequest.newBuilder()
                                .setName(sample.name())
                                .build())
                        .getReady())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void tellsInMetadataWhatTheRecordedAnswerHas(Sample sample) throws Exception {
        JsonNode metadata =
                Sample.json(get(mehari.http("/v2/models/" + sample.name())).body(), "metadata");

        assertThat(metadata.get("name").asText()).isEqualTo(sample.name());
        List<String> outputs = new ArrayList<>();
        metadata.get("outputs").forEach(output -> outputs.add(output.get("name").asText()));
        assertThat(outputs).isEqualTo(sample.outputs());
    }

    private static GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub service() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    /** @param value a list, or a tensor, which is typed out here like any other */
    private static ModelInferRequest.InferInputTensor tensor(JsonNode input, Object value) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        String datatype = input.get("datatype").asText();
        for (Object element : value instanceof Tensor tensor ? elements(tensor) : (List<?>) value) {
            switch (datatype) {
                case "BYTES" -> contents.addBytesContents(ByteString.copyFromUtf8((String) element));
                case "INT32" -> contents.addIntContents((Integer) element);
                case "UINT8" -> contents.addUintContents((Integer) element);
                case "FP32" -> contents.addFp32Contents(element == null ? Float.NaN : ((Number) element).floatValue());
                default -> throw new IllegalArgumentException("a sample's request has " + datatype);
            }
        }
        ModelInferRequest.InferInputTensor.Builder tensor = ModelInferRequest.InferInputTensor.newBuilder()
                .setName(input.get("name").asText())
                .setDatatype(datatype)
                .setContents(contents);
        input.get("shape").forEach(dimension -> tensor.addShape(dimension.longValue()));
        return tensor.build();
    }

    private static List<Integer> elements(Tensor tensor) {
        return IntStream.range(0, tensor.size())
                .mapToObj(i -> (int) tensor.longAt(i))
                .toList();
    }

    private static List<Object> values(ModelInferResponse.InferOutputTensor output) {
        InferTensorContents contents = output.getContents();
        return switch (output.getDatatype()) {
            case "BYTES" ->
                contents.getBytesContentsList().stream()
                        .<Object>map(ByteString::toStringUtf8)
                        .toList();
            case "FP32" -> List.copyOf(contents.getFp32ContentsList());
            case "INT32" -> List.copyOf(contents.getIntContentsList());
            case "INT64" -> List.copyOf(contents.getInt64ContentsList());
            default -> throw new IllegalArgumentException("a sample's answer has " + output.getDatatype());
        };
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(URI uri, RecordedRequest recorded) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofByteArray(recorded.body()));
        if (recorded.headerLength().isPresent()) {
            request.header("Content-Type", "application/octet-stream")
                    .header(
                            "Inference-Header-Content-Length",
                            String.valueOf(recorded.headerLength().getAsInt()));
        } else {
            request.header("Content-Type", "application/json");
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
