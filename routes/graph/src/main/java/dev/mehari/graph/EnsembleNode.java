// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.maths.Combiner;

/**
 * Sends all rows down all branches and combines their answers.
 *
 * @param combine the outputs handed outward, each with its combiner, in order
 * @param quorum how many branches must answer, 1 up to all; empty where the file asks for none, so that one failure is
 *     the graph's
 * @param deadline after which a branch is left out
 */
public record EnsembleNode(
        String id,
        String path,
        List<WeightedBranch> branches,
        Map<String, Combiner> combine,
        Optional<Integer> quorum,
        Optional<Duration> deadline)
        implements Node {
    public EnsembleNode {
        branches = List.copyOf(branches);
        combine = Collections.unmodifiableMap(new LinkedHashMap<>(combine));
    }

    /** @param weight above 0; 1 where the file doesn't say */
    public record WeightedBranch(double weight, Branch branch) {}
}
