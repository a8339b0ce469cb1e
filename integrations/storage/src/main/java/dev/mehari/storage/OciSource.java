// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelCache;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelSource;

/**
 * {@code oci://registry/repository:tag/file}: a file of an OCI artefact, such as {@code oras push} makes. By digest it is
 * content-addressed from end to end, and what is in the cache needs no network; a tag is asked for each time and what it
 * stands for is recorded, since the layer's digest is the file's. Archives are never unpacked.
 */
public final class OciSource implements ModelSource {
    static final String PLAIN_HTTP = "mehari.oci.plain-http";

    private static final String MANIFESTS = String.join(
            ", ",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json");

    private final Set<String> plainHttp;
    private final RegistryLogin login;
    private final HttpPolicy policy;
    private final Tries tries;

    /** By the settings {@code mehari.oci.plain-http} and {@code mehari.credentials}. */
    public OciSource() {
        this(
                registries(StorageSettings.of(PLAIN_HTTP).orElse("")),
                Credentials.installed(),
                HttpPolicy.of(StorageSettings::of),
                Tries.standard());
    }

    OciSource(Set<String> plainHttp, Credentials credentials, HttpPolicy policy, Tries tries) {
        this.plainHttp = Set.copyOf(plainHttp);
        this.login = new RegistryLogin(credentials);
        this.policy = policy;
        this.tries = tries;
    }

    private static Set<String> registries(String list) {
        return Arrays.stream(list.split(","))
                .map(registry -> registry.strip().toLowerCase(Locale.ROOT))
                .filter(registry -> !registry.isEmpty())
                .collect(Collectors.toSet());
    }

    @Override
    public Set<String> schemes() {
        return Set.of("oci");
    }

    /** The registry vouches for a tag; a digest speaks for itself. */
    @Override
    public boolean requiresDigest() {
        return false;
    }

    @Override
    public Path fetch(URI uri, Optional<String> sha256, ModelCache cache) throws IOException {
        OciReference reference = OciReference.of(uri);
        HttpAsk ask = new HttpAsk(policy);
        return tries.run(ask, () -> fetch(reference, sha256, cache, ask));
    }

    private Path fetch(OciReference reference, Optional<String> sha256, ModelCache cache, HttpAsk ask)
            throws IOException {
        boolean plain = plainHttp.contains(reference.registry().toLowerCase(Locale.ROOT));
        Optional<Path> known = reference
                .digest()
                .flatMap(digest -> cache.find(digest, "manifest.json"))
                .map(ModelFile::path);
        Registry registry = null;
        Path manifest;
        if (known.isPresent()) {
            manifest = known.get();
        } else {
            registry = new Registry(reference, policy, login, plain, ask);
            manifest = manifest(registry, reference, cache);
        }
        OciManifest.Layer layer = OciManifest.read(manifest).layer(reference.file(), reference.shown());
        if (sha256.isPresent() && !sha256.get().equals(layer.sha256())) {
            throw new IOException("it has sha256 " + layer.sha256()
                    + ", not the one that the graph file says. Put that one " + "if it is the file you mean");
        }
        String name = reference.file().isEmpty() ? layer.title() : reference.file();
        Optional<ModelFile> cached = cache.find(layer.sha256(), name);
        if (cached.isPresent()) {
            return cached.get().path();
        }
        if (layer.sizeBytes() > policy.maxBytes()) {
            throw new IOException("it is larger than " + policy.maxBytes() + " bytes. Raise " + HttpPolicy.MAX_BYTES
                    + " if it should be read");
        }
        if (registry == null) {
            registry = new Registry(reference, policy, login, plain, ask);
        }
        return blob(registry, reference, layer, name, cache);
    }

    private static Path manifest(Registry registry, OciReference reference, ModelCache cache) throws IOException {
        try (HttpAsk.Answer answer = registry.get("manifests/" + reference.reference(), MANIFESTS, reference.shown());
                InputStream bounded = new ByteArrayInputStream(answer.body().readNBytes(OciManifest.MOST_BYTES + 1))) {
            if (bounded.available() > OciManifest.MOST_BYTES) {
                throw new IOException(
                        "the registry's manifest is larger than " + (OciManifest.MOST_BYTES >> 20) + " MiB");
            }
            return put(cache, bounded, reference.digest(), "manifest.json");
        }
    }

    private static Path blob(
            Registry registry, OciReference reference, OciManifest.Layer layer, String name, ModelCache cache)
            throws IOException {
        if (layer.sizeBytes() == 0) {
            throw new IOException("it is empty. Push it anew");
        }
        try (HttpAsk.Answer answer =
                registry.get("blobs/sha256:" + layer.sha256(), "*/*", "such layer of " + reference.shown())) {
            Path file = put(cache, answer.body(), Optional.of(layer.sha256()), name);
            if (Files.size(file) != layer.sizeBytes()) {
                throw new IOException("its layer has another size than its manifest says. Push it anew");
            }
            return file;
        }
    }

    private static Path put(ModelCache cache, InputStream content, Optional<String> sha256, String name)
            throws IOException {
        try {
            return cache.put(content, sha256, name);
        } catch (InvalidModelException e) {
            // The words of the cache are about the graph file's sha256, which isn't what was compared here.
            throw new TemporaryException("the registry gives other bytes than its digest says, or none", e);
        }
    }
}
