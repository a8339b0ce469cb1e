// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Optional;
import java.util.Set;

/**
 * The keys of {@code spec} that say how a graph runs in a cluster. They are read and checked everywhere, and change
 * nothing where there is no cluster: no answer, no identity, no text of a route.
 *
 * @param replicas pods of the live revision, 0 to {@value #MAX_REPLICAS}
 */
public record ClusterSpec(
        @Key(value = "Pods that answer. Default: 1.", definition = "replicas")
        int replicas,

        @Key("How a new revision takes over in a cluster.") RolloutSpec rollout,

        @Key("Lets the cluster change the number of pods.") Optional<AutoscalingSpec> autoscaling,

        @Key("What the pods need in a cluster.") PodsSpec pods,

        @Key("How the graph is reached from outside the cluster, by Gateway API.")
        Optional<ExposeSpec> expose) {
    /** Most pods that one graph can ask for. */
    public static final int MAX_REPLICAS = 1000;

    /** What is so where nothing is written. */
    public static final ClusterSpec DEFAULT =
            new ClusterSpec(1, RolloutSpec.DEFAULT, Optional.empty(), PodsSpec.NONE, Optional.empty());

    /** The names of these keys in {@code spec}: {@code replicas}, {@code rollout} … */
    public static Set<String> keys() {
        return Keys.names(ClusterSpec.class);
    }
}
