// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that relative URIs stand for where {@code spec.modelRoot} is a ConfigMap. Keys have no folders, so {@code
 * a/m.onnx} and {@code b/m.onnx} would be one key, and the graph would run one model twice. Confined to one check.
 */
final class ConfigMapKeys {
    private static final String SCHEME = "configmap:";

    private final boolean areUsed;
    private final Map<String, String> uris = new HashMap<>();

    ConfigMapKeys(Optional<String> modelRoot) {
        this.areUsed = modelRoot
                .filter(root -> root.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .isPresent();
    }

    /** Another relative URI, met before, that would be the same key. */
    Optional<String> clash(String uri) {
        if (!areUsed || !Models.isRelative(uri)) {
            return Optional.empty();
        }
        String key = uri.substring(uri.lastIndexOf('/') + 1);
        return Optional.ofNullable(uris.putIfAbsent(key, uri)).filter(other -> !other.equals(uri));
    }

    static String message(String uri, String other) {
        return "'" + uri + "' and '" + other + "' would be one key of the ConfigMap, whose keys have no folders";
    }

    static final String MEND = "Give one file another name.";
}
