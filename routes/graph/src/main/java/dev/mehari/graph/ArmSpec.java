// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * An arm of a traffic step.
 *
 * @param weight in percent, 0 to 100 with two decimals; empty where it couldn't be read
 */
@Structure("An arm of a traffic step.")
public record ArmSpec(
        String path,

        @Key(
                value = "The arm's share in percent, 0 to 100 with at most two decimals. All arms sum to 100.",
                required = true,
                definition = "percent")
        Optional<BigDecimal> weight,

        BranchSpec branch) {}
