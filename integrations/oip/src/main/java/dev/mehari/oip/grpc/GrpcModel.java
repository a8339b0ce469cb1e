// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.google.protobuf.ByteString;
import dev.mehari.nodes.RemoteFailure;
import dev.mehari.nodes.RemoteFailure.Reason;
import dev.mehari.nodes.RemoteModel;
import dev.mehari.oip.BinaryTensors;
import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Limits;
import dev.mehari.oip.Quoted;
import dev.mehari.oip.Shapes;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import inference.GRPCInferenceServiceGrpc;
import inference.ModelInferRequest;
import inference.ModelInferRequest.InferInputTensor;
import inference.ModelInferResponse;
import inference.ModelInferResponse.InferOutputTensor;
import inference.ModelMetadataRequest;
import inference.ModelMetadataResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/** One model behind gRPC. Contents are sent raw; answers may be raw or typed. */
final class GrpcModel implements RemoteModel {
    private final Channel channel;
    private final String name;
    private final int maxAnswerBytes;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** The name of the only input, where the manifest doesn't say it; asked for once. */
    private volatile @Nullable String onlyInput;

    GrpcModel(Channel channel, String name, int maxAnswerBytes, Runnable release) {
        this.channel = channel;
        this.name = name;
        this.maxAnswerBytes = maxAnswerBytes;
        this.release = release;
    }

    @Override
    public void infer(Question question, Answer answer) {
        try {
            String known = onlyInput;
            if (known == null && question.inputs().names().contains("")) {
                askForName(question, answer);
                return;
            }
            Failing<ModelInferResponse> observer = new Failing<>(answer) {
                @Override
                void received(ModelInferResponse response) {
                    answer.answered(outputs(response));
                }
            };
            call(GRPCInferenceServiceGrpc.getModelInferMethod(), request(question, known), question, observer);
        } catch (RuntimeException e) {
            answer.failed(new RemoteFailure(Reason.FAILED, false, "it can't be asked", e));
        }
    }

    private void askForName(Question question, Answer answer) {
        Failing<ModelMetadataResponse> observer = new Failing<>(answer) {
            @Override
            void received(ModelMetadataResponse response) {
                if (response.getInputsCount() == 1) {
                    onlyInput = response.getInputs(0).getName();
                    infer(question, answer);
                } else {
                    answer.failed(new RemoteFailure(
                            Reason.CONFIGURATION,
                            false,
                            "it has " + response.getInputsCount() + " inputs, not one; name them",
                            null));
                }
            }
        };
        call(
                GRPCInferenceServiceGrpc.getModelMetadataMethod(),
                ModelMetadataRequest.newBuilder().setName(name).build(),
                question,
                observer);
    }

