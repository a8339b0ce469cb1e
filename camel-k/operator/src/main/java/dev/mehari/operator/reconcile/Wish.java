// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.util.List;
import java.util.Optional;

import dev.mehari.crd.FindingStatus;
import dev.mehari.operator.act.Refusal;
import dev.mehari.operator.desired.GraphRevision;

/**
 * What the spec asks for.
 *
 * @param digest of the spec's content
 * @param findings of the first half of the check
 * @param refused why no revision can be made of it
 * @param revision kept, or to be kept; empty where refused
 * @param isKept whether it is kept already
 */
record Wish(
        String digest,
        List<FindingStatus> findings,
        Optional<Refusal> refused,
        Optional<GraphRevision> revision,
        boolean isKept) {
    Wish {
        findings = List.copyOf(findings);
    }
}
