// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.revision;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Which graph: its namespace and its name. */
public record GraphKey(String namespace, String name) {
    /** Of the object itself. */
    public static GraphKey of(HasMetadata graph) {
        return new GraphKey(
                graph.getMetadata().getNamespace(), graph.getMetadata().getName());
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
