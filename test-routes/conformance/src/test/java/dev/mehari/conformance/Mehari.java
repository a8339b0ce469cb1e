// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command line {@code mehari} in a process of its own. */
final class Mehari implements AutoCloseable {
    /** Long, because a busy machine starts a JVM slowly; nothing waits for it to pass. */
    private static final int PATIENCE_SECONDS = 120;

    private static final Pattern READY =
            Pattern.compile("(?:not )?ready (http://\\S+) grpc://\\S+:(\\d+) management (http://[^/]+)(/\\S*.*)?");

    private final Process process;
    private final Path errors;
    private URI http = URI.create("");
    private URI management = URI.create("");
    private int grpcPort;

    private Mehari(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /** What a command that ended said. */
    record Outcome(int exitCode, String out, List<String> errorLines) {}

    /** Runs a command to its end. */
    static Outcome run(Path folder, String... arguments) throws Exception {
        try (Mehari mehari = start(folder, List.of(arguments))) {
            String out = new String(mehari.process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(mehari.awaitEnd(), out, Files.readAllLines(mehari.errors));
        }
    }

    /** Serves on free ports; returns when it says that it is ready. */
    static Mehari serve(Path folder, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("serve", "--http-port", "0", "--grpc-port", "0", "--management-port", "0"));
        command.addAll(List.of(arguments));
        Mehari mehari = start(folder, command);
        try {
            mehari.awaitReady();
            return mehari;
        } catch (IOException | RuntimeException e) {
            mehari.close();
            throw e;
        }
    }

    /** Runs what is mounted in a pod, on free ports; returns when it says that it is ready, or that it isn't. */
    static Mehari integration(Path folder, Map<String, String> environment) throws Exception {
        Mehari mehari = start(
                folder,
                List.of("integration", "--http-port", "0", "--grpc-port", "0", "--management-port", "0"),
                environment);
        try {
            mehari.awaitReady();
            return mehari;
        } catch (IOException | RuntimeException e) {
            mehari.close();
            throw e;
        }
    }

    private static Mehari start(Path folder, List<String> arguments) throws IOException {
        return start(folder, arguments, Map.of());
    }

    private static Mehari start(Path folder, List<String> arguments, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                "dev.mehari.server.Main"));
        command.addAll(arguments);
        Path errors = Files.createTempFile(folder, "mehari", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MEHARI_"));
        builder.environment().putAll(environment);
        return new Mehari(builder.redirectError(errors.toFile()).start(), errors);
    }

    /** This test's own class path without the tests, whose settings of the log aren't the server's. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void awaitReady() throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                http = URI.create(ready.group(1));
                grpcPort = Integer.parseInt(ready.group(2));
                management = URI.create(ready.group(3));
                return;
            }
        }
        throw new IllegalStateException("mehari ended without a ready line: " + errors());
    }

    URI http(String path) {
        return http.resolve(path);
    }

    URI management(String path) {
        return management.resolve(path);
    }

    int grpcPort() {
        return grpcPort;
    }

    String errors() {
        return Room.read(errors);
    }

    void sendSigterm() {
        process.destroy();
    }

    /** @return the exit code */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("mehari didn't end: " + errors());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
