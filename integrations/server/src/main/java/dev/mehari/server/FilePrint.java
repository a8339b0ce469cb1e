// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;

/**
 * What tells without reading it that a file has changed: where symbolic links lead now, which file that is, its size, when it
 * was written.
 */
record FilePrint(Path real, Object key, long size, FileTime written) {
    /** Empty if there is no such file, or it can't be reached. */
    static Optional<FilePrint> of(Path file) {
        try {
            Path real = file.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? Optional.of(new FilePrint(
                            real,
                            Objects.requireNonNullElse(attributes.fileKey(), ""),
                            attributes.size(),
                            attributes.lastModifiedTime()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
