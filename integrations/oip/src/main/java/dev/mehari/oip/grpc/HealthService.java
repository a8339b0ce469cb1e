// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.mehari.engine.Graphs;
import dev.mehari.engine.ServedGraph;
import inference.GRPCInferenceServiceGrpc;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * gRPC's health protocol: the server ({@code ""}), the inference service, and each graph by its name. Readiness is asked
 * for, never remembered; {@link #sweep} tells watchers what has changed. Thread-safe.
 */
final class HealthService extends HealthGrpc.HealthImplBase implements AutoCloseable {
    private static final int MOST_WATCHERS = 1000;

    private final Graphs graphs;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

    HealthService(Graphs graphs) {
        this.graphs = graphs;
    }

    private ServingStatus status(String service) {
        if (service.isEmpty() || service.equals(GRPCInferenceServiceGrpc.SERVICE_NAME)) {
            return serving(graphs.isReady());
        }
        @Nullable ServedGraph graph = graphs.find(service);
        return graph == null ? ServingStatus.SERVICE_UNKNOWN : serving(graph.isReady(null));
    }

    private static ServingStatus serving(boolean ready) {
        return ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
        ServingStatus status = status(request.getService());
        if (status == ServingStatus.SERVICE_UNKNOWN) {
            answer.onError(
                    Status.NOT_FOUND.withDescription("there is no such service").asRuntimeException());
            return;
        }
        answer.onNext(HealthCheckResponse.newBuilder().setStatus(status).build());
        answer.onCompleted();
    }

    @Override
    public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
        Watcher watcher = new Watcher(request.getService(), answer);
        ((ServerCallStreamObserver<HealthCheckResponse>) answer).setOnCancelHandler(() -> watchers.remove(watcher));
        if (watchers.size() >= MOST_WATCHERS) {
            answer.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription("there are " + MOST_WATCHERS + " watchers already. Use Check")
                    .asRuntimeException());
            return;
        }
        watchers.add(watcher);
        watcher.tell();
    }

    /** Tells watchers what has changed since the last time. */
    void sweep() {
        watchers.forEach(Watcher::tell);
    }

    /** Ends all watches: they would keep the server from ending. */
    @Override
    public void close() {
        watchers.forEach(Watcher::end);
    }

    private final class Watcher {
        private final String service;
        private final StreamObserver<HealthCheckResponse> answer;
        private ServingStatus told = ServingStatus.UNKNOWN;

        Watcher(String service, StreamObserver<HealthCheckResponse> answer) {
            this.service = service;
            this.answer = answer;
        }

        synchronized void tell() {
            ServingStatus now = status(service);
            if (now != told && watchers.contains(this)) {
                told = now;
                answer.onNext(HealthCheckResponse.newBuilder().setStatus(now).build());
            }
        }

        synchronized void end() {
            if (watchers.remove(this)) {
                answer.onCompleted();
            }
        }
    }
}
