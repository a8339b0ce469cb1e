// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Turns what a manifest says of a model or data file into a verified file of this machine. The one place that does so.
 * Thread-safe.
 *
 * <p>A path or {@code file:} URI must lie below the folder of the graph file, symbolic links followed, unless files outside
 * are allowed; that holds for a local {@code spec.modelRoot} too, since whoever writes the URI writes the root.
 * {@code classpath:} is built in; every other scheme is a {@link ModelSource}.
 */
public final class ModelStore {
    /** The setting that allows local files outside a graph's folder. */
    public static final String OUTSIDE_SETTING = "mehari.models.outside-allowed";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final Map<String, ModelSource> sources = new TreeMap<>();
    private final ModelCache cache;
    private final LocalFiles files;

    /**
     * @param cache the folder for what is fetched; made when first needed
     * @param outsideAllowed whether local files may lie outside a graph's folder
     * @throws IllegalArgumentException if two sources answer for one scheme
     */
    public ModelStore(List<ModelSource> sources, Path cache, boolean outsideAllowed) {
        this.cache = new ModelCache(cache);
        this.files = new LocalFiles(outsideAllowed);
        Stream.concat(Stream.of(new ClasspathSource()), sources.stream()).forEach(this::add);
    }

    /** With the sources that {@link ServiceLoader} finds. */
    public static ModelStore installed(Path cache, boolean outsideAllowed) {
        List<ModelSource> found = ServiceLoader.load(ModelSource.class, ModelStore.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return new ModelStore(found, cache, outsideAllowed);
    }

    private void add(ModelSource source) {
        for (String scheme : source.schemes()) {
            if (scheme.equals("file") || sources.put(scheme, source) != null) {
                throw new IllegalArgumentException("two model sources answer for '" + scheme + ":'");
            }
        }
    }

    /** The schemes that can be read here: {@code classpath, file, https}. */
    public String schemes() {
        Map<String, Boolean> all = new TreeMap<>(Map.of("file", true));
        sources.keySet().forEach(scheme -> all.put(scheme, true));
        return String.join(", ", all.keySet());
    }

    /**
     * The file behind a URI, its digest taken and, if one is expected, compared.
     *
     * @param uri as in the manifest; relative ones are resolved against {@code base}
     * @param sha256 the digest expected, 64 hexadecimal digits
     * @throws InvalidModelException in words for the manifest's author, without paths of this machine
     */
    public ModelFile locate(String uri, ModelBase base, Optional<String> sha256) {
        ModelUri reference = ModelUri.parse(uri);
        Optional<String> expected = sha256.map(digest -> requireDigest(reference, digest));
        ModelUri whole = reference.isRelative()
                ? base.modelRoot().map(root -> below(root, reference)).orElse(reference)
                : reference;
        try {
            return whole.isLocal() ? local(whole, base, expected) : fetched(whole, expected);
        } catch (UncheckedIOException e) {
            throw new InvalidModelException(whole.shown() + " can't be read to its end", e);
        }
    }

    private ModelUri below(String modelRoot, ModelUri reference) {
        ModelSource source = modelRoot.isBlank()
                ? null
                : sources.get(ModelUri.parse(modelRoot).scheme());
        if (source == null) {
            return reference.under(modelRoot);
        }
        requireNoParentStep(reference); // before a source drops the folders of the path
        return reference.called(source.nameBelowRoot(reference.rest())).under(modelRoot);
    }

    private static void requireNoParentStep(ModelUri uri) {
        if (uri.hasParentStep()) {
            throw new InvalidModelException(uri.shown() + " leads upwards by '..'. Write the path itself");
        }
    }

    private static String requireDigest(ModelUri uri, String digest) {
        if (!SHA256.matcher(digest).matches()) {
            throw new InvalidModelException(
                    "sha256 of " + uri.shown() + " isn't 64 hexadecimal digits. Take it with " + "'sha256sum FILE'");
        }
        return digest.toLowerCase(Locale.ROOT);
    }

    private ModelFile local(ModelUri uri, ModelBase base, Optional<String> expected) {
        return verified(uri, files.find(uri, base.folder()), expected);
    }

    private ModelFile fetched(ModelUri uri, Optional<String> expected) {
        ModelSource source = sources.get(uri.scheme());
        if (source == null) {
            throw new InvalidModelException(
                    "nothing here reads '" + uri.scheme() + ":', as in " + uri.shown() + ". Known: " + schemes());
        }
        requireNoParentStep(uri);
        if (source.requiresDigest() && expected.isEmpty()) {
            throw new InvalidModelException(uri.shown() + " needs sha256, because nobody vouches for what lies there. "
                    + "Take it with 'sha256sum FILE' from a copy that you trust");
        }
        if (uri.rest().indexOf('#') >= 0) {
            throw new InvalidModelException(uri.shown() + " has a '#'. One that belongs to the name is written %23");
        }
        URI address = uri.toAddress();
        return expected.flatMap(digest -> cache.find(digest, uri.rest())).orElseGet(() -> {
            try {
                return verified(uri, source.fetch(address, expected, cache), expected);
            } catch (FileSystemException e) {
                throw new InvalidModelException(uri.shown() + " can't be fetched: the model cache can't be written", e);
            } catch (IOException e) {
                throw new InvalidModelException(uri.shown() + " can't be fetched: " + e.getMessage(), e);
            }
        });
    }

    private static ModelFile verified(ModelUri uri, Path path, Optional<String> expected) {
        ModelFile file = ModelFile.of(path);
        try {
            if (Files.size(path) == 0) {
                throw new InvalidModelException(uri.shown() + " is empty");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        expected.ifPresent(digest -> Digests.requireSame(uri.shown(), digest, file.sha256()));
        return file;
    }
}
