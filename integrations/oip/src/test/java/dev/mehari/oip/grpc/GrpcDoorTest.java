// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.google.protobuf.ByteString;
import dev.mehari.engine.ServedGraph;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.oip.FakeGraphs;
import dev.mehari.oip.Setting;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import inference.GRPCInferenceServiceGrpc;
import inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import inference.InferParameter;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferRequest.InferInputTensor;
import inference.ModelInferRequest.InferRequestedOutputTensor;
import inference.ModelInferResponse;
import inference.ModelMetadataRequest;
import inference.ModelMetadataResponse;
import inference.ModelReadyRequest;
import inference.RepositoryIndexRequest;
import inference.RepositoryModelLoadRequest;
import inference.RepositoryModelUnloadRequest;
import inference.ServerLiveRequest;
import inference.ServerMetadataRequest;
import inference.ServerReadyRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Real sockets, grpc-java's own client, a fake engine. */
class GrpcDoorTest {
    private final FakeGraphs graphs = new FakeGraphs();
    private GrpcDoor door;
    private ManagedChannel channel;
    private GRPCInferenceServiceBlockingStub stub;

    @BeforeEach
    void open() throws IOException {
        open(name -> null);
    }

    private void open(Setting.Source settings) throws IOException {
        door = GrpcDoor.open(graphs, GrpcOptions.from(settings).at("127.0.0.1", 0), "0.1");
        channel = NettyChannelBuilder.forAddress("127.0.0.1", door.port())
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
        stub = GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private void reopen(String name, String value) throws IOException {
        close();
        open(asked -> asked.equals(name) ? value : null);
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        door.close(Duration.ofSeconds(5));
    }

    private static InferInputTensor.Builder input(String name, Datatype datatype, long... shape) {
        InferInputTensor.Builder input =
                InferInputTensor.newBuilder().setName(name).setDatatype(datatype.name());
        for (long dim : shape) {
            input.addShape(dim);
        }
        return input;
    }

    private static ModelInferRequest.Builder echo() {
        return ModelInferRequest.newBuilder().setModelName("echo").setId("42");
    }

    private static ModelInferRequest floats(float... values) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (float value : values) {
            contents.addFp32Contents(value);
        }
        return echo().addInputs(input("x", Datatype.FP32, values.length).setContents(contents))
                .build();
    }

