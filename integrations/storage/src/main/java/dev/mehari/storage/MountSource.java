// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.mehari.model.ModelSource;

/**
 * What is mounted into the pod: a file below {@code KIND/NAME} of the folder {@code mehari.models.mounts}. The cluster puts
 * the volume there; this only looks, and never outside the mount.
 */
abstract class MountSource implements ModelSource {
    static final String MOUNTS = "mehari.models.mounts";
    static final String DEFAULT = "/mehari/mounts";

    /** RFC 1123, as Kubernetes names ConfigMaps and claims: no slash, and never {@code .} or {@code ..}. */
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private static final int LONGEST_NAME = 253;

    private final Path mounts;

    MountSource(Path mounts) {
        this.mounts = mounts;
    }

    static Path mounts() {
        return Path.of(StorageSettings.of(MOUNTS).orElse(DEFAULT));
    }

    /** Its only scheme, which is also the name of the folder. */
    abstract String kind();

    /** What it is called in sentences: {@code ConfigMap}. */
    abstract String noun();

    @Override
    public final Set<String> schemes() {
        return Set.of(kind());
    }

    /** The cluster vouches: whoever may write there may change what the graph's pods run. */
    @Override
    public final boolean requiresDigest() {
        return false;
    }

    final String name(URI uri) throws IOException {
        String name = uri.getRawAuthority();
        if (name == null || name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new IOException(
                    "it names no " + noun() + ", whose names have lower-case letters, digits, '-' and '.', " + "as in "
                            + kind() + "://credit-models/credit.onnx");
        }
        return name;
    }

    /** What follows the name, percent escapes read, without the slash; empty if there is nothing. */
    static String path(URI uri) {
        return Optional.ofNullable(uri.getPath()).orElse("").replaceFirst("^/", "");
    }

    static void requireNoQuery(URI uri) throws IOException {
        if (uri.getRawQuery() != null) {
            throw new IOException("it has a '?'. One that belongs to the name is written %3F");
        }
    }

    final Mount mount(String name) throws IOException {
        Path folder = mounts.resolve(kind()).resolve(name);
        return Mount.at(folder, noun() + " '" + name + "'", kind() + "/" + name);
    }
}
