// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which number each revision of a graph has. Numbers count up from 1; content that was a revision before gets its old number
 * again. Kept in a folder, one small file per graph with one identity per line, so that line n is revision n; without a folder they are
 * known to this process alone. Guarded by its own lock; one process per folder.
 */
public final class RevisionNumbers {
    private final Optional<Path> folder;
    private final Map<String, List<String>> identities = new HashMap<>();

    private RevisionNumbers(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Numbers that start at 1 in each process. */
    public static RevisionNumbers inMemory() {
        return new RevisionNumbers(Optional.empty());
    }

    /** Numbers that are kept in {@code home}/revisions. */
    public static RevisionNumbers keptIn(Path home) {
        return new RevisionNumbers(Optional.of(home.resolve("revisions")));
    }

    /** The number of that content, a new one if it never was a revision. @throws UncheckedIOException if it can't be kept */
    public synchronized long numberOf(String graph, String identity) {
        List<String> known = identities.computeIfAbsent(graph, this::read);
        int index = known.indexOf(identity);
        if (index >= 0) {
            return index + 1L;
        }
        known.add(identity);
        write(graph, known);
        return known.size();
    }

    private List<String> read(String graph) {
        if (folder.isEmpty() || !Files.exists(file(folder.get(), graph))) {
            return new ArrayList<>();
        }
        try {
            return new ArrayList<>(Files.readAllLines(file(folder.get(), graph)));
        } catch (IOException e) {
            throw new UncheckedIOException("the revisions of graph '" + graph + "' can't be read", e);
        }
    }

    private void write(String graph, List<String> known) {
        if (folder.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(folder.get());
            // Beside and then moved: a crash leaves the old file or the new one, never half of it.
            Path beside = Files.write(folder.get().resolve(graph + ".revisions.new"), known);
            Files.move(
                    beside,
                    file(folder.get(), graph),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the revisions of graph '" + graph + "' can't be kept in the home folder", e);
        }
    }

    private static Path file(Path folder, String graph) {
        return folder.resolve(graph + ".revisions");
    }
}