    private void assertFails(ModelInferRequest request, Status.Code code, String... words) {
        assertThatThrownBy(() -> stub.modelInfer(request)).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(code);
            assertThat(e.getStatus().getDescription()).contains(words);
        });
        assertThat(stub.modelInfer(floats(1)).getId()).isEqualTo("42");
    }

    // ------------------------------------------------------------------------------------------------ the small RPCs

    @Test
    void tellsLifeAndReadiness() {
        assertThat(stub.serverLive(ServerLiveRequest.getDefaultInstance()).getLive())
                .isTrue();
        assertThat(stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
                .isTrue();
        assertThat(ready("echo", "")).isTrue();
        assertThat(ready("echo", "3")).isTrue();
        assertThat(ready("echo", "2")).isFalse();
        graphs.ready = false;
        assertThat(stub.serverLive(ServerLiveRequest.getDefaultInstance()).getLive())
                .isTrue();
        assertThat(stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
                .isFalse();
        assertThat(ready("echo", "")).isFalse();
        assertThatThrownBy(() -> ready("nobody", "")).hasMessage("NOT_FOUND: there is no graph 'nobody'");
        assertThatThrownBy(() -> ready("echo", "9"))
                .hasMessageStartingWith("NOT_FOUND: graph 'echo' has no version '9'");
    }

    private boolean ready(String name, String version) {
        return stub.modelReady(ModelReadyRequest.newBuilder()
                        .setName(name)
                        .setVersion(version)
                        .build())
                .getReady();
    }

    @Test
    void tellsMetadata() {
        var server = stub.serverMetadata(ServerMetadataRequest.getDefaultInstance());
        assertThat(server.getName()).isEqualTo("mehari");
        assertThat(server.getVersion()).isEqualTo("0.1");
        assertThat(server.getExtensionsList()).containsExactly("binary_tensor_data");
        ModelMetadataResponse graph = stub.modelMetadata(
                ModelMetadataRequest.newBuilder().setName("echo").build());
        assertThat(graph.getVersionsList()).containsExactly("2", "3");
        assertThat(graph.getPlatform()).isEqualTo("mehari");
        assertThat(graph.getInputs(0).getName()).isEqualTo("applicant");
        assertThat(graph.getInputs(0).getDatatype()).isEqualTo("FP32");
        assertThat(graph.getInputs(0).getShapeList()).containsExactly(-1L, 2L);
        assertThat(graph.getOutputs(1).getShapeList()).containsExactly(-1L);
        assertThat(graph.getPropertiesMap())
                .containsEntry("revision", "3")
                .containsEntry("identity", FakeGraphs.IDENTITY)
                .hasEntrySatisfying(
                        "models", models -> assertThat(models).startsWith("{\"trees\":{\"runtime\":\"xgboost\""));
        assertThatThrownBy(() -> stub.modelMetadata(ModelMetadataRequest.newBuilder()
                        .setName("echo")
                        .setVersion("8")
                        .build()))
                .hasMessageStartingWith("NOT_FOUND");
    }

    @Test
    void listsTheRepositoryAndLoadsNothing() {
        assertThat(stub.repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
                        .getModelsList())
                .extracting(model -> model.getName() + "@" + model.getVersion() + " " + model.getState())
                .containsExactly("echo@2 UNAVAILABLE", "echo@3 READY");
        assertThat(stub.repositoryIndex(RepositoryIndexRequest.newBuilder()
                                .setReady(true)
                                .build())
                        .getModelsCount())
                .isEqualTo(1);
        assertThatThrownBy(() -> stub.repositoryModelLoad(RepositoryModelLoadRequest.getDefaultInstance()))
                .hasMessageStartingWith("UNIMPLEMENTED: manifests are the only way in");
        assertThatThrownBy(() -> stub.repositoryModelUnload(RepositoryModelUnloadRequest.getDefaultInstance()))
                .hasMessageStartingWith("UNIMPLEMENTED");
    }

    @Test
    void answersHealthChecksAndWatchers() throws Exception {
        var health = HealthGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
        assertThat(health.check(service("")).getStatus()).isEqualTo(ServingStatus.SERVING);
        assertThat(health.check(service("inference.GRPCInferenceService")).getStatus())
                .isEqualTo(ServingStatus.SERVING);
        assertThat(health.check(service("echo")).getStatus()).isEqualTo(ServingStatus.SERVING);
        assertThatThrownBy(() -> health.check(service("nobody"))).hasMessageStartingWith("NOT_FOUND");
        Iterator<HealthCheckResponse> watched = health.watch(service("echo"));
        assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        graphs.ready = false;
        assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(health.check(service("")).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(health.watch(service("nobody")).next().getStatus()).isEqualTo(ServingStatus.SERVICE_UNKNOWN);
    }

    private static HealthCheckRequest service(String name) {
        return HealthCheckRequest.newBuilder().setService(name).build();
    }

    @Test
    void describesItselfByReflection() throws Exception {
        LinkedBlockingQueue<ServerReflectionResponse> answers = new LinkedBlockingQueue<>();
        StreamObserver<ServerReflectionRequest> questions = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse answer) {
                        answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable error) {}

                    @Override
                    public void onCompleted() {}
                });
        questions.onNext(
                ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(answers.poll(10, TimeUnit.SECONDS).getListServicesResponse().getServiceList())
                .extracting(service -> service.getName())
                .contains("inference.GRPCInferenceService", "grpc.health.v1.Health");
        questions.onNext(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("inference.GRPCInferenceService.ModelInfer")
                .build());
        assertThat(answers.poll(10, TimeUnit.SECONDS)
                        .getFileDescriptorResponse()
                        .getFileDescriptorProtoCount())
                .isPositive();
        questions.onCompleted();
    }

    @Test
    void describesItselfToToolsThatKnowOnlyTheOlderReflection() throws Exception {
        LinkedBlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        StreamObserver<io.grpc.reflection.v1alpha.ServerReflectionRequest> questions =
                io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(channel)
                        .serverReflectionInfo(new StreamObserver<>() {
                            @Override
                            public void onNext(io.grpc.reflection.v1alpha.ServerReflectionResponse answer) {
                                answers.add(answer);
                            }

                            @Override
                            public void onError(Throwable error) {
                                answers.add(error);
                            }

                            @Override
                            public void onCompleted() {}
                        });
        questions.onNext(io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
                .setListServices("")
                .build());
        assertThat(answers.poll(10, TimeUnit.SECONDS)).asString().contains("inference.GRPCInferenceService");
        questions.onCompleted();
    }

    // ------------------------------------------------------------------------------------------------ inference

    @Test
    void answersTypedContentsWithTypedContents() {
        ModelInferResponse response = stub.modelInfer(floats(1, 2.5f));
        assertThat(response.getModelName()).isEqualTo("echo");
        assertThat(response.getModelVersion()).isEqualTo("3");
        assertThat(response.getId()).isEqualTo("42");
        assertThat(response.getRawOutputContentsCount()).isZero();
        assertThat(response.getOutputs(0).getName()).isEqualTo("x");
        assertThat(response.getOutputs(0).getShapeList()).containsExactly(2L);
        assertThat(response.getOutputs(0).getContents().getFp32ContentsList()).containsExactly(1f, 2.5f);
    }

    @Test
    void answersRawContentsWithRawContents() {
        ByteString raw = ByteString.copyFrom(new byte[] {0, 0, (byte) 0x80, 0x3f});
        ModelInferResponse response = stub.modelInfer(echo().addInputs(input("x", Datatype.FP32, 1))
                .addRawInputContents(raw)
                .build());
        assertThat(response.getRawOutputContentsList()).containsExactly(raw);
        assertThat(response.getOutputs(0).hasContents()).isFalse();
    }

    @Test
    void echoesEveryDatatypeInBothForms() {
        List<Tensor> tensors = List.of(
                Tensor.of(Shape.of(2), true, false),
                Tensor.filled(Datatype.INT8, Shape.of(1), -128),
                Tensor.filled(Datatype.INT16, Shape.of(1), -32768),
                Tensor.of(Shape.of(1, 1), Integer.MIN_VALUE),
                Tensor.of(Shape.of(1), Long.MIN_VALUE),
                Tensor.filled(Datatype.UINT8, Shape.of(1), 255),
                Tensor.filled(Datatype.UINT16, Shape.of(1), 65535),
                Tensor.filled(Datatype.UINT32, Shape.of(1), 4294967295.0),
                Tensor.filled(Datatype.UINT64, Shape.of(1), 0x1p63),
                Tensor.of(Shape.of(2), Float.NaN, -0f),
                Tensor.of(Shape.of(2), Double.NEGATIVE_INFINITY, 1e-300),
                Tensor.of(
                        Shape.of(3),
                        new byte[] {-1, 0},
                        new byte[0],
                        "é".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                Tensor.of(Shape.of(0, 3), new float[0]),
                Tensor.filled(Datatype.FP16, Shape.SCALAR, 0.5),
                Tensor.filled(Datatype.BF16, Shape.of(1), 2));
        for (Tensor tensor : tensors) {
            for (boolean raw : new boolean[] {true, false}) {
                if (!raw && !Contents.has(tensor.datatype())) {
                    continue;
                }
                ModelInferRequest.Builder request = echo();
                InferInputTensor.Builder input =
                        input("x", tensor.datatype(), tensor.shape().toArray());
                if (raw) {
                    request.addRawInputContents(Contents.raw(tensor));
                } else {
                    input.setContents(Contents.write(tensor));
                }
                ModelInferResponse response =
                        stub.modelInfer(request.addInputs(input).build());
                Tensor back = raw
                        ? dev.mehari.oip.BinaryTensors.read(
                                "",
                                tensor.datatype(),
                                tensor.shape(),
                                response.getRawOutputContents(0).asReadOnlyByteBuffer(),
                                dev.mehari.oip.BodyMemory.HEAP)
                        : Contents.read(
                                "",
                                tensor.datatype(),
                                tensor.shape(),
                                response.getOutputs(0).getContents());
                assertThat(back).as(tensor + " raw " + raw).isEqualTo(tensor);
            }
        }
    }

    @Test
    void answersHalfFloatsRawEvenWhereTheRequestWasTyped() {
        graphs.add(
                "half",
                (request, answer) -> answer.succeeded(new Prediction(
                        request.id(),
                        "half",
                        1,
                        NamedTensors.of(
                                "h", Tensor.filled(Datatype.FP16, Shape.of(1), 1), "f", Tensor.of(Shape.of(1), 1f)),
                        "score=1")));
        ModelInferResponse response =
                stub.modelInfer(floats(1).toBuilder().setModelName("half").build());
        assertThat(response.getRawOutputContentsCount()).isEqualTo(2);
        assertThat(response.getParametersOrThrow("path").getStringParam()).isEqualTo("score=1");
    }

    @Test
    void givesLargeTensorsToTheGraphInDirectMemory() throws Exception {
        LinkedBlockingQueue<Tensor> seen = new LinkedBlockingQueue<>();
        graphs.add("spy", (request, answer) -> {
            seen.add(request.inputs().tensor(0));
            answer.succeeded(FakeGraphs.echo(request));
        });
        ByteBuffer bytes = ByteBuffer.allocate(150_528 * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 150_528; i++) {
            bytes.putFloat(i * 0.5f);
        }
        for (int shift = 0; shift < 4; shift++) {
            ModelInferRequest request = echo().setModelName("spy")
                    .setId("i".repeat(shift + 1))
                    .addInputs(input("x", Datatype.FP32, 1, 3, 224, 224))
                    .addRawInputContents(ByteString.copyFrom(bytes.array()))
                    .build();
            ModelInferResponse response = stub.modelInfer(request);
            Tensor tensor = seen.take();
            assertThat(tensor.isDirect()).isTrue();
            assertThat(tensor.toBinary().alignmentOffset(0, 4)).isZero();
            assertThat(tensor.floatAt(150_527)).isEqualTo(150_527 * 0.5f);
            assertThat(response.getRawOutputContents(0)).isEqualTo(request.getRawInputContents(0));
        }
    }

    @Test
    void handsOnWhatTheRequestSays() throws Exception {
        LinkedBlockingQueue<Request> seen = new LinkedBlockingQueue<>();
        graphs.add("spy", (request, answer) -> {
            seen.add(request);
            answer.succeeded(FakeGraphs.echo(request));
        });
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("X-Tenant", Metadata.ASCII_STRING_MARSHALLER), "Blue");
        long before = System.nanoTime();
        stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .withDeadlineAfter(5, TimeUnit.SECONDS)
                .modelInfer(floats(1).toBuilder()
                        .setModelName("spy")
                        .setModelVersion("2")
                        .clearId()
                        .putParameters(
                                "b",
                                InferParameter.newBuilder().setBoolParam(true).build())
                        .putParameters(
                                "l",
                                InferParameter.newBuilder().setInt64Param(-5).build())
                        .putParameters(
                                "s",
                                InferParameter.newBuilder().setStringParam("eu").build())
                        .putParameters(
                                "d",
                                InferParameter.newBuilder().setDoubleParam(0.25).build())
                        .putParameters(
                                "u",
                                InferParameter.newBuilder().setUint64Param(7).build())
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("x"))
                        .build());
        Request request = seen.take();
        assertThat(request.id()).isNotBlank();
        assertThat(request.headers().get("x-tenant")).isEqualTo("Blue");
        assertThat(request.headers().get("no such ☃ header")).isEmpty();
        assertThat(request.headers().get("x-bin")).isEmpty();
        assertThat(request.parameters()).isEqualTo(Map.of("b", true, "l", -5L, "s", "eu", "d", 0.25, "u", 7L));
        assertThat(request.outputs()).containsExactly("x");
        assertThat(request.deadlineNanos() - before)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(3000), TimeUnit.MILLISECONDS.toNanos(15_000));
        GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .modelInfer(floats(1).toBuilder().setModelName("spy").build());
        assertThat(seen.take().deadlineNanos()).isEqualTo(Request.NO_DEADLINE);
    }

    // ------------------------------------------------------------------------------------------------ bad input

    private void assertInvalid(Consumer<ModelInferRequest.Builder> change, String... words) {
        ModelInferRequest.Builder request = echo();
        change.accept(request);
        assertFails(request.build(), Status.Code.INVALID_ARGUMENT, words);
    }

    @Test
    void refusesExtensionsThatItDoesNotHave() {
        InferParameter region =
                InferParameter.newBuilder().setStringParam("region").build();
        InferParameter three = InferParameter.newBuilder().setInt64Param(3).build();
        assertInvalid(
                r -> r.addInputs(input("x", Datatype.FP32, 1).putParameters("shared_memory_region", region)),
                "input 'x' asks for shared memory");
        assertInvalid(
                r -> r.addOutputs(
                        InferRequestedOutputTensor.newBuilder().setName("x").putParameters("classification", three)),
                "output 'x' asks for the classification extension");
    }

    @Test
    void refusesInputsThatAreWrong() {
        InferTensorContents one =
                InferTensorContents.newBuilder().addFp32Contents(1).build();
        InferInputTensor x = input("x", Datatype.FP32, 1).setContents(one).build();
        ByteString four = ByteString.copyFrom(new byte[4]);
        assertInvalid(r -> r.addInputs(x.toBuilder().clearName()), "inputs[0]: name is missing");
        assertInvalid(r -> r.addInputs(x).addInputs(x), "inputs: 'x' stands twice");
        assertInvalid(r -> r.addInputs(x.toBuilder().setDatatype("FLOAT")), "input 'x': datatype 'FLOAT' is unknown");
        assertInvalid(r -> r.addInputs(x.toBuilder().clearShape().addShape(-1)), "input 'x'", "the dimension -1");
        assertInvalid(
                r -> r.addInputs(
                        x.toBuilder().clearShape().addShape(Long.MAX_VALUE).addShape(4)),
                "input 'x'",
                "more elements than a tensor takes");
        assertInvalid(
                r -> r.addInputs(x.toBuilder().clearShape().addShape(2)),
                "input 'x': fp32_contents has 1 element, shape [2] takes 2");
        assertInvalid(
                r -> r.addInputs(x.toBuilder().clearContents()),
                "input 'x': fp32_contents has 0 elements, shape [1] takes 1");
        assertInvalid(
                r -> r.addInputs(x.toBuilder().setDatatype("INT32")),
                "input 'x': contents has elements outside int_contents");
        assertInvalid(r -> r.addInputs(x.toBuilder().setDatatype("FP16")), "input 'x': FP16 has no typed contents");
        assertInvalid(
                r -> r.addInputs(input("x", Datatype.INT8, 1)
                        .setContents(InferTensorContents.newBuilder().addIntContents(128))),
                "int_contents[0] is out of the range of INT8");
        assertInvalid(
                r -> r.addInputs(input("x", Datatype.UINT16, 1)
                        .setContents(InferTensorContents.newBuilder().addUintContents(-1))),
                "uint_contents[0] is out of the range of UINT16");
        assertInvalid(
                r -> r.addInputs(x).addRawInputContents(four), "input 'x' has contents beside raw_input_contents");
        assertInvalid(
                r -> r.addInputs(x.toBuilder().clearContents())
                        .addRawInputContents(four)
                        .addRawInputContents(four),
                "raw_input_contents has 2 entries for 1 inputs");
        assertInvalid(
                r -> r.addInputs(x.toBuilder().clearContents()).addRawInputContents(ByteString.copyFrom(new byte[5])),
                "input 'x': FP32 [1] takes 4 bytes, its binary data has 5");
        assertInvalid(
                r -> r.addInputs(input("x", Datatype.BYTES, 1))
                        .addRawInputContents(ByteString.copyFrom(new byte[] {9, 0, 0, 0})),
                "input 'x': the length before element 0 runs over");
        assertInvalid(r -> r.putParameters("p", InferParameter.getDefaultInstance()), "parameter 'p' has no value");
        assertInvalid(
                r -> r.putParameters(
                        "p", InferParameter.newBuilder().setUint64Param(-1).build()),
                "parameter 'p' is above 2^63-1");
        assertInvalid(r -> r.setId("i".repeat(300)), "id has 300 characters");
        assertInvalid(
                r -> r.addInputs(x)
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("x"))
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("x")),
                "outputs: 'x' stands twice");
        assertInvalid(
                r -> r.addInputs(x)
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("nobody")),
                "there is no output 'nobody'");
        assertInvalid(
                r -> {
                    InferInputTensor.Builder deep = x.toBuilder().clearShape();
                    for (int i = 0; i < 33; i++) {
                        deep.addShape(1);
                    }
                    r.addInputs(deep);
                },
                "more than 32 dimensions (limit mehari.oip.max-rank)");
        assertInvalid(
                r -> {
                    for (int i = 0; i < 1025; i++) {
                        r.addInputs(x.toBuilder().setName("x" + i));
                    }
                },
                "inputs has more than 1024 entries (limit mehari.oip.max-tensors)");
        assertInvalid(
                r -> {
                    for (int i = 0; i < 257; i++) {
                        r.putParameters(
                                "p" + i,
                                InferParameter.newBuilder().setBoolParam(true).build());
                    }
                },
                "more than 256 parameters (limit mehari.oip.max-parameters)");
    }

    @Test
    void answersNotFoundForGraphsAndVersions() {
        assertFails(echo().setModelName("nobody").build(), Status.Code.NOT_FOUND, "there is no graph 'nobody'");
        assertFails(echo().setModelName("").build(), Status.Code.NOT_FOUND, "there is no graph ''");
        assertFails(echo().setModelVersion("77").build(), Status.Code.NOT_FOUND, "no version '77'");
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID,INVALID_ARGUMENT",
        "NOT_FOUND,NOT_FOUND",
        "TOO_LARGE,RESOURCE_EXHAUSTED",
        "TOO_MANY,RESOURCE_EXHAUSTED",
        "FAILED,INTERNAL",
        "UNAVAILABLE,UNAVAILABLE",
        "TIMEOUT,DEADLINE_EXCEEDED"
    })
    void givesEachKindOfFailureItsCode(InferenceException.Kind kind, Status.Code code) {
        graphs.addFailing("sad", InferenceException.of(kind, "because of reasons"));
        assertFails(floats(1).toBuilder().setModelName("sad").build(), code, "because of reasons");
    }

    @Test
    void tellsNothingOfInternalFailures() {
        graphs.addFailing("bug", new IllegalStateException("/etc/secret: permission denied"));
        graphs.add("thrower", (request, answer) -> {
            throw new NullPointerException("oops");
        });
        for (String name : List.of("bug", "thrower")) {
            assertThatThrownBy(() -> stub.modelInfer(
                            floats(1).toBuilder().setModelName(name).build()))
                    .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
                        assertThat(e.getStatus().getDescription()).isEqualTo("internal error, id '42'");
                        assertThat(e.getTrailers().keys()).containsOnly("content-type");
                    });
        }
    }

    /** Bytes as a message. */
    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    };

    private static MethodDescriptor<byte[], byte[]> method(String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder(BYTES, BYTES)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("inference.GRPCInferenceService/" + name)
                .build();
    }

    @Test
    void refusesWhatIsNoProtobuf() {
        byte[] large = new byte[100_000];
        java.util.Arrays.fill(large, (byte) 0xff);
        for (byte[] bytes : List.of(new byte[] {-1}, new byte[] {0x0a, 0x7f}, "{\"inputs\":[]}".getBytes(), large)) {
            for (String name : List.of("ModelInfer", "ModelReady")) {
                assertThatThrownBy(
                                () -> ClientCalls.blockingUnaryCall(channel, method(name), CallOptions.DEFAULT, bytes))
                        .hasMessage("INVALID_ARGUMENT: the message is no such protobuf");
            }
        }
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(channel, method("Nothing"), CallOptions.DEFAULT, large))
                .hasMessageStartingWith("UNIMPLEMENTED");
        assertThat(stub.modelInfer(floats(1)).getId()).isEqualTo("42");
    }

    @Test
    void refusesMessagesThatAreTooLarge() throws IOException {
        reopen("mehari.oip.max-body", "100KiB");
        float[] many = new float[100_000];
        assertFails(floats(many), Status.Code.RESOURCE_EXHAUSTED, "exceeds maximum size 102400");
        assertThatThrownBy(() -> stub.withCompression("gzip").modelInfer(floats(many)))
                .hasMessageStartingWith("RESOURCE_EXHAUSTED");
        assertThat(stub.withCompression("gzip").modelInfer(floats(1)).getId()).isEqualTo("42");
    }

    /** Begins a call as a stream, so that its headers leave at once. */
    private ClientCall<byte[], byte[]> begin(CompletableFuture<Status> closed) {
        ClientCall<byte[], byte[]> call = channel.newCall(
                method("ModelInfer").toBuilder()
                        .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                        .build(),
                CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        closed.complete(status);
                    }
                },
                new Metadata());
        call.request(1);
        return call;
    }

    @Test
    void refusesCallsOfNoMessageAndOfTwo() throws Exception {
        for (int messages : new int[] {0, 2}) {
            CompletableFuture<Status> closed = new CompletableFuture<>();
            ClientCall<byte[], byte[]> call = begin(closed);
            for (int i = 0; i < messages; i++) {
                call.sendMessage(floats(1).toByteArray());
            }
            call.halfClose();
            assertThat(closed.get(10, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
    }

    // ------------------------------------------------------------------------------------------------ load and time

    @Test
    void refusesRequestsAboveTheLimit() throws Exception {
        reopen("mehari.grpc.max-in-flight", "1");
        CompletableFuture<ServedGraph.Answer> held = new CompletableFuture<>();
        graphs.add("slow", (request, answer) -> held.complete(answer));
        var first = GRPCInferenceServiceGrpc.newFutureStub(channel)
                .modelInfer(floats(1).toBuilder().setModelName("slow").build());
        ServedGraph.Answer answer = held.get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> stub.modelInfer(floats(1)))
                .hasMessageStartingWith("RESOURCE_EXHAUSTED: more than 1 requests")
                .hasMessageContaining("mehari.grpc.max-in-flight");
        answer.failed(InferenceException.invalid("no"));
        assertThatThrownBy(first::get).hasMessageContaining("INVALID_ARGUMENT");
        assertThat(stub.modelInfer(floats(1)).getId()).isEqualTo("42");
    }

    @Test
    void endsCallsWhoseMessageNeverComes() throws Exception {
        reopen("mehari.grpc.message-timeout", "600ms");
        CompletableFuture<Status> closed = new CompletableFuture<>();
        begin(closed);
        assertThat(closed.get(10, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(closed.get().getDescription()).contains("600 ms", "mehari.grpc.message-timeout");
        assertThat(stub.modelInfer(floats(1)).getId()).isEqualTo("42");
    }

    @Test
    void survivesClientsThatGoAway() throws Exception {
        CompletableFuture<ServedGraph.Answer> held = new CompletableFuture<>();
        graphs.add("slow", (request, answer) -> held.complete(answer));
        var cancelled = GRPCInferenceServiceGrpc.newFutureStub(channel)
                .modelInfer(floats(1).toBuilder().setModelName("slow").build());
        ServedGraph.Answer answer = held.get(10, TimeUnit.SECONDS);
        cancelled.cancel(true);
        assertThat(stub.modelInfer(floats(1)).getId()).isEqualTo("42");
        assertThat(door.inFlight()).isEqualTo(1);
        answer.succeeded(new Prediction("1", "slow", 1, NamedTensors.NONE, ""));
        assertThat(door.inFlight()).isZero();
        assertThat(stub.modelInfer(floats(1)).getId()).isEqualTo("42");
    }

    @Test
    void answersFromWhateverThreadTheGraphAnswersOn() {
        graphs.add(
                "elsewhere",
                (request, answer) -> CompletableFuture.runAsync(() -> answer.succeeded(FakeGraphs.echo(request))));
        List<ModelInferResponse> responses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            responses.add(stub.modelInfer(
                    floats(1).toBuilder().setModelName("elsewhere").build()));
        }
        assertThat(responses).allMatch(response -> response.getId().equals("42"));
    }

    // ------------------------------------------------------------------------------------------------ closing

    @Test
    void finishesWhatIsInFlightWhenItCloses() throws Exception {
        CompletableFuture<ServedGraph.Answer> held = new CompletableFuture<>();
        graphs.add("slow", (request, answer) -> held.complete(answer));
        var last = GRPCInferenceServiceGrpc.newFutureStub(channel)
                .modelInfer(floats(1).toBuilder().setModelName("slow").build());
        ServedGraph.Answer answer = held.get(10, TimeUnit.SECONDS);
        Thread closing = new Thread(() -> door.close(Duration.ofSeconds(20)));
        closing.start();
        Awaitility.await().untilAsserted(() -> assertThatThrownBy(
                        () -> stub.withDeadlineAfter(2, TimeUnit.SECONDS).modelInfer(floats(1)))
                .hasMessageStartingWith("UNAVAILABLE"));
        assertThat(closing.isAlive()).isTrue();
        answer.succeeded(new Prediction("42", "slow", 1, NamedTensors.NONE, ""));
        assertThat(last.get(10, TimeUnit.SECONDS).getId()).isEqualTo("42");
        closing.join(10_000);
        assertThat(closing.isAlive()).isFalse();
    }

    @Test
    void endsWatchersWhenItCloses() {
        var health = HealthGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
        Iterator<HealthCheckResponse> watched = health.watch(service(""));
        assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        door.close(Duration.ofSeconds(15));
        assertThat(watched.hasNext()).isFalse();
    }

    @Test
    void saysWhyItCannotListen() {
        assertThatThrownBy(() ->
                        GrpcDoor.open(graphs, GrpcOptions.from(name -> null).at("127.0.0.1", door.port()), "0.1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can't listen on 127.0.0.1:" + door.port() + ": ")
                .hasMessageContaining("mehari.grpc.port");
        assertThatThrownBy(() ->
                        GrpcDoor.open(graphs, GrpcOptions.from(name -> null).at("no such host.invalid", 0), "0.1"))
                .hasMessageContaining("there is no host");
    }

    @Test
    void replacesOldConnectionsWithoutALoss() throws IOException {
        reopen("mehari.grpc.connection-age", "300ms");
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (System.nanoTime() < end) {
            assertThat(stub.modelInfer(floats(1, 2)).getId()).isEqualTo("42");
        }
        // The client would keep its connection, were it not ended by us.
        Awaitility.await()
                .untilAsserted(() -> assertThat(channel.getState(false)).isEqualTo(ConnectivityState.IDLE));
    }
}