    private <Q, A> void call(MethodDescriptor<Q, A> method, Q message, Question question, StreamObserver<A> observer) {
        long left = question.deadlineNanos() - System.nanoTime();
        CallOptions options = CallOptions.DEFAULT
                .withDeadlineAfter(Math.max(0, left), TimeUnit.NANOSECONDS)
                .withMaxInboundMessageSize(maxAnswerBytes);
        Channel with = channel;
        if (!question.headers().isEmpty()) {
            Metadata metadata = new Metadata();
            question.headers()
                    .forEach((header, value) ->
                            metadata.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value));
            with = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
        }
        ClientCalls.asyncUnaryCall(with.newCall(method, options), message, observer);
    }

    private ModelInferRequest request(Question question, @Nullable String known) {
        ModelInferRequest.Builder request =
                ModelInferRequest.newBuilder().setModelName(name).setId(question.id());
        for (int i = 0; i < question.inputs().size(); i++) {
            Tensor tensor = question.inputs().tensor(i);
            String own = question.inputs().name(i);
            InferInputTensor.Builder input = request.addInputsBuilder()
                    .setName(own.isEmpty() && known != null ? known : own)
                    .setDatatype(tensor.datatype().name());
            for (long dim : tensor.shape().toArray()) {
                input.addShape(dim);
            }
            request.addRawInputContents(Contents.raw(tensor));
        }
        question.outputs().forEach(output -> request.addOutputsBuilder().setName(output));
        return request.build();
    }

    private static NamedTensors outputs(ModelInferResponse response) {
        List<String> names = new ArrayList<>(response.getOutputsCount());
        List<Tensor> tensors = new ArrayList<>(response.getOutputsCount());
        boolean raw = response.getRawOutputContentsCount() > 0;
        if (raw && response.getRawOutputContentsCount() != response.getOutputsCount()) {
            throw InferenceException.invalid("raw_output_contents has " + response.getRawOutputContentsCount()
                    + " entries for " + response.getOutputsCount() + " outputs");
        }
        for (int i = 0; i < response.getOutputsCount(); i++) {
            InferOutputTensor output = response.getOutputs(i);
            if (names.contains(output.getName())) {
                throw InferenceException.invalid("output " + Quoted.name(output.getName()) + " stands twice");
            }
            names.add(output.getName());
            tensors.add(tensor(output, raw ? response.getRawOutputContents(i) : null));
        }
        return NamedTensors.of(names, tensors);
    }

    private static Tensor tensor(InferOutputTensor output, @Nullable ByteString raw) {
        String where = "output " + Quoted.name(output.getName());
        Datatype datatype = Datatype.named(output.getDatatype())
                .orElseThrow(() -> InferenceException.invalid(
                        where + ": datatype " + Quoted.name(output.getDatatype()) + " is unknown"));
        if (output.getShapeCount() > Limits.DEFAULT.rank()) {
            throw Shapes.tooManyDimensions(where, Limits.DEFAULT);
        }
        long[] dims = output.getShapeList().stream().mapToLong(Long::longValue).toArray();
        Shape shape = Shapes.of(where, dims, Limits.DEFAULT);
        return raw == null
                ? Contents.read(where, datatype, shape, output.getContents())
                : BinaryTensors.read(where, datatype, shape, raw.asReadOnlyByteBuffer(), BodyMemory.HEAP);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }

    /** Tells a failure in the words of the step. */
    private abstract static class Failing<A> implements StreamObserver<A> {
        private final Answer answer;

        Failing(Answer answer) {
            this.answer = answer;
        }

        abstract void received(A response);

        @Override
        public void onNext(A response) {
            try {
                received(response);
            } catch (InferenceException e) {
                answer.failed(new RemoteFailure(
                        Reason.FAILED, false, "what it sent is no answer of the protocol: " + e.getMessage(), null));
            } catch (RuntimeException e) {
                answer.failed(new RemoteFailure(Reason.FAILED, false, "its answer can't be read", e));
            }
        }

        @Override
        public void onError(Throwable e) {
            Status status = Status.fromThrowable(e);
            String told = "gRPC status " + status.getCode();
            answer.failed(
                    switch (status.getCode()) {
                        case INVALID_ARGUMENT ->
                            new RemoteFailure(
                                    Reason.INVALID,
                                    false,
                                    "it finds the request wrong: "
                                            + Quoted.name(
                                                    status.getDescription() == null ? "" : status.getDescription()),
                                    null);
                        case UNAVAILABLE -> new RemoteFailure(Reason.UNAVAILABLE, true, told, e);
                        case RESOURCE_EXHAUSTED -> new RemoteFailure(Reason.UNAVAILABLE, false, told, e);
                        case DEADLINE_EXCEEDED, CANCELLED -> new RemoteFailure(Reason.TIMEOUT, false, told, null);
                        case NOT_FOUND, UNIMPLEMENTED, UNAUTHENTICATED, PERMISSION_DENIED ->
                            new RemoteFailure(Reason.CONFIGURATION, false, told, e);
                        default -> new RemoteFailure(Reason.FAILED, false, told, e);
                    });
        }

        @Override
        public void onCompleted() {
            // A unary call has told all by now.
        }
    }
}
