// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the bytes behind a URI to this machine: the seam for storage. One source per kind of storage, found by
 * {@link java.util.ServiceLoader}; thread-safe.
 */
public interface ModelSource {
    /** The schemes it answers for, lower case, such as {@code https}. */
    Set<String> schemes();

    /** Whether the digest must be known beforehand, because nobody vouches for what lies at the address. */
    boolean requiresDigest();

    /**
     * What a path below {@code spec.modelRoot} is called in this storage. It begins with no slash and has no {@code ..}.
     *
     * @param path as it stands in the manifest, such as {@code models/credit.onnx}
     */
    default String nameBelowRoot(String path) {
        return path;
    }

    /**
     * The file, put into {@code cache} or where it lies already. The caller has looked into the cache before, and verifies
     * the digest afterwards.
     *
     * @param sha256 the digest expected
     * @throws IOException if it can't be had; the message says why in words for whoever wrote the manifest, in such a way
     *     that it can follow "…can't be fetched: "
     */
    Path fetch(URI uri, Optional<String> sha256, ModelCache cache) throws IOException;
}
