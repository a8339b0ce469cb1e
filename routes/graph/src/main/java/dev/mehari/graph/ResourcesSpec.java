// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/** CPU and memory of one pod. */
@Structure("CPU and memory of one pod.")
public record ResourcesSpec(
        @Key("What a node must have free.") QuantitiesSpec requests,

        @Key("What a pod may use at most.") QuantitiesSpec limits) {
    public static final ResourcesSpec NONE = new ResourcesSpec(QuantitiesSpec.NONE, QuantitiesSpec.NONE);
}
