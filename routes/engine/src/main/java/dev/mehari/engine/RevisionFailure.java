// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.mehari.graph.Finding;

/**
 * Why a change of a graph did not become live.
 *
 * @param revision the number that the change got; none where it was wrong before it got one
 * @param message in one sentence or more
 * @param findings what is wrong with the graph file; empty where that isn't the reason
 */
public record RevisionFailure(Instant at, Optional<Long> revision, String message, List<Finding> findings) {
    public RevisionFailure {
        findings = List.copyOf(findings);
    }
}
