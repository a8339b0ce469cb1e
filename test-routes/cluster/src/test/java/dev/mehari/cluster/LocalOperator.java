// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.awaitility.Awaitility;

/**
 * The operator's program as a process of this machine, with the rights and the settings that the chart gives it: it can be
 * ended at a certain change, which no pod can. It elects no leader, since a lease outlives whoever dies with it.
 */
final class LocalOperator implements AutoCloseable {
    private static final String MAIN = "dev.mehari.operator.Main";

    /** What operators need to start, made once. */
    static final class Program {
        private final Cluster cluster;
        private final String token;
        private final Map<String, String> environment;
        private final String name;
        private final Path folder;
        private final Path archive;
        private int started;

        /** @param space whose graphs it looks after, and no others */
        Program(Cluster cluster, Space space) {
            this.cluster = cluster;
            Deployment deployment =
                    cluster.client().apps().deployments().inNamespace(Operator.NAMESPACE).list().getItems().stream()
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException("the operator isn't installed"));
            var pod = deployment.getSpec().getTemplate().getSpec();
            token = cluster.kubectl(
                            "-n", Operator.NAMESPACE, "create", "token", pod.getServiceAccountName(), "--duration=1h")
                    .strip();
            environment = new HashMap<>();
            pod.getContainers().get(0).getEnv().stream()
                    .filter(variable -> variable.getValue() != null)
                    .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
            environment.put("MEHARI_WATCH_NAMESPACES", space.name());
            environment.put("MEHARI_LEADER_ELECTION", "false");
            environment.put("MEHARI_LEASE_NAMESPACE", Operator.NAMESPACE);
            environment.put("MEHARI_PORT", "0");
            name = space.name();
            try {
                folder = Files.createDirectories(Path.of("target", "operators").toAbsolutePath());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            archive = folder.resolve("classes-" + ProcessHandle.current().pid() + ".jsa");
            archive.toFile().deleteOnExit();
        }

        /** Starts one, unless it was done, and lets it leave what it had loaded to those that start after it, which then start faster. */
        void warm() {
            if (Files.exists(archive)) {
                return;
            }
            try (LocalOperator first = start("-XX:ArchiveClassesAtExit=" + archive)) {
                Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> first.log()
                        .contains("looks after"));
            }
        }

        LocalOperator start() {
            return Files.exists(archive) ? start("-XX:SharedArchiveFile=" + archive) : start("-Xshare:auto");
        }

        private LocalOperator start(String option) {
            started++;
            try {
                return new LocalOperator(this, folder.resolve(name + "-" + started + ".log"), option);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Path kubeconfig(String address) throws IOException {
            // Nobody else's to read.
            Path file = Files.createTempFile(folder, "kubeconfig", ".yaml");
            file.toFile().deleteOnExit();
            Files.writeString(file, """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: c, cluster: {server: "%s"}}]
                    users: [{name: u, user: {token: "%s"}}]
                    contexts: [{name: x, context: {cluster: c, user: u, namespace: %s}}]
                    current-context: x
                    """.formatted(address, token, Operator.NAMESPACE));
            return file;
        }
    }

    private final CountingProxy proxy;
    private final Process process;
    private final Path log;
    private final Thread atExit;
    private boolean closed;

    private LocalOperator(Program program, Path log, String option) throws IOException {
        this.log = log;
        proxy = new CountingProxy(program.cluster.client().getConfiguration());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                option,
                "-cp",
                classPath(),
                MAIN));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MEHARI_"));
        builder.environment().putAll(program.environment);
        builder.environment()
                .put("KUBECONFIG", program.kubeconfig(proxy.address()).toString());
        process = builder.start();
        atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** That of the tests, which has all of the operator's. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes") && Files.exists(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Ends it with SIGKILL at the n-th change from now, n from 1. */
    LocalOperator killAt(int n, CountingProxy.Moment moment) {
        return killAt(n, call -> true, moment);
    }

    /** Ends it with SIGKILL at the n-th change of a kind from now. */
    LocalOperator killAt(int n, Predicate<CountingProxy.Call> matching, CountingProxy.Moment moment) {
        // Dead before its connections are: it must not hear of that either.
        proxy.set(n, matching, moment, () -> process.destroyForcibly().onExit().join());
        return this;
    }

    /** From now on it lives. */
    void spare() {
        proxy.disarm();
    }

    /** Whether it was ended by {@link #killAt}. */
    boolean isKilled() {
        return proxy.hasSprung();
    }

    /** Its changes, in order. */
    List<CountingProxy.Call> calls() {
        return proxy.calls();
    }

    /** @throws AssertionError where it ended, but not by a trap, or told of an error */
    void assertHealthy() {
        if (!isKilled() && !closed && !process.isAlive()) {
            throw new AssertionError("the operator ended by itself:\n" + log());
        }
        List<String> errors = Operator.errors(log());
        if (!errors.isEmpty()) {
            throw new AssertionError("the operator logged errors:\n" + String.join("\n", errors));
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it as a node does that shuts down. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        process.destroy();
        try {
            // One that leaves an archive takes its time.
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        proxy.close();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
