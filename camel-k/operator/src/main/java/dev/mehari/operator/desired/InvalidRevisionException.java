// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.List;
import java.util.stream.Collectors;

import dev.mehari.graph.Finding;

/** A revision, or what surrounds it, asks for what no pod can be made of; every finding is an error. */
public final class InvalidRevisionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Finding> findings;

    InvalidRevisionException(List<Finding> findings) {
        super(findings.stream()
                .map(f -> f.path() + ": " + f.message() + (f.mend().isEmpty() ? "." : ". " + f.mend()))
                .collect(Collectors.joining("\n")));
        this.findings = List.copyOf(findings);
    }

    /** All that is wrong, with paths as {@code spec.pods.credentials}; never empty. */
    public List<Finding> findings() {
        return findings;
    }
}
