// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

import dev.mehari.model.ModelCache;

/**
 * {@code pvc://CLAIM/path}: a file of a PersistentVolumeClaim, read where it lies. It isn't copied, since volumes are where
 * large models are.
 */
public final class ClaimSource extends MountSource {
    /** Below the setting {@code mehari.models.mounts}. */
    public ClaimSource() {
        this(mounts());
    }

    ClaimSource(Path mounts) {
        super(mounts);
    }

    @Override
    String kind() {
        return "pvc";
    }

    @Override
    String noun() {
        return "PersistentVolumeClaim";
    }

    @Override
    public Path fetch(URI uri, Optional<String> sha256, ModelCache cache) throws IOException {
        String claim = name(uri);
        requireNoQuery(uri);
        String path = path(uri);
        if (path.isEmpty()) {
            throw new IOException("it names no file. Write pvc://" + claim + "/PATH");
        }
        return mount(claim).file(path);
    }
}
