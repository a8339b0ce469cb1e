// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the pods of a graph need.
 *
 * @param credentials the Secret, in the graph's namespace, with what model stores ask for
 */
@Structure("What the pods need in a cluster.")
public record PodsSpec(
        @Key("CPU and memory of one pod.") ResourcesSpec resources,

        @Key(
                value = "A Secret in the graph's namespace, with the keys that model stores ask for.",
                definition = "objectName")
        Optional<String> credentials,

        @Key(value = "Labels that a node must have.", definition = "nodeLabels")
        Map<String, String> nodeSelector,

        @Key(value = "Taints that the pods bear.", definition = "tolerations")
        List<TolerationSpec> tolerations) {
    public static final PodsSpec NONE = new PodsSpec(ResourcesSpec.NONE, Optional.empty(), Map.of(), List.of());

    public PodsSpec {
        nodeSelector = Collections.unmodifiableMap(new LinkedHashMap<>(nodeSelector));
        tolerations = List.copyOf(tolerations);
    }
}
