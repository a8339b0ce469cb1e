// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.OptionalDouble;

/**
 * A branch of an ensemble.
 *
 * @param weight what its answer counts for mean and vote, above 0; 1 where the file doesn't say
 */
@Structure("A branch of an ensemble.")
public record WeightedBranchSpec(
        String path,

        @Key(value = "What the branch counts for mean and vote. Default: 1.", definition = "weight")
        OptionalDouble weight,

        BranchSpec branch) {}
