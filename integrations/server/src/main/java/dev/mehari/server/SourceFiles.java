// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds the files with routes that patterns such as {@code file:/etc/camel/sources/**} mean. */
final class SourceFiles {
    private static final String SCHEME = "file:";
    private static final int DEPTH = 16;

    private final Set<Path> files = new TreeSet<>();
    private final List<String> misses = new ArrayList<>();

    /** @param patterns each a file, a folder, or a glob after a folder; {@code file:} before it may be left out */
    SourceFiles(List<String> patterns) {
        patterns.forEach(this::search);
    }

    /** In the order of their names. */
    List<Path> files() {
        return List.copyOf(files);
    }

    /** In words, the patterns that lead nowhere. */
    List<String> misses() {
        return misses;
    }

    private void search(String pattern) {
        String path = pattern.startsWith(SCHEME) ? pattern.substring(SCHEME.length()) : pattern;
        if (path.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
            misses.add("'" + pattern + "' isn't searched: routes are read from files");
            return;
        }
        int wild = firstWild(path);
        if (wild < 0 && Files.isRegularFile(Path.of(path))) {
            files.add(Path.of(path));
            return;
        }
        Path folder = Path.of(wild < 0 ? path : path.substring(0, path.lastIndexOf('/', wild) + 1));
        String rest = wild < 0 ? "**" : path.substring(path.lastIndexOf('/', wild) + 1);
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + rest);
        try (Stream<Path> walk = Files.walk(folder, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
            walk.filter(file -> !isHidden(folder.relativize(file)))
                    .filter(file -> matcher.matches(folder.relativize(file)))
                    .filter(Files::isRegularFile)
                    .forEach(files::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            misses.add("'" + pattern + "' can't be searched: " + e.getMessage());
        }
    }

    private static int firstWild(String path) {
        for (int i = 0; i < path.length(); i++) {
            if ("*?[{".indexOf(path.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /** What a mounted ConfigMap keeps behind its links begins with two dots. */
    private static boolean isHidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }
}
