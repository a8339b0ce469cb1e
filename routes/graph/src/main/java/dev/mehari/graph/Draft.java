// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Set;

/**
 * What could be read of a graph file, right or wrong: the checks go over it so that all findings come at once.
 *
 * @param broken paths of inputs, models, steps, outputs from which something is missing that a finding tells of: what
 *     follows from it isn't reported
 */
record Draft(InferenceGraph graph, Set<String> broken) {
    Draft {
        broken = Set.copyOf(broken);
    }

    boolean isBroken(String path) {
        return broken.contains(path);
    }
}
