// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Which inputs, nodes and models something refers to, or may have been meant to. */
final class Usage {
    private final Set<String> tensors = new HashSet<>();
    private final Set<String> models = new HashSet<>();
    private boolean allModels;

    void tensor(String id) {
        tensors.add(id);
    }

    void tensors(Collection<String> ids) {
        tensors.addAll(ids);
    }

    void model(String key) {
        models.add(key);
    }

    /** Somebody wanted a model, and nobody knows which. */
    void someModel() {
        allModels = true;
    }

    boolean usesTensor(String id) {
        return tensors.contains(id);
    }

    boolean usesModel(String key) {
        return allModels || models.contains(key);
    }
}
