// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs of this machine. */
final class Commands {
    private static final int LIMIT_SECONDS = 300;

    private Commands() {}

    /**
     * What became of a program.
     *
     * @param code its exit code
     * @param printed what it printed, errors too
     */
    record Ended(int code, String printed) {}

    /**
     * @return what it printed, errors too
     * @throws IllegalStateException with what it printed, when it fails or takes five minutes
     */
    static String run(List<String> command) {
        Ended ended = end(command, Map.of());
        if (ended.code() != 0) {
            throw new IllegalStateException(command + " ended with " + ended.code() + ": " + ended.printed());
        }
        return ended.printed();
    }

    /**
     * Runs it whatever its exit code will be.
     *
     * @param environment beside that of the tests
     * @throws IllegalStateException with what it printed, when it takes five minutes
     */
    static Ended end(List<String> command, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile("command", ".txt");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
                String printed = Files.readString(output, StandardCharsets.UTF_8);
                if (!ended) {
                    process.destroyForcibly();
                    throw new IllegalStateException(command + " didn't end within 300 s: " + printed);
                }
                return new Ended(process.exitValue(), printed);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }
}
