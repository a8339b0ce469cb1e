// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.Map;
import java.util.TreeMap;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/**
 * The InferenceGraph that owns what is made for it.
 *
 * @param uid as the API server gave it
 */
public record GraphOwner(String namespace, String name, String uid) {
    /** An object of a kind that fabric8 has no class for, or that a cluster may lack. */
    GenericKubernetesResource object(OptionalKind kind, Map<String, Object> spec) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(kind.apiVersion())
                .withKind(kind.kind())
                .withMetadata(meta())
                .addToAdditionalProperties("spec", spec)
                .build();
    }

    /** Of an object that is called like the graph. */
    ObjectMeta meta() {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(new TreeMap<>(Workload.graphLabels(name)))
                .withOwnerReferences(Workload.owner(name, uid))
                .build();
    }
}
