// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A room of the house: a {@code <module>} line of the root POM.
 *
 * @param path such as {@code processors/runtime-onnx}
 */
record Room(String path) {
    private static final Pattern MODULE = Pattern.compile("<module>\\s*([^<]+?)\\s*</module>");

    /** All rooms, in the order of the POM, which is that of the arrows. */
    static List<Room> all() {
        return all(read(root().resolve("pom.xml")));
    }

    static List<Room> all(String pom) {
        return MODULE.matcher(pom)
                .results()
                .map(line -> new Room(line.group(1)))
                .toList();
    }

    /** The folder of the root POM. */
    static Path root() {
        return Path.of(System.getProperty("mehari.root", "../.."))
                .toAbsolutePath()
                .normalize();
    }

    /** The top-level folder that the room lies in, such as {@code processors}. */
    String floor() {
        return path.substring(0, path.indexOf('/'));
    }

    /** Its package below that of the house: {@code runtime.onnx}. */
    String packageName() {
        return path.substring(path.indexOf('/') + 1).replace('-', '.');
    }

    Path folder() {
        return root().resolve(path);
    }

    /** Whether it has code of its own that isn't a test. */
    boolean hasCode() {
        Path sources = folder().resolve("src/main/java");
        if (!Files.isDirectory(sources)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
