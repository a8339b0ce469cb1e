// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

import java.time.Instant;
import java.util.Optional;

import dev.mehari.crd.Reason;

/**
 * What is remembered of a revision from one decision to the next.
 *
 * @param candidateSince since when it is meant to take the traffic
 * @param failure why it was given up
 * @param pinnedOver digest of the spec's content when somebody rolled back to this one
 */
public record Marks(Optional<Instant> candidateSince, Optional<Failure> failure, Optional<String> pinnedOver) {
    /** Nothing. */
    public static final Marks NONE = new Marks(Optional.empty(), Optional.empty(), Optional.empty());

    /** Why a revision was given up: a word, and what it means here. */
    public record Failure(Reason reason, String message) {}

    Marks withCandidateSince(Instant since) {
        return new Marks(Optional.of(since), failure, pinnedOver);
    }

    Marks withFailure(Failure why) {
        return new Marks(candidateSince, Optional.of(why), pinnedOver);
    }

    Marks withPinnedOver(Optional<String> content) {
        return new Marks(candidateSince, failure, content);
    }

    /** As of a revision that isn't meant to take the traffic. */
    Marks withoutCandidacy() {
        return new Marks(Optional.empty(), Optional.empty(), pinnedOver);
    }
}
