// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.mehari.engine.GraphMetadata;
import dev.mehari.engine.Graphs;
import dev.mehari.engine.ServedGraph;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Failures;
import dev.mehari.oip.InFlight;
import dev.mehari.oip.Limits;
import dev.mehari.oip.Quoted;
import dev.mehari.oip.RequestIds;
import dev.mehari.oip.json.JsonOutput;
import dev.mehari.oip.json.MetadataWriter;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;
import inference.GRPCInferenceServiceGrpc;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import inference.ModelMetadataRequest;
import inference.ModelMetadataResponse;
import inference.ModelMetadataResponse.TensorMetadata;
import inference.ModelReadyResponse;
import inference.RepositoryIndexResponse;
import inference.RepositoryIndexResponse.ModelIndex;
import inference.ServerLiveResponse;
import inference.ServerMetadataResponse;
import inference.ServerReadyResponse;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** The protocol's RPCs over the graphs. Thread-safe. */
final class InferenceService {
    private final Graphs graphs;
    private final String version;
    private final Limits limits;
    private final InFlight inFlight;
    private final BodyMemory memory;
    private final UnaryCalls calls;
    private final Failures failures = new Failures();
    private final RequestIds ids = new RequestIds();

    InferenceService(
            Graphs graphs, String version, Limits limits, InFlight inFlight, BodyMemory memory, UnaryCalls calls) {
        this.graphs = graphs;
        this.version = version;
        this.limits = limits;
        this.inFlight = inFlight;
        this.memory = memory;
        this.calls = calls;
    }

    // ------------------------------------------------------------------------------------------------ wiring

    ServerServiceDefinition definition() {
        Wiring wiring = new Wiring(GRPCInferenceServiceGrpc.getServiceDescriptor());
        wiring.add(
                GRPCInferenceServiceGrpc.getServerLiveMethod(),
                (message, headers, call) -> call.answer(
                        ServerLiveResponse.newBuilder().setLive(true).build()));
        wiring.add(
                GRPCInferenceServiceGrpc.getServerReadyMethod(),
                (message, headers, call) -> call.answer(ServerReadyResponse.newBuilder()
                        .setReady(graphs.isReady())
                        .build()));
        wiring.add(
                GRPCInferenceServiceGrpc.getModelReadyMethod(),
                (message, headers, call) -> call.answer(ready(message.getName(), message.getVersion())));
        wiring.add(
                GRPCInferenceServiceGrpc.getServerMetadataMethod(),
                (message, headers, call) -> call.answer(ServerMetadataResponse.newBuilder()
                        .setName("mehari")
                        .setVersion(version)
                        .addExtensions("binary_tensor_data")
                        .build()));
        wiring.add(
                GRPCInferenceServiceGrpc.getModelMetadataMethod(),
                (message, headers, call) -> call.answer(metadata(message)));
        wiring.addLarge(GRPCInferenceServiceGrpc.getModelInferMethod(), ModelInferRequest.parser(), this::infer);
        wiring.add(
                GRPCInferenceServiceGrpc.getRepositoryIndexMethod(),
                (message, headers, call) -> call.answer(index(message.getReady())));
        wiring.add(
                GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod(),
                (message, headers, call) -> call.fail(onlyManifests()));
        wiring.add(
                GRPCInferenceServiceGrpc.getRepositoryModelUnloadMethod(),
                (message, headers, call) -> call.fail(onlyManifests()));
        return wiring.build();
    }

    private static Status onlyManifests() {
        return Status.UNIMPLEMENTED.withDescription(
                "manifests are the only way in: graphs can't be loaded or unloaded here");
    }

    /** Puts our own marshallers under the generated methods. */
    private final class Wiring {
        private final ServiceDescriptor.Builder descriptor;
        private final List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();

        Wiring(ServiceDescriptor generated) {
            descriptor = ServiceDescriptor.newBuilder(generated.getName())
                    .setSchemaDescriptor(generated.getSchemaDescriptor());
        }

        <Q extends Message, A> void add(MethodDescriptor<Q, A> method, UnaryCalls.Handler<Q, A> handler) {
            addLarge(method, null, handler);
        }

        <Q extends Message, A> void addLarge(
                MethodDescriptor<Q, A> method, @Nullable Parser<Q> parser, UnaryCalls.Handler<Q, A> handler) {
            MethodDescriptor<Incoming<Q>, A> ours = method.toBuilder(
                            new IncomingMarshaller<>(method.getRequestMarshaller(), parser, memory),
                            method.getResponseMarshaller())
                    .build();
            descriptor.addMethod(ours);
            methods.add(ServerMethodDefinition.create(ours, calls.of(guarded(handler))));
        }

        ServerServiceDefinition build() {
            ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
            methods.forEach(definition::addMethod);
            return definition.build();
        }
    }

    private <Q, A> UnaryCalls.Handler<Q, A> guarded(UnaryCalls.Handler<Q, A> handler) {
        return (message, headers, call) -> {
            try {
                handler.handle(message, headers, call);
            } catch (RuntimeException | Error e) {
                call.fail(status(failures.tell(e, "")));
            }
        };
    }

