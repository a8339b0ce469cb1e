// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code oci://registry/repository:tag/file}, or {@code @sha256:…} in place of the tag or after it; the file may be left out
 * where the artefact has one.
 *
 * @param registry the host, maybe with a port, as it stands in the URI
 * @param repository of lower-case words and slashes
 * @param reference a tag, or a digest {@code sha256:…}, which goes before a tag
 * @param file the title of a layer; empty if none is named
 */
record OciReference(String registry, String repository, String reference, String file) {
    private static final String WORD = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern REGISTRY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?");

    /** OCI Distribution Specification 1.1, "Pulling manifests": names, tags and digests. */
    private static final Pattern PATH = Pattern.compile("/(?<repository>" + WORD + "(?:/" + WORD + ")*)"
            + "(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?"
            + "(?:@(?<digest>sha256:[0-9a-f]{64}))?(?:/(?<file>.*))?");

    private static final int LONGEST = 255;
    private static final int LONGEST_PATH = 1024;
    private static final String EXAMPLE = "as in oci://registry.example.org/models/credit:v7/trees.json";

    static OciReference of(URI uri) throws IOException {
        String registry = Optional.ofNullable(uri.getRawAuthority()).orElse("");
        if (!REGISTRY.matcher(registry).matches()) {
            throw new IOException("it names no registry, " + EXAMPLE + ". Credentials don't belong in it");
        }
        MountSource.requireNoQuery(uri);
        String text = Optional.ofNullable(uri.getPath()).orElse("");
        Matcher path = PATH.matcher(text.length() > LONGEST_PATH ? "" : text);
        if (!path.matches() || path.group("repository").length() > LONGEST) {
            throw new IOException("it names no repository with a tag or a digest, " + EXAMPLE);
        }
        Optional<String> reference =
                Optional.ofNullable(path.group("digest")).or(() -> Optional.ofNullable(path.group("tag")));
        if (reference.isEmpty()) {
            throw new IOException(
                    "it names no tag or digest. Write :TAG or @sha256:DIGEST after the repository, " + EXAMPLE);
        }
        boolean hub = registry.equals("docker.io");
        String repository = path.group("repository");
        return new OciReference(
                registry,
                hub && repository.indexOf('/') < 0 ? "library/" + repository : repository,
                reference.get(),
                Optional.ofNullable(path.group("file")).orElse(""));
    }

    /** The digest, where it is named by one. */
    Optional<String> digest() {
        return reference.startsWith("sha256:") ? Optional.of(reference.substring(7)) : Optional.empty();
    }

    /** Where the registry answers. Docker's own is called otherwise than it is. */
    String host() {
        return registry.equals("docker.io") ? "registry-1.docker.io" : registry;
    }

    /** {@code repository:tag} for messages. */
    String shown() {
        return repository + (digest().isPresent() ? "@" : ":") + reference;
    }
}
