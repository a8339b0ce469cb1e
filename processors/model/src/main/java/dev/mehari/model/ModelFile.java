// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model's file on this machine, verified: its content has the digest.
 *
 * @param path where it lies; never shown to clients
 * @param sha256 of its bytes, 64 lower-case hexadecimal digits
 */
public record ModelFile(Path path, String sha256) {
    /** Reads the file and takes its digest as it is. */
    public static ModelFile of(Path path) {
        return new ModelFile(path, Digests.sha256(path));
    }

    /**
     * Its content, verified again while it is read: at the end, {@code read} throws {@link InvalidModelException} if the
     * file has changed in the meantime. Whoever loads a model this way runs what was verified.
     */
    public InputStream open() throws IOException {
        return new VerifyingStream(Files.newInputStream(path), sha256);
    }
}
