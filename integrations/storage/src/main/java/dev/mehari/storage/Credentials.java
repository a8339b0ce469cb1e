// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Secrets by name: files of a folder, as a Secret is mounted, else variables of the environment. They are read anew each
 * time, since Secrets are rotated, and no message has any of their text.
 */
final class Credentials {
    static final String FOLDER = "mehari.credentials";
    static final String DEFAULT = "/mehari/credentials";
    private static final int MOST_BYTES = 1 << 20;

    private final Path folder;
    private final Function<String, Optional<String>> environment;

    Credentials(Path folder, Function<String, Optional<String>> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    static Credentials installed() {
        return new Credentials(
                Path.of(StorageSettings.of(FOLDER).orElse(DEFAULT)), name -> Optional.ofNullable(System.getenv(name)));
    }

    /** A secret of one line, to be sent in a header. @throws IOException in words, if it can't be sent */
    Optional<String> word(String name) throws IOException {
        Optional<String> value =
                file(name).or(() -> environment.apply(name)).map(String::strip).filter(text -> !text.isEmpty());
        if (value.isPresent() && !isWord(value.get())) {
            throw new IOException(
                    "the credential " + name + " has a blank, a line break or a letter beyond ASCII in it."
                            + " Make the Secret anew, from a file without a line break");
        }
        return value;
    }

    /** Whether a text can stand in a header as it is. */
    static boolean isWord(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** A file of the folder. */
    Optional<String> file(String name) throws IOException {
        return read(folder.resolve(name));
    }

    /** A variable of the environment that says where something is. */
    Optional<String> environment(String name) {
        return environment.apply(name).filter(value -> !value.isBlank());
    }

    static Optional<String> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(MOST_BYTES + 1);
            if (text.length > MOST_BYTES) {
                throw new IOException("too large");
            }
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IOException("the credential " + file.getFileName() + " can't be read by this process");
        }
    }
}
