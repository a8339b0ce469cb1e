// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the paths on a command line mean: graph files, folders searched for them, bare model files. */
record GraphPaths(List<Path> graphs, List<Path> models) {
    static final String SUFFIX = ".graph.yaml";
    private static final int DEPTH = 32;

    /** @throws UsageException if a path doesn't exist or is nothing that can be served */
    static GraphPaths resolve(List<Path> paths) {
        Map<Path, Path> graphs = new LinkedHashMap<>();
        Map<Path, Path> models = new LinkedHashMap<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                List<Path> found =
                        search(path).orElseThrow(() -> new UsageException("folder '" + path + "' can't be searched"));
                if (found.isEmpty()) {
                    throw new UsageException("there is no *" + SUFFIX + " in folder '" + path + "'");
                }
                found.forEach(file -> graphs.putIfAbsent(real(file), file));
            } else if (!Files.exists(path)) {
                throw new UsageException("there is no file or folder '" + path + "'");
            } else if (isGraph(path)) {
                graphs.putIfAbsent(real(path), path);
            } else if (String.valueOf(path.getFileName()).matches(".*\\.ya?ml")) {
                throw new UsageException("'" + path + "' is no graph file by its name; rename it to *" + SUFFIX);
            } else {
                models.putIfAbsent(real(path), path);
            }
        }
        return new GraphPaths(List.copyOf(graphs.values()), List.copyOf(models.values()));
    }

    /** One file may be named twice, such as by itself and by its folder. */
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file; // whoever reads it says why it can't be read
        }
    }

    private static boolean isGraph(Path path) {
        return String.valueOf(path.getFileName()).endsWith(SUFFIX);
    }

    /** Files that were found before, sorted into both kinds. */
    static GraphPaths sorted(Collection<Path> paths) {
        return new GraphPaths(
                paths.stream().filter(GraphPaths::isGraph).toList(),
                paths.stream().filter(path -> !isGraph(path)).toList());
    }

    /**
     * The graph files below a folder; empty if that, or a folder in it, can't be read. Names that begin with a dot are passed
     * over: files of editors and version control, and the copies behind the links of a mounted ConfigMap.
     */
    static Optional<List<Path>> search(Path folder) {
        List<Path> found = new ArrayList<>();
        boolean[] unreadable = new boolean[1];
        try {
            Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    return !path.equals(folder) && isHidden(path)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && isGraph(path) && !isHidden(path)) {
                        found.add(path);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path path, IOException e) {
                    // A ring of links leads to what has been seen; what is gone again needn't be seen.
                    unreadable[0] |= !(e instanceof FileSystemLoopException) && !(e instanceof NoSuchFileException)
                            || path.equals(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return Optional.empty();
        }
        found.sort(null);
        return unreadable[0] ? Optional.empty() : Optional.of(found);
    }

    private static boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }
}
