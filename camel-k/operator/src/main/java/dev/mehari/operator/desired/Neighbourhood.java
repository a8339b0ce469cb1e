// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is around the graphs of a cluster.
 *
 * @param operatorNamespace where the operator runs, if it asks pods by their network; empty where it asks through the API
 *     server, which comes from no namespace
 * @param monitoring labels of the namespaces that may read metrics; with none no other namespace may
 * @param kinds those that the cluster has
 */
public record Neighbourhood(
        Optional<String> operatorNamespace, SortedMap<String, String> monitoring, Set<OptionalKind> kinds) {
    /** The label by which a namespace is let in to read metrics, unless the installation says another. */
    public static final Map<String, String> MONITORING = Map.of("mehari.dev/monitoring", "true");

    public Neighbourhood {
        monitoring = Collections.unmodifiableSortedMap(new TreeMap<>(monitoring));
        kinds = Set.copyOf(kinds);
    }
}
