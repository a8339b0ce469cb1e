// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.crd.ClusterCheck;
import dev.mehari.graph.Finding;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.Reading;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * A graph file after the half of a check that an operator does: everything that it says alone, and what a cluster asks.
 *
 * @param manifest the file as a tree; empty where a finding is an error
 */
record CheckedFile(Path file, Optional<JsonNode> manifest, List<Finding> findings) {

    static CheckedFile read(Path file) {
        Reading reading = GraphFiles.read(file);
        List<Finding> findings = new ArrayList<>(reading.findings());
        if (reading.graph().isEmpty()) {
            return new CheckedFile(file, Optional.empty(), findings);
        }
        // What begins with a brace is taken for JSON by fabric8, and YAML that begins so isn't: a comment says that it
        // is YAML.
        JsonNode manifest = Serialization.unmarshal("#\n" + text(file), JsonNode.class);
        findings.addAll(ClusterCheck.findings(reading.graph().get(), manifest.path("spec")));
        findings.sort(Finding.ORDER);
        return new CheckedFile(
                file, Finding.anyError(findings) ? Optional.empty() : Optional.of(manifest), List.copyOf(findings));
    }

    private static String text(Path file) {
        try {
            String text = Files.readString(file);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (IOException e) {
            throw new Failure(file + " can't be read: " + e.getMessage());
        }
    }

    /** Graph files, and those {@code *.graph.yaml} below folders, each once, in order. */
    static List<Path> files(List<Path> paths) {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                files.add(path);
                continue;
            }
            try (var below = Files.walk(path)) {
                List<Path> found = below.filter(f -> f.toString().endsWith(".graph.yaml") && Files.isRegularFile(f))
                        .sorted(Comparator.naturalOrder())
                        .toList();
                if (found.isEmpty()) {
                    throw new Failure("there is no *.graph.yaml below " + path);
                }
                files.addAll(found);
            } catch (IOException e) {
                throw new Failure(path + " can't be read: " + e.getMessage());
            }
        }
        return files.stream().distinct().toList();
    }
}
