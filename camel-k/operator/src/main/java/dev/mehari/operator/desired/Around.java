// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.List;
import java.util.Set;

import dev.mehari.graph.Finding;
import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * What is made for a graph beside its Service and its revisions.
 *
 * @param objects always its NetworkPolicy, then what its spec asks for
 * @param missing kinds that the spec asks for and the cluster lacks: {@code ScaledObject}, {@code HTTPRoute}
 * @param findings errors in what it asks for; what has one is left out
 */
public record Around(List<HasMetadata> objects, Set<OptionalKind> missing, List<Finding> findings) {
    public Around {
        objects = List.copyOf(objects);
        missing = Set.copyOf(missing);
        findings = List.copyOf(findings);
    }
}
