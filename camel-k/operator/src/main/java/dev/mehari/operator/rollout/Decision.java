// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.mehari.crd.Reason;

/**
 * What is to be done.
 *
 * @param candidate the revision that is meant to take the traffic and doesn't have it
 * @param reason what is the matter with the candidate
 * @param message what to tell people about the candidate
 * @param sizes pods wanted by revision. Revisions that aren't named stay as they are
 * @param switchTo the revision that gets the traffic now, after the sizes are as wanted
 * @param marks what is to be remembered, where it differs from what is
 * @param prune revisions that go, with all that belongs to them
 * @param recheck when to look again, if nothing happens until then
 */
public record Decision(
        Phase phase,
        OptionalLong candidate,
        Reason reason,
        String message,
        SortedMap<Long, Integer> sizes,
        OptionalLong switchTo,
        Map<Long, Marks> marks,
        List<Long> prune,
        Optional<Duration> recheck) {
    public Decision {
        sizes = Collections.unmodifiableSortedMap(new TreeMap<>(sizes));
        marks = Map.copyOf(marks);
        prune = List.copyOf(prune);
    }
}
