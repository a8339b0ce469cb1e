// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the paths on a command line mean: graph files, folders searched for them, bare model files. */
record GraphPaths(List<Path> graphs, List<Path> models) {
    private static final String SUFFIX = ".graph.yaml";
    private static final int DEPTH = 32;

    /** @throws UsageException if a path doesn't exist or is nothing that can be served */
    static GraphPaths resolve(List<Path> paths) {
        Set<Path> graphs = new LinkedHashSet<>();
        List<Path> models = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                List<Path> found = search(path);
                if (found.isEmpty()) {
                    throw new UsageException("there is no *" + SUFFIX + " in folder '" + path + "'");
                }
                graphs.addAll(found);
            } else if (!Files.exists(path)) {
                throw new UsageException("there is no file or folder '" + path + "'");
            } else if (isGraph(path)) {
                graphs.add(path);
            } else if (String.valueOf(path.getFileName()).matches(".*\\.ya?ml")) {
                throw new UsageException("'" + path + "' is no graph file by its name; rename it to *" + SUFFIX);
            } else {
                models.add(path);
            }
        }
        return new GraphPaths(List.copyOf(graphs), List.copyOf(models));
    }

    private static boolean isGraph(Path path) {
        return String.valueOf(path.getFileName()).endsWith(SUFFIX);
    }

    private static List<Path> search(Path folder) {
        try (Stream<Path> files = Files.walk(folder, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(Files::isRegularFile)
                    .filter(GraphPaths::isGraph)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new UsageException("folder '" + folder + "' can't be searched: " + e.getMessage());
        }
    }
}
