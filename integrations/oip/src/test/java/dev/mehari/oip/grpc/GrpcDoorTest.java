// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.mehari.oip.FakeGraphs;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import inference.GRPCInferenceServiceGrpc;
import inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import inference.InferParameter;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferRequest.InferInputTensor;
import inference.ModelInferResponse;
import inference.ModelMetadataRequest;
import inference.ModelReadyRequest;
import inference.RepositoryIndexRequest;
import inference.RepositoryModelLoadRequest;
import inference.ServerLiveRequest;
import inference.ServerMetadataRequest;
import inference.ServerReadyRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gRPC door over a real port. */
class GrpcDoorTest {
    private final FakeGraphs graphs = new FakeGraphs();
    private final BlockingQueue<String> seenHeaders = new LinkedBlockingQueue<>();
    private GrpcDoor door;
    private ManagedChannel channel;
    private GRPCInferenceServiceBlockingStub stub;

    @BeforeEach
    void open() throws IOException {
        graphs.add("echo", (request, answer) -> {
            seenHeaders.add(request.headers().get("x-tier"));
            answer.succeeded(FakeGraphs.echo(request));
        });
        door = GrpcDoor.open(graphs, GrpcOptions.from(name -> null).at("127.0.0.1", 0), "1.2.3");
        channel = NettyChannelBuilder.forAddress("127.0.0.1", door.port()).usePlaintext().build();
        stub = GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        door.close();
    }

    private static InferInputTensor.Builder input(String name, String datatype, long... shape) {
        InferInputTensor.Builder input = InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
        for (long dim : shape) {
            input.addShape(dim);
        }
        return input;
    }

    private static ModelInferRequest.Builder typed() {
        return ModelInferRequest.newBuilder()
                .setModelName("echo")
                .setId("seven")
                .addInputs(input("x", "FP32", 2)
                        .setContents(InferTensorContents.newBuilder().addFp32Contents(1.5f).addFp32Contents(-2)));
    }

