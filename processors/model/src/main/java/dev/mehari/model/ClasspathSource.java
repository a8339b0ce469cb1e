// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** {@code classpath:models/credit.onnx}: a resource of the application, copied to the cache so that engines can map it. */
final class ClasspathSource implements ModelSource {
    @Override
    public Set<String> schemes() {
        return Set.of("classpath");
    }

    @Override
    public boolean requiresDigest() {
        return false;
    }

    @Override
    public Path fetch(URI uri, Optional<String> sha256, ModelCache cache) throws IOException {
        String name = uri.getSchemeSpecificPart();
        String resource = name.startsWith("/") ? name.substring(1) : name;
        URL url = find(resource);
        if (url == null) {
            throw new IOException("the class path has no such resource");
        }
        if (url.getProtocol().equals("file") && Files.isDirectory(Path.of(URI.create(url.toString())))) {
            throw new IOException("it is a folder of the class path. Name a file in it");
        }
        try (InputStream content = url.openStream()) {
            return cache.put(content, sha256, resource);
        } catch (FileNotFoundException e) {
            throw new IOException("it can't be opened", e); // the message of the cause is an absolute path
        }
    }

    private static @Nullable URL find(String resource) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        URL url = context == null ? null : context.getResource(resource);
        return url != null ? url : ModelStore.class.getClassLoader().getResource(resource);
    }
}
