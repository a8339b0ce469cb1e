// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.messaging;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import dev.mehari.nodes.Request;
import dev.mehari.oip.grpc.StatusInterceptor;
import inference.GRPCInferenceServiceGrpc;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import inference.ServerLiveRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

/** The sample {@code grpc-door}, as it stands in its file and as one writes it in Java. */
class GrpcDoorTest {
    private static final Path SAMPLES = ChildJvm.root().resolve("routes/samples");
    private static final int YAML_PORT = ChildJvm.freePort();
    private static final int JAVA_PORT = ChildJvm.freePort();

    private static Main main;

    /** The same door in Java. */
    private static final class Door extends RouteBuilder {
        @Override
        public void configure() {
            errorHandler(noErrorHandler());
            from("grpc:127.0.0.1:" + JAVA_PORT + "/inference.GRPCInferenceService?maxMessageSize=67108864")
                    .choice()
                    .when(simple("${header.CamelGrpcMethodName} != 'modelInfer'"))
                    .throwException(UnsupportedOperationException.class, "this door answers ModelInfer only")
                    .when(simple("${body.modelName} != 'credit'"))
                    .throwException(UnsupportedOperationException.class, "this door answers for the graph credit only")
                    .end()
                    .convertBodyTo(Request.class)
                    .to("graph:credit")
                    .convertBodyTo(ModelInferResponse.class);
        }
    }

    @BeforeAll
    static void openTheDoors() {
        main = new Main();
        main.configure()
                .withJmxEnabled(false)
                .withRoutesIncludePattern("file:" + SAMPLES.resolve("credit/credit.graph.yaml") + ",file:"
                        + SAMPLES.resolve("grpc-door/door.camel.yaml"));
        main.addInitialProperty("door.port", String.valueOf(YAML_PORT));
        main.bind("statuses", new StatusInterceptor());
        main.configure().addRoutesBuilder(new Door());
        main.start();
    }

    @AfterAll
    static void closeThem() {
        main.stop();
    }

    private static int port(String form) {
        return form.equals("yaml") ? YAML_PORT : JAVA_PORT;
    }

    private interface Asking<T> {
        T ask(GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub service) throws IOException;
    }

    private static <T> T with(String form, Asking<T> asking) throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port(form))
                .usePlaintext()
                .build();
        try {
            return asking.ask(
                    GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS));
        } finally {
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private static ModelInferRequest.Builder request() throws IOException {
        ModelInferRequest.Builder request =
                ModelInferRequest.newBuilder().setModelName("credit").setId("mine");
        for (JsonNode input : json("request.json").get("inputs")) {
            InferTensorContents.Builder contents = InferTensorContents.newBuilder();
            String datatype = input.get("datatype").asText();
            for (JsonNode value : input.get("data")) {
                switch (datatype) {
                    case "BYTES" -> contents.addBytesContents(ByteString.copyFromUtf8(value.asText()));
                    case "INT32" -> contents.addIntContents(value.intValue());
                    default -> contents.addFp32Contents(value.isNull() ? Float.NaN : value.floatValue());
                }
            }
            ModelInferRequest.InferInputTensor.Builder tensor = request.addInputsBuilder()
                    .setName(input.get("name").asText())
                    .setDatatype(datatype)
                    .setContents(contents);
            input.get("shape").forEach(dim -> tensor.addShape(dim.longValue()));
        }
        return request;
    }

    private static JsonNode json(String file) throws IOException {
        return JsonMapper.builder()
                .build()
                .readTree(SAMPLES.resolve("credit").resolve(file).toFile());
    }

    private static Status refusal(String form, ModelInferRequest request) throws Exception {
        return with(
                form, service -> catchThrowableOfType(StatusRuntimeException.class, () -> service.modelInfer(request))
                        .getStatus());
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "java"})
    void answersAsRecorded(String form) throws Exception {
        ModelInferResponse answer =
                with(form, service -> service.modelInfer(request().build()));

        assertThat(answer.getId()).isEqualTo("mine");
        assertThat(answer.getModelName()).isEqualTo("credit");
        assertThat(answer.getModelVersion()).isEqualTo("1");
        assertThat(answer.getParametersOrThrow("path").getStringParam()).isEqualTo("score=0,1,1");
        JsonNode outputs = json("response.json").get("outputs");
        for (int row = 0; row < 3; row++) {
            assertThat(answer.getOutputs(0).getContents().getFp32Contents(row))
                    .isCloseTo(outputs.get(0).get("data").get(row).floatValue(), within(1e-5f));
            assertThat(answer.getOutputs(1).getContents().getBytesContents(row).toStringUtf8())
                    .isEqualTo(outputs.get(1).get("data").get(row).asText());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "java"})
    void givesTheOutputsWanted(String form) throws Exception {
        ModelInferRequest request = request()
                .addOutputs(ModelInferRequest.InferRequestedOutputTensor.newBuilder()
                        .setName("decision"))
                .build();

        assertThat(with(form, service -> service.modelInfer(request)).getOutputsList())
                .map(ModelInferResponse.InferOutputTensor::getName)
                .containsExactly("decision");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "java"})
    void aWrongRequestIsAnInvalidArgumentAndSaysWhatIsWrong(String form) throws Exception {
        ModelInferRequest.Builder request = request();
        request.getInputsBuilder(0).setContents(InferTensorContents.newBuilder());

        Status status = refusal(form, request.build());

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).contains("'checking'").doesNotContain("Exception");
    }

    @Test
    void aMissingColumnIsAnInvalidArgument() throws Exception {
        Status status = refusal("yaml", request().removeInputs(1).build());

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).contains("months");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "java"})
    void anotherGraphAndAnotherCallAreUnimplemented(String form) throws Exception {
        assertThat(refusal(form, request().setModelName("iris").build()).getCode())
                .isEqualTo(Status.Code.UNIMPLEMENTED);
        Status live = with(form, service -> catchThrowableOfType(
                        StatusRuntimeException.class, () -> service.serverLive(ServerLiveRequest.getDefaultInstance()))
                .getStatus());
        assertThat(live.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }
}
