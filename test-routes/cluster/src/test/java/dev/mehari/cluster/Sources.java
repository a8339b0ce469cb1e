// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the repository that tests stand on. */
final class Sources {
    private Sources() {}

    static Path root() {
        return Path.of(System.getProperty("mehari.root"));
    }

    static Path sample(String name) {
        return root().resolve("routes/samples").resolve(name);
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
