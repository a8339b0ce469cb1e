// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;
import java.util.Optional;

/**
 * What came of both halves of a check.
 *
 * @param graph present where no finding is an error
 * @param findings in the order of the file
 */
public record Checked(Optional<CheckedGraph> graph, List<Finding> findings) {
    public Checked {
        findings = List.copyOf(findings);
    }
}
