// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

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
}
