// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.mehari.engine.Graphs;
import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Failures;
import dev.mehari.oip.InFlight;
import dev.mehari.oip.RequestIds;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/**
 * The Open Inference Protocol over HTTP/1.1 and cleartext HTTP/2: every path of the standard, the binary tensor
 * extension, and the list of the model repository extension. A graph is a model by its name, a revision's number its
 * version.
 *
 * <p>A few event loops do all the work on small requests, the graph's included if its models are quick; nothing else is
 * on the way. Errors are {@code {"error": …}} with the status of their kind. A client may say in the header {@code
 * Mehari-Timeout-Ms} how long it will wait.
 */
public final class RestDoor implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Acceptor acceptor;
    private final List<RestLoop> loops;
    private final Shared shared;
    private final ThreadPoolExecutor workers;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RestDoor(Vertx vertx, Acceptor acceptor, List<RestLoop> loops, Shared shared, ThreadPoolExecutor workers) {
        this.vertx = vertx;
        this.acceptor = acceptor;
        this.loops = loops;
        this.shared = shared;
        this.workers = workers;
    }

    /**
     * Opens the door and returns when it listens.
     *
     * @param version of the server, as its metadata tells it
     * @throws IOException with a message for people if it can't listen there
     */
    public static RestDoor open(Graphs graphs, RestOptions options, String version) throws IOException {
        RestOptions resolved = options.at(addressOf(options.host()), options.port());
        ThreadPoolExecutor workers = workers(options.loops());
        Shared shared = new Shared(
                graphs,
                resolved,
                new BodyMemory(options.directBytes()),
                new ReceivingBudget(options.receivingBytes()),
                new InFlight(options.maxInFlight(), RestOptions.IN_FLIGHT_SETTING),
                new Failures(),
                new RequestIds(),
                workers,
                version,
                new AtomicInteger(options.port()));
        Acceptor acceptor = new Acceptor(options.maxConnections(), options.idleTimeout());
        Vertx vertx = Wires.vertx(vertxOptions(options.loops()), acceptor);
        List<RestLoop> loops = new ArrayList<>();
        for (int i = 0; i < options.loops(); i++) {
            loops.add(new RestLoop(shared));
        }
        RestDoor door = new RestDoor(vertx, acceptor, loops, shared, workers);
        try {
            door.listen();
            return door;
        } catch (IOException | RuntimeException e) {
            door.close(Duration.ZERO);
            throw e;
        }
    }

    private static VertxOptions vertxOptions(int loops) {
        return new VertxOptions()
                .setEventLoopPoolSize(loops)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setPreferNativeTransport(false)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }

    private static ThreadPoolExecutor workers(int count) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor workers =
                new ThreadPoolExecutor(count, count, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "mehari-rest-worker-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    private static String addressOf(String host) throws IOException {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IOException("there is no host '" + host + "' to listen on. Give an address of this machine", e);
        }
    }

    private void listen() throws IOException {
        try {
            // The first one binds, the others share its socket.
            for (RestLoop loop : loops) {
                vertx.deployVerticle(loop, new DeploymentOptions())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before the REST door was open", e);
        } catch (ExecutionException | CompletionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "can't listen on " + shared.options().host() + ":"
                            + shared.options().port() + ": " + cause.getMessage() + ". Choose another port ("
                            + RestOptions.PORT_SETTING + ")",
                    cause);
        }
    }

    /** The address that it listens on. */
    public String host() {
        return shared.options().host();
    }

    /** The port that it listens on: the real one where 0 was asked for. */
    public int port() {
        return shared.port().get();
    }

    /** Requests that graphs are answering now. */
    public int inFlight() {
        return shared.inFlight().count();
    }

    /** Connections that are open now. */
    public int connections() {
        return acceptor.connections();
    }

    /**
     * Closes the door: no new connection is accepted, each open one ends with the answer to its request, and when the
     * last is answered, or {@code grace} has passed, all is closed.
     */
    public void close(Duration grace) {
        if (closed.getAndSet(true)) {
            return;
        }
        acceptor.stop();
        loops.forEach(RestLoop::beginStopping);
        List<Future<Void>> drained = new ArrayList<>();
        for (RestLoop loop : loops) {
            if (loop.isStarted()) {
                drained.add(loop.drain());
            }
        }
        await(Future.join(drained), grace);
        await(vertx.close(), Duration.ofSeconds(5));
        workers.shutdown();
    }

    /** Waits, but no longer than that: what hasn't ended then is cut off. */
    private static void await(Future<?> future, Duration limit) {
        try {
            future.toCompletionStage().toCompletableFuture().get(Math.max(limit.toMillis(), 1), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Closing goes on without it.
        }
    }

    /** Closes with half a minute of grace. */
    @Override
    public void close() {
        close(Duration.ofSeconds(30));
    }
}
