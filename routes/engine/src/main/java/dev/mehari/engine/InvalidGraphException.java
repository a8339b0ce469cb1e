// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.List;
import java.util.stream.Collectors;

import dev.mehari.graph.Finding;

/** A graph file that is wrong; the message has all findings, one a line. */
public final class InvalidGraphException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Finding> findings;

    public InvalidGraphException(List<Finding> findings) {
        super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
        this.findings = List.copyOf(findings);
    }

    public List<Finding> findings() {
        return findings;
    }
}
