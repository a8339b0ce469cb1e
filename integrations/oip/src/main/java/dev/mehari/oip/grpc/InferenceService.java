// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import dev.mehari.engine.GraphMetadata;
import dev.mehari.engine.Graphs;
import dev.mehari.engine.ServedGraph;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.oip.Failures;
import dev.mehari.oip.InFlight;
import dev.mehari.oip.Limits;
import dev.mehari.oip.RequestIds;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import inference.GRPCInferenceServiceGrpc;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import inference.ModelMetadataRequest;
import inference.ModelMetadataResponse;
import inference.ModelReadyRequest;
import inference.ModelReadyResponse;
import inference.RepositoryIndexRequest;
import inference.RepositoryIndexResponse;
import inference.RepositoryModelLoadRequest;
import inference.RepositoryModelLoadResponse;
import inference.RepositoryModelUnloadRequest;
import inference.RepositoryModelUnloadResponse;
import inference.ServerLiveRequest;
import inference.ServerLiveResponse;
import inference.ServerMetadataRequest;
import inference.ServerMetadataResponse;
import inference.ServerReadyRequest;
import inference.ServerReadyResponse;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The standard's calls, each handed to {@link Graphs}. Stateless but for the count of requests in flight. */
final class InferenceService extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
    private static final String ONLY_MANIFESTS = "manifests are the only way in";

    private final Graphs graphs;
    private final Limits limits;
    private final InFlight inFlight;
    private final Failures failures;
    private final RequestIds ids = new RequestIds();
    private final String version;

    InferenceService(Graphs graphs, Limits limits, InFlight inFlight, Failures failures, String version) {
        this.graphs = graphs;
        this.limits = limits;
        this.inFlight = inFlight;
        this.failures = failures;
        this.version = version;
    }

    private ServedGraph find(String name) {
        ServedGraph graph = graphs.find(name);
        if (graph == null) {
            throw InferenceException.of(Kind.NOT_FOUND, "there is no model of that name. RepositoryIndex lists them");
        }
        return graph;
    }

    private static @Nullable String revision(String version) {
        return version.isEmpty() ? null : version;
    }

    /** Answers with what {@code call} gives, or with the status of what it throws. */
    private <A> void answer(StreamObserver<A> observer, java.util.function.Supplier<A> call) {
        A answer;
        try {
            answer = call.get();
        } catch (RuntimeException e) {
            observer.onError(Statuses.of(failures.tell(e, "")));
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
        answer(observer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
        answer(observer, () -> ServerReadyResponse.newBuilder().setReady(graphs.isReady()).build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
        answer(observer, () -> ModelReadyResponse.newBuilder()
                .setReady(find(request.getName()).isReady(revision(request.getVersion())))
                .build());
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
        answer(observer, () -> ServerMetadataResponse.newBuilder()
                .setName("mehari")
                .setVersion(version)
                .build());
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
        answer(observer, () -> {
            ServedGraph graph = find(request.getName());
            GraphMetadata metadata = graph.metadata(revision(request.getVersion()));
            return MetadataMessage.of(metadata, graph.versions());
        });
    }

    @Override
    public void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> observer) {
        answer(observer, () -> {
            RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
            for (ServedGraph graph : graphs.all()) {
                for (String number : graph.versions()) {
                    boolean ready = graph.isReady(number);
                    if (ready || !request.getReady()) {
                        index.addModelsBuilder()
                                .setName(graph.name())
                                .setVersion(number)
                                .setState(ready ? "READY" : "UNAVAILABLE");
                    }
                }
            }
            return index.build();
        });
    }

    @Override
    public void repositoryModelLoad(
            RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> observer) {
        observer.onError(Status.UNIMPLEMENTED.withDescription(ONLY_MANIFESTS).asRuntimeException());
    }

    @Override
    public void repositoryModelUnload(
            RepositoryModelUnloadRequest request, StreamObserver<RepositoryModelUnloadResponse> observer) {
        observer.onError(Status.UNIMPLEMENTED.withDescription(ONLY_MANIFESTS).asRuntimeException());
    }

    @Override
    public void modelInfer(ModelInferRequest message, StreamObserver<ModelInferResponse> observer) {
        ServerCallStreamObserver<ModelInferResponse> call = (ServerCallStreamObserver<ModelInferResponse>) observer;
        // With a handler set, a client that goes away is no error when the answer comes.
        call.setOnCancelHandler(() -> {});
        String id = message.getId().isEmpty() ? ids.next() : message.getId();
        try {
            inFlight.enter();
        } catch (InferenceException e) {
            call.onError(Statuses.of(failures.tell(e, id)));
            return;
        }
        Answered answered = new Answered(call, id, message.getRawInputContentsCount() > 0);
        try {
            Request request = RequestMessage.read(message, id, InboundHeaders.current(), deadlineNanos(), limits);
            find(message.getModelName()).infer(revision(message.getModelVersion()), request, answered);
        } catch (RuntimeException | OutOfMemoryError e) {
            answered.failed(e);
        }
    }

    private static long deadlineNanos() {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null
                ? Request.NO_DEADLINE
                : System.nanoTime() + Math.min(deadline.timeRemaining(TimeUnit.NANOSECONDS), Long.MAX_VALUE / 4);
    }

    /** Takes what became of one request, once, on whatever thread it comes. */
    private final class Answered implements ServedGraph.Answer {
        private final ServerCallStreamObserver<ModelInferResponse> call;
        private final String id;
        private final boolean raw;

        Answered(ServerCallStreamObserver<ModelInferResponse> call, String id, boolean raw) {
            this.call = call;
            this.id = id;
            this.raw = raw;
        }

        @Override
        public void succeeded(Prediction prediction) {
            ModelInferResponse response;
            try {
                response = ResponseMessage.of(prediction, raw);
            } catch (RuntimeException | OutOfMemoryError e) {
                failed(e);
                return;
            }
            inFlight.leave();
            if (!call.isCancelled()) {
                call.onNext(response);
                call.onCompleted();
            }
        }

        @Override
        public void failed(Throwable error) {
            inFlight.leave();
            Failures.Problem problem = failures.tell(error, id);
            if (!call.isCancelled()) {
                call.onError(Statuses.of(problem));
            }
        }
    }
}
