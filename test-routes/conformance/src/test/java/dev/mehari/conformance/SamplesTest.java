// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
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

/** The samples served by the command line, all by one process, as the README has it. */
class SamplesTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static Mehari mehari;
    private static ManagedChannel channel;

    @BeforeAll
    static void serveAllSamples() throws Exception {
        mehari = Mehari.serve(folder, Sample.home().toString());
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
        return Sample.all();
    }

    @Test
    void isReadyWhenItSaysSo() throws Exception {
        assertThat(get(mehari.http("/v2/health/live")).statusCode()).isEqualTo(200);
        assertThat(get(mehari.http("/v2/health/ready")).statusCode()).isEqualTo(200);
        assertThat(get(mehari.management("/observe/health/ready")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void answersTheRecordedRequestOverRest(Sample sample) throws Exception {
        HttpResponse<String> response = post(mehari.http("/v2/models/" + sample.name() + "/infer"), sample.request());

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
    @MethodSource("samples")
    void answersTheRecordedRequestOverGrpc(Sample sample) {
        JsonNode request = Sample.json(sample.request(), "request");
        ModelInferRequest.Builder call = ModelInferRequest.newBuilder()
                .setModelName(sample.name())
                .setId(request.get("id").asText());
        request.get("inputs").forEach(input -> call.addInputs(tensor(input)));

        ModelInferResponse answer = service().modelInfer(call.build());

        assertThat(answer.getModelName()).isEqualTo(sample.name());
        assertThat(answer.getModelVersion()).isEqualTo("1");
        assertThat(answer.getId()).isEqualTo(request.get("id").asText());
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

    private static ModelInferRequest.InferInputTensor tensor(JsonNode input) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        String datatype = input.get("datatype").asText();
        for (JsonNode value : input.get("data")) {
            switch (datatype) {
                case "BYTES" -> contents.addBytesContents(ByteString.copyFromUtf8(value.asText()));
                case "INT32" -> contents.addIntContents(value.intValue());
                case "FP32" -> contents.addFp32Contents(value.isNull() ? Float.NaN : value.floatValue());
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

    private static List<Object> values(ModelInferResponse.InferOutputTensor output) {
        return switch (output.getDatatype()) {
            case "BYTES" ->
                output.getContents().getBytesContentsList().stream()
                        .<Object>map(ByteString::toStringUtf8)
                        .toList();
            case "FP32" -> List.copyOf(output.getContents().getFp32ContentsList());
            default -> throw new IllegalArgumentException("a sample's answer has " + output.getDatatype());
        };
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(URI uri, String body) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
