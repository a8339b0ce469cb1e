// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.engine.DeploymentException;
import dev.mehari.engine.Engine;
import dev.mehari.engine.RevisionNumbers;
import dev.mehari.engine.RevisionRules;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.model.ModelStore;
import dev.mehari.oip.Setting;
import dev.mehari.oip.grpc.GrpcDoor;
import dev.mehari.oip.grpc.GrpcOptions;
import dev.mehari.oip.rest.RestDoor;
import dev.mehari.oip.rest.RestOptions;
import dev.mehari.telemetry.MicrometerObserver;
import dev.mehari.telemetry.MicrometerRevisions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/**
 * One serving process: a CamelContext with the engine, the doors, the management port. Doors open first, so that a taken
 * port is said at once and probes get an answer; they serve when {@link #ready} has been called.
 */
final class Server implements AutoCloseable {
    static final String GRACE_SETTING = "mehari.shutdown.grace-seconds";
    static final int GRACE_SECONDS = 20;
    /** How long the ready probe says no before doors close, so that whoever sends requests can look elsewhere. */
    private static final Duration LEAVE = Duration.ofMillis(500);

    /** How long the last answer may take from the door to its client before the connection is closed behind it. */
    private static final Duration LAST_ANSWER = Duration.ofMillis(100);

    private static final long POLL_MILLIS = 5;

    private final CamelContext context;
    private final Engine engine;
    private final Vertx managementLoop;
    private final Duration grace;
    private final RestDoor rest;
    private final GrpcDoor grpc;
    private final ManagementDoor management;
    private final String host;
    private volatile @Nullable Watch watching;
    private volatile @Nullable OwnRoutes own;

    private Server(
            CamelContext context,
            Engine engine,
            Vertx managementLoop,
            Duration grace,
            RestDoor rest,
            GrpcDoor grpc,
            ManagementDoor management,
            String host) {
        this.context = context;
        this.engine = engine;
        this.managementLoop = managementLoop;
        this.grace = grace;
        this.rest = rest;
        this.grpc = grpc;
        this.management = management;
        this.host = host;
    }

    /**
     * Starts everything but the graphs.
     *
     * @param report what the management port tells of revisions to whoever asks; empty for nothing
     * @throws IOException if a port can't be opened; the message names it
     */
    static Server open(
            AddressMixin addresses,
            Settings settings,
            Supplier<RevisionNumbers> numbering,
            ModelStore store,
            Optional<Supplier<JsonNode>> report)
            throws Exception {
        Setting.Source source = name -> settings.text(name).orElse(null);
        RestOptions restOptions;
        GrpcOptions grpcOptions;
        RevisionRules rules;
        try {
            restOptions = RestOptions.from(source).at(addresses.host(), addresses.http());
            grpcOptions = GrpcOptions.from(source).at(addresses.host(), addresses.grpc());
            rules = new RevisionRules(
                    SettingsTable.STANDBY.count(source, 0), SettingsTable.LOAD_LIMIT.duration(source));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        ManagementAccess access = new ManagementAccess(
                isLoopback(addresses.managementHost()), settings.secret(ManagementAccess.TOKEN_SETTING));
        RevisionNumbers numbers = numbering.get();
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        CamelContext context = context(settings, metrics, store);
        Engine engine = new Engine(context, numbers, rules, InstantSource.system());
        Vertx loop = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        String version = VersionCommand.version();
        RestDoor rest = null;
        GrpcDoor grpc = null;
        try {
            rest = RestDoor.open(engine, restOptions, version);
            grpc = GrpcDoor.open(engine, grpcOptions, version);
            ManagementDoor management = ManagementDoor.open(
                    loop, engine, metrics, access, report, addresses.managementHost(), addresses.management());
            Duration grace = Duration.ofSeconds(settings.count(GRACE_SETTING, GRACE_SECONDS));
            return new Server(context, engine, loop, grace, rest, grpc, management, addresses.host());
        } catch (IOException | RuntimeException e) {
            if (grpc != null) {
                grpc.close();
            }
            if (rest != null) {
                rest.close();
            }
            loop.close();
            engine.close();
            context.stop();
            throw e;
        }
    }

    private static CamelContext context(Settings settings, PrometheusMeterRegistry metrics, ModelStore store) {
        DefaultCamelContext context = new DefaultCamelContext(false);
        context.disableJMX();
        context.setStreamCaching(false);
        context.setUseMDCLogging(false);
        context.getPropertiesComponent().setInitialProperties(settings.properties());
        // Requests are drained by us before the context stops; Camel would wait once more for what hangs, 45 s.
        context.getShutdownStrategy().setTimeout(1);
        context.getRegistry().bind("metricsRegistry", metrics);
        context.getRegistry().bind("mehariObserver", new MicrometerObserver(metrics));
        context.getRegistry().bind("mehariRevisions", new MicrometerRevisions(metrics));
        context.getRegistry().bind("mehariModels", store);
        context.build();
        TapComponents.configure(context, FilesMixin.tapSchemes(settings));
        context.start();
        return context;
    }

    /** Whether only this machine can reach an address. One that can't be resolved is said when the port is opened. */
    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Follows the files of a watch, until the server ends. */
    void follow(Watch watch) {
        watching = watch;
        watch.start();
    }

    /** Runs routes that are no graph's, until the server ends. */
    void runBeside(List<RouteFile> files, Settings settings, IntegrationStatus status) {
        OwnRoutes routes = new OwnRoutes(files, settings.properties(), grace, context.getRegistry(), status);
        engine.share(routes.context());
        own = routes;
        routes.run();
    }

    Engine engine() {
        return engine;
    }

    /** Lets requests finish at SIGTERM or SIGINT, and ends the process: its exit code is 0, not the signal's. */
    void endWithSigterm(PrintWriter err) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            boolean finished = shutdown();
                            if (!finished) {
                                err.println("mehari: some requests were not finished in time");
                            }
                            err.flush();
                            Runtime.getRuntime().halt(0);
                        },
                        "mehari-shutdown"));
    }

    /** Waits for that end. */
    void await() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    void deploy(CheckedGraph graph) throws DeploymentException {
        engine.deploy(graph);
    }

    void ready() {
        engine.ready();
    }

    /** The line that says that everything is there. */
    String addresses() {
        return "ready http://" + authority(host, rest.port()) + " grpc://" + authority(host, grpc.port())
                + " management http://" + authority(management.host(), management.port());
    }

    private static String authority(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /**
     * Leaves in good order: no longer ready, requests under way are finished, then everything ends.
     *
     * @return whether all requests were finished within the grace period
     */
    boolean shutdown() {
        Watch watch = watching;
        if (watch != null) {
            watch.close();
        }
        engine.leave();
        OwnRoutes routes = own;
        if (routes != null) {
            routes.close();
        }
        boolean finished = true;
        try {
            if (engine.isServing()) {
                Thread.sleep(LEAVE.toMillis());
            }
            boolean asked = rest.inFlight() + grpc.inFlight() > 0;
            finished = engine.drain(grace) && answersSent();
            if (asked) {
                Thread.sleep(LAST_ANSWER.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            finished = false;
        }
        rest.close(grace);
        grpc.close(grace);
        management.close();
        managementLoop.close();
        engine.close();
        context.stop();
        return finished;
    }

    /** What the engine has answered may still be on its way out of a door; a door that closes now could cut it off. */
    private boolean answersSent() throws InterruptedException {
        long end = System.nanoTime() + grace.toNanos();
        while (rest.inFlight() + grpc.inFlight() > 0) {
            if (System.nanoTime() >= end) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    @Override
    public void close() {
        shutdown();
    }
}