    private Status.Code refused(ModelInferRequest.Builder request, String... words) {
        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> stub.modelInfer(request.build()));
        assertThat(refused).as("a refusal").isNotNull();
        assertThat(refused.getStatus().getDescription()).contains(words);
        // and the door goes on as if nothing had been
        assertThat(stub.modelInfer(typed().build()).getId()).isEqualTo("seven");
        return refused.getStatus().getCode();
    }

    @Test
    void typedContentsAreAnsweredTyped() {
        ModelInferResponse answer = stub.modelInfer(typed().build());
        assertThat(answer.getModelName()).isEqualTo("echo");
        assertThat(answer.getOutputs(0).getContents().getFp32ContentsList()).containsExactly(1.5f, -2f);
        assertThat(answer.getRawOutputContentsCount()).isZero();
    }

    @Test
    void rawContentsAreAnsweredRaw() {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1.5f).putFloat(-2).flip();
        ModelInferResponse answer = stub.modelInfer(ModelInferRequest.newBuilder()
                .setModelName("echo")
                .addInputs(input("x", "FP32", 2))
                .addRawInputContents(ByteString.copyFrom(bytes))
                .build());
        assertThat(answer.getOutputs(0).hasContents()).isFalse();
        assertThat(answer.getRawOutputContents(0).asReadOnlyByteBuffer()).isEqualTo(bytes.rewind());
        assertThat(answer.getId()).isNotEmpty();
    }

    @Test
    void everyTypedDatatypeComesBackAsItWent() {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        ModelInferRequest request = ModelInferRequest.newBuilder()
                .setModelName("echo")
                .addInputs(input("b", "BOOL", 1).setContents(contents.clone().addBoolContents(true)))
                .addInputs(input("i8", "INT8", 1).setContents(contents.clone().addIntContents(-128)))
                .addInputs(input("i64", "INT64", 1).setContents(contents.clone().addInt64Contents(Long.MIN_VALUE)))
                .addInputs(input("u32", "UINT32", 1).setContents(contents.clone().addUintContents(-1)))
                .addInputs(input("u64", "UINT64", 1).setContents(contents.clone().addUint64Contents(-1)))
                .addInputs(input("d", "FP64", 1).setContents(contents.clone().addFp64Contents(0.1)))
                .addInputs(input("s", "BYTES", 1)
                        .setContents(contents.clone().addBytesContents(ByteString.copyFromUtf8("é"))))
                .build();
        ModelInferResponse answer = stub.modelInfer(request);
        for (int i = 0; i < request.getInputsCount(); i++) {
            assertThat(answer.getOutputs(i).getContents()).isEqualTo(request.getInputs(i).getContents());
        }
    }

    @Test
    void wrongRequestsAreInvalidArgumentsThatNameTheField() {
        assertThat(refused(typed().setInputs(0, input("x", "FP32", 3).setContents(typed().getInputs(0).getContents())), "'x'", "3"))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused(typed().setInputs(0, input("x", "FP31", 1)), "FP31")).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused(typed().setInputs(0, input("x", "FP32", -1)), "'x'", "-1")).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused(typed().setInputs(0, input("x", "FP32", 1L << 40, 1L << 40)), "'x'"))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused(typed().addInputs(typed().getInputs(0)), "'x'", "twice")).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused(typed().addRawInputContents(ByteString.copyFrom(new byte[8])), "'x'", "one way"))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused(typed().addRawInputContents(ByteString.EMPTY).addRawInputContents(ByteString.EMPTY), "raw_input_contents"))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused(
                        ModelInferRequest.newBuilder()
                                .setModelName("echo")
                                .addInputs(input("x", "FP32", 2))
                                .addRawInputContents(ByteString.copyFrom(new byte[7])),
                        "'x'",
                        "7"))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused(
                        typed().setInputs(0, input("x", "INT8", 1)
                                .setContents(InferTensorContents.newBuilder().addIntContents(300))),
                        "300",
                        "INT8"))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused(typed().putParameters("p", InferParameter.getDefaultInstance()), "'p'"))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void unknownModelsAndVersionsAreNotFound() {
        assertThat(refused(typed().setModelName("nobody"), "RepositoryIndex")).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(refused(typed().setModelVersion("99"), "99")).isEqualTo(Status.Code.NOT_FOUND);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void eachKindOfFailureHasItsStatus(Kind kind) {
        graphs.addFailing("failing", InferenceException.of(kind, "it was made so"));
        Status.Code expected =
                switch (kind) {
                    case INVALID -> Status.Code.INVALID_ARGUMENT;
                    case NOT_FOUND -> Status.Code.NOT_FOUND;
                    case TOO_LARGE, TOO_MANY -> Status.Code.RESOURCE_EXHAUSTED;
                    case FAILED -> Status.Code.INTERNAL;
                    case UNAVAILABLE -> Status.Code.UNAVAILABLE;
                    case TIMEOUT -> Status.Code.DEADLINE_EXCEEDED;
                };
        assertThat(refused(typed().setModelName("failing"), "it was made so")).isEqualTo(expected);
    }

    @Test
    void internalFailuresTellAnIdAndNothingElse() {
        graphs.addFailing("broken", new IllegalStateException("/secret/path"));
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> stub.modelInfer(typed().setModelName("broken").build()));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(refused.getStatus().getDescription()).contains("seven").doesNotContain("secret");
    }

    @Test
    void conditionsSeeTheMetadata() throws InterruptedException {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-tier", Metadata.ASCII_STRING_MARSHALLER), "gold");
        stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata)).modelInfer(typed().build());
        assertThat(seenHeaders.poll(5, TimeUnit.SECONDS)).isEqualTo("gold");
    }

    @Test
    void serverAndModelsTellOfThemselves() {
        assertThat(stub.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
        assertThat(stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
        assertThat(stub.serverMetadata(ServerMetadataRequest.getDefaultInstance()).getVersion()).isEqualTo("1.2.3");
        assertThat(stub.modelReady(ModelReadyRequest.newBuilder().setName("echo").build()).getReady()).isTrue();
        assertThat(stub.modelMetadata(ModelMetadataRequest.newBuilder().setName("echo").build()).getPlatform())
                .isEqualTo("mehari");
        assertThat(stub.repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList())
                .anyMatch(model -> model.getName().equals("echo") && model.getState().equals("READY"));
        graphs.ready = false;
        assertThat(stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isFalse();
    }

    @Test
    void manifestsAreTheOnlyWayIn() {
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> stub.repositoryModelLoad(RepositoryModelLoadRequest.getDefaultInstance()));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(refused.getStatus().getDescription()).contains("manifests are the only way in");
    }

    @Test
    void healthIsToldAndWatched() {
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus()).isEqualTo(ServingStatus.SERVING);
        var watched = health.watch(HealthCheckRequest.newBuilder().setService("inference.GRPCInferenceService").build());
        assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        graphs.ready = false;
        assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(List.of(health.check(HealthCheckRequest.getDefaultInstance()).getStatus()))
                .containsExactly(ServingStatus.NOT_SERVING);
    }

    @Test
    void aCallUnderWayIsFinishedWhenTheDoorCloses() throws Exception {
        BlockingQueue<Runnable> pending = new LinkedBlockingQueue<>();
        graphs.add("slow", (request, answer) -> pending.add(() -> answer.succeeded(FakeGraphs.echo(request))));
        var future = GRPCInferenceServiceGrpc.newFutureStub(channel).modelInfer(typed().setModelName("slow").build());
        Runnable finish = pending.poll(5, TimeUnit.SECONDS);
        assertThat(finish).isNotNull();
        Thread closing = new Thread(() -> door.close(java.time.Duration.ofSeconds(10)));
        closing.start();
        finish.run();
        assertThat(future.get(5, TimeUnit.SECONDS).getId()).isEqualTo("seven");
        closing.join(10_000);
        assertThat(closing.isAlive()).isFalse();
    }
}
