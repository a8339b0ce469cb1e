// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.mehari.model.ModelCache;

/**
 * {@code configmap://NAME/key}. Keys have no folders, and {@code kubectl create configmap --from-file} calls them as the
 * files are called; so of a path below {@code spec.modelRoot} only the file's name counts: {@code models/credit.onnx} is the
 * key {@code credit.onnx}. The value is copied to the cache, because Kubernetes takes the old file away when a ConfigMap
 * changes, while a revision that runs keeps what it began with.
 */
public final class ConfigMapSource extends MountSource {
    private static final Pattern KEY = Pattern.compile("(?!\\.\\.)[-._a-zA-Z0-9]{1,253}");
    private static final int MOST_SHOWN = 20;

    /** Below the setting {@code mehari.models.mounts}. */
    public ConfigMapSource() {
        this(mounts());
    }

    ConfigMapSource(Path mounts) {
        super(mounts);
    }

    @Override
    String kind() {
        return "configmap";
    }

    @Override
    String noun() {
        return "ConfigMap";
    }

    @Override
    public String nameBelowRoot(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public Path fetch(URI uri, Optional<String> sha256, ModelCache cache) throws IOException {
        String name = name(uri);
        requireNoQuery(uri);
        String key = path(uri);
        if (key.indexOf('/') >= 0) {
            throw new IOException("keys of a ConfigMap have no '/'. Write configmap://" + name + "/"
                    + nameBelowRoot(key) + " if that is the key");
        }
        Mount mount = mount(name);
        if (key.equals(".") || !KEY.matcher(key).matches()) {
            throw new IOException((key.isEmpty() ? "it names no key" : "'" + key + "' can't be a key of a ConfigMap")
                    + known(mount, name));
        }
        if (!Files.exists(mount.folder().resolve(key))) {
            throw new IOException("ConfigMap '" + name + "' has no key '" + key + "'" + known(mount, name));
        }
        try (InputStream value = Files.newInputStream(mount.file(key))) {
            return cache.put(value, sha256, key);
        }
    }

    private static String known(Mount mount, String name) throws IOException {
        try (Stream<Path> files = Files.list(mount.folder())) {
            List<String> keys = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(key -> KEY.matcher(key).matches())
                    .sorted()
                    .limit(MOST_SHOWN)
                    .toList();
            return keys.isEmpty()
                    ? ". It is empty: make it with 'kubectl create configmap " + name + " --from-file=FOLDER'"
                    : "; known: " + String.join(", ", keys) + ". Name one of them";
        }
    }
}
