// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import dev.mehari.engine.Graphs;
import dev.mehari.engine.ServedGraph;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * gRPC's own health protocol: the server under {@code ""} and the service's name, a graph under the graph's name. A check tells
 * how it is now; watchers are told of changes by one thread that looks a few times a second. The list of watchers is guarded by
 * its own lock, and bounded.
 */
final class HealthService extends HealthGrpc.HealthImplBase implements AutoCloseable {
    private static final String SERVICE = "inference.GRPCInferenceService";
    private static final int MOST_WATCHERS = 1000;
    private static final long LOOK_MILLIS = 250;

    private final Graphs graphs;
    private final List<Watcher> watchers = new ArrayList<>();
    private final ScheduledExecutorService look = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "mehari-grpc-health");
        thread.setDaemon(true);
        return thread;
    });

    private static final class Watcher {
        final String service;
        final ServerCallStreamObserver<HealthCheckResponse> observer;
        ServingStatus told = ServingStatus.UNKNOWN;

        Watcher(String service, ServerCallStreamObserver<HealthCheckResponse> observer) {
            this.service = service;
            this.observer = observer;
        }
    }

    HealthService(Graphs graphs) {
        this.graphs = graphs;
        look.scheduleWithFixedDelay(this::tellChanges, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private @Nullable ServingStatus status(String service) {
        boolean serving;
        if (service.isEmpty() || service.equals(SERVICE)) {
            serving = graphs.isReady();
        } else {
            ServedGraph graph = graphs.find(service);
            if (graph == null) {
                return null;
            }
            serving = graph.isReady(null);
        }
        return serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }

    private static HealthCheckResponse response(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
        ServingStatus status = status(request.getService());
        if (status == null) {
            observer.onError(Status.NOT_FOUND
                    .withDescription("there is no such service; '' is the server, a graph has its own name")
                    .asRuntimeException());
            return;
        }
        observer.onNext(response(status));
        observer.onCompleted();
    }

    @Override
    public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
        Watcher watcher = new Watcher(request.getService(), (ServerCallStreamObserver<HealthCheckResponse>) observer);
        watcher.observer.setOnCancelHandler(() -> {
            synchronized (watchers) {
                watchers.remove(watcher);
            }
        });
        synchronized (watchers) {
            if (watchers.size() >= MOST_WATCHERS) {
                observer.onError(Status.RESOURCE_EXHAUSTED
                        .withDescription("there are " + MOST_WATCHERS + " watchers already; use Check")
                        .asRuntimeException());
                return;
            }
            watchers.add(watcher);
            tell(watcher);
        }
    }

    private void tellChanges() {
        synchronized (watchers) {
            for (Iterator<Watcher> all = watchers.iterator(); all.hasNext(); ) {
                Watcher watcher = all.next();
                if (watcher.observer.isCancelled()) {
                    all.remove();
                } else {
                    tell(watcher);
                }
            }
        }
    }

    private void tell(Watcher watcher) {
        ServingStatus status = status(watcher.service);
        ServingStatus now = status == null ? ServingStatus.SERVICE_UNKNOWN : status;
        if (now != watcher.told) {
            watcher.told = now;
            watcher.observer.onNext(response(now));
        }
    }

    /** Ends all watches, which would keep the server from ending. */
    @Override
    public void close() {
        look.shutdownNow();
        synchronized (watchers) {
            for (Watcher watcher : watchers) {
                if (!watcher.observer.isCancelled()) {
                    watcher.observer.onCompleted();
                }
            }
            watchers.clear();
        }
    }
}
