// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.function.Function;
import java.util.function.Predicate;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelFile;

/**
 * Opens the files of tree models.
 *
 * @param maxBytes how large a file may be
 */
record TreeFiles(long maxBytes) {
    private static final long MAX_BYTES = 1L << 30;
    private static final int RECOGNISED_BYTES = 1 << 16;

    TreeFiles() {
        this(Long.getLong(XGBoostRuntime.MAX_BYTES_SETTING, MAX_BYTES));
    }

    /** Whether the first bytes of a file are what they should be; false where it can't be read. */
    static boolean begins(ModelFile file, Predicate<InputStream> test) {
        try (InputStream in = Files.newInputStream(file.path())) {
            return test.test(new LimitedInputStream(in, RECOGNISED_BYTES));
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads a file from front to back, verifying its digest on the way. */
    <T> T read(ModelFile file, Function<InputStream, T> reader) {
        try {
            if (Files.size(file.path()) > maxBytes) {
                throw new InvalidModelException("the file has more than " + maxBytes + " bytes. Raise "
                        + XGBoostRuntime.MAX_BYTES_SETTING + " if it should be read");
            }
            try (InputStream in = file.open()) {
                return reader.apply(in);
            }
        } catch (IOException e) {
            throw new InvalidModelException("the file can't be read to its end", e);
        }
    }
}
