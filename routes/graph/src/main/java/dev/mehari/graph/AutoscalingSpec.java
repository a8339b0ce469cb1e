// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;
import java.util.Optional;

/**
 * Lets the cluster change the number of pods.
 *
 * @param min pods at least; 0 only with triggers
 * @param max pods at most, at least {@code min} and 1
 * @param cpu mean use of the pods' CPU request that is aimed at, in percent, 1 to {@value #MAX_CPU}
 * @param triggers of KEDA
 */
@Structure(
        value = "Lets the cluster change the number of pods.",
        anyOf = {"cpu", "triggers"})
public record AutoscalingSpec(
        @Key(value = "Pods at least; 0 only with triggers. Default: 1.", definition = "replicas")
        int min,

        @Key(value = "Pods at most.", required = true, definition = "maxReplicas")
        int max,

        @Key(
                value = "Mean use of the CPU that the pods request to aim at, in percent.",
                definition = "percentOfRequest")
        Optional<Integer> cpu,

        @Key(value = "Triggers of KEDA, which must be installed.", definition = "triggers")
        List<TriggerSpec> triggers) {
    public static final int MAX_CPU = 1000;

    public AutoscalingSpec {
        triggers = List.copyOf(triggers);
    }
}