    static Status status(Failures.Problem problem) {
        Status status =
                switch (problem.kind()) {
                    case INVALID -> Status.INVALID_ARGUMENT;
                    case NOT_FOUND -> Status.NOT_FOUND;
                    case TOO_LARGE, TOO_MANY -> Status.RESOURCE_EXHAUSTED;
                    case FAILED -> Status.INTERNAL;
                    case UNAVAILABLE -> Status.UNAVAILABLE;
                    case TIMEOUT -> Status.DEADLINE_EXCEEDED;
                };
        return status.withDescription(problem.message());
    }

    // ------------------------------------------------------------------------------------------------ graphs

    private ServedGraph graph(String name) {
        ServedGraph graph = graphs.find(name);
        if (graph == null) {
            throw InferenceException.of(InferenceException.Kind.NOT_FOUND, "there is no graph " + Quoted.name(name));
        }
        return graph;
    }

    /** The protocol's empty version asks for the live one. */
    private static @Nullable String version(String text) {
        return text.isEmpty() ? null : text;
    }

    private ModelReadyResponse ready(String name, String revision) {
        ServedGraph graph = graph(name);
        if (!revision.isEmpty() && !graph.versions().contains(revision)) {
            throw InferenceException.of(
                    InferenceException.Kind.NOT_FOUND,
                    "graph " + Quoted.name(name) + " has no version " + Quoted.name(revision) + " loaded");
        }
        return ModelReadyResponse.newBuilder()
                .setReady(graph.isReady(version(revision)))
                .build();
    }

    private ModelMetadataResponse metadata(ModelMetadataRequest message) {
        ServedGraph graph = graph(message.getName());
        GraphMetadata metadata = graph.metadata(version(message.getVersion()));
        JsonOutput models = new JsonOutput();
        MetadataWriter.writeModels(metadata.models(), models);
        ModelMetadataResponse.Builder response = ModelMetadataResponse.newBuilder()
                .setName(metadata.name())
                .addAllVersions(graph.versions())
                .setPlatform(MetadataWriter.PLATFORM)
                .putProperties("revision", Long.toString(metadata.revision()))
                .putProperties("identity", metadata.identity())
                .putProperties("models", models.toString());
        metadata.inputs().forEach(input -> response.addInputs(tensor(input.name(), input.type())));
        metadata.outputs().forEach(output -> response.addOutputs(tensor(output.name(), output.type())));
        return response.build();
    }

    private static TensorMetadata tensor(String name, TensorType type) {
        @Nullable Shape known = type.shape();
        TensorMetadata.Builder tensor = TensorMetadata.newBuilder()
                .setName(name)
                .setDatatype(type.datatype().name());
        for (long dim : (known == null ? MetadataWriter.UNKNOWN : known).toArray()) {
            tensor.addShape(dim);
        }
        return tensor.build();
    }

    private RepositoryIndexResponse index(boolean onlyReady) {
        RepositoryIndexResponse.Builder response = RepositoryIndexResponse.newBuilder();
        for (ServedGraph graph : graphs.all()) {
            for (String revision : graph.versions()) {
                boolean ready = graph.isReady(revision);
                if (ready || !onlyReady) {
                    response.addModels(ModelIndex.newBuilder()
                            .setName(graph.name())
                            .setVersion(revision)
                            .setState(ready ? "READY" : "UNAVAILABLE"));
                }
            }
        }
        return response.build();
    }

    // ------------------------------------------------------------------------------------------------ inference

    private void infer(ModelInferRequest message, Metadata headers, UnaryCalls.Call<ModelInferResponse> call) {
        ServedGraph graph = graph(message.getModelName());
        inFlight.enter();
        Answering answer = new Answering(call, message.getRawInputContentsCount() > 0);
        try {
            Deadline deadline = Context.current().getDeadline();
            long deadlineNanos = deadline == null
                    ? Request.NO_DEADLINE
                    : System.nanoTime() + Math.min(deadline.timeRemaining(TimeUnit.NANOSECONDS), Long.MAX_VALUE / 4);
            String id = message.getId().isEmpty() ? ids.next() : message.getId();
            Request request =
                    InferRequests.read(message, id, new MetadataHeaders(headers), deadlineNanos, limits, memory);
            answer.id = id;
            graph.infer(version(message.getModelVersion()), request, answer);
        } catch (RuntimeException | Error e) {
            answer.failed(e);
        }
    }

    private final class Answering implements ServedGraph.Answer {
        private final UnaryCalls.Call<ModelInferResponse> call;
        private final boolean raw;
        private final AtomicBoolean answered = new AtomicBoolean();
        private String id = "";

        Answering(UnaryCalls.Call<ModelInferResponse> call, boolean raw) {
            this.call = call;
            this.raw = raw;
        }

        @Override
        public void succeeded(Prediction prediction) {
            if (!answered.compareAndSet(false, true)) {
                return;
            }
            inFlight.leave();
            try {
                call.answer(InferResponses.write(prediction, raw));
            } catch (RuntimeException | Error e) {
                call.fail(status(failures.tell(e, id)));
            }
        }

        @Override
        public void failed(Throwable error) {
            if (answered.compareAndSet(false, true)) {
                inFlight.leave();
                call.fail(status(failures.tell(error, id)));
            }
        }
    }
}
