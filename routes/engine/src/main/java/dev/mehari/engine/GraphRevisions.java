// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A graph's revisions at one moment.
 *
 * @param live the number of the live one
 * @param pinned whether it was rolled back to, and stays until the graph's file changes
 * @param lastFailure why the last change did not become live; empty once one did
 * @param revisions all that are known, by number
 */
public record GraphRevisions(
        String graph,
        Optional<Long> live,
        boolean pinned,
        Optional<RevisionFailure> lastFailure,
        List<Status> revisions) {
    public GraphRevisions {
        revisions = List.copyOf(revisions);
    }

    /**
     * One revision.
     *
     * @param since when it began to be in that state; for one that isn't loaded, when it was first seen or went
     * @param failure why it failed, for {@link RevisionState#FAILED}
     * @param holders how many loaded revisions of other graphs run it as a step
     */
    public record Status(
            KnownRevision revision,
            RevisionState state,
            Instant since,
            Optional<RevisionFailure> failure,
            int holders) {}
}
