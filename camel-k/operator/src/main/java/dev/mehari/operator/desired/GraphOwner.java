// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.TreeMap;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/**
 * The InferenceGraph that owns what is made for it.
 *
 * @param uid as the API server gave it
 */
public record GraphOwner(String namespace, String name, String uid) {
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
