// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Optional;

/**
 * Amounts as Kubernetes writes them.
 *
 * @param cpu in cores: {@code 2}, {@code 500m}
 * @param memory in bytes: {@code 2Gi}, {@code 512Mi}
 */
@Structure("Amounts as Kubernetes writes them.")
public record QuantitiesSpec(
        @Key(value = "Cores: 2, or 500m for half of one.", definition = "quantity")
        Optional<String> cpu,

        @Key(value = "Bytes: 2Gi, 512Mi.", definition = "quantity")
        Optional<String> memory) {
    public static final QuantitiesSpec NONE = new QuantitiesSpec(Optional.empty(), Optional.empty());
}
