// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

import java.time.Instant;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a cluster shows of one graph, as far as a rollout asks for it.
 *
 * @param now the time
 * @param replicas pods wanted, 0 or more
 * @param target which revision is to take the traffic
 * @param paused whether somebody asked to stop
 * @param promoted the revision that may take the traffic without {@code autoPromote}
 * @param traffic where the traffic goes now
 * @param revisions every kept revision, by number
 */
public record Situation(
        Instant now,
        int replicas,
        RolloutPolicy policy,
        Target target,
        boolean paused,
        OptionalLong promoted,
        Traffic traffic,
        SortedMap<Long, Standing> revisions) {
    public Situation {
        revisions = Collections.unmodifiableSortedMap(new TreeMap<>(revisions));
    }
}
