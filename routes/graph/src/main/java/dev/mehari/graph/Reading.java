// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading a graph file and checking what it says alone.
 *
 * @param graph present where no finding is an error
 * @param findings in the order of the file
 */
public record Reading(Optional<InferenceGraph> graph, List<Finding> findings) {
    public Reading {
        findings = List.copyOf(findings);
    }
}
