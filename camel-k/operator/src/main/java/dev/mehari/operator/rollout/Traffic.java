// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the graph's Service sends requests.
 *
 * @param live the revision it selects; empty before the first switch
 * @param previous the revision it selected before
 * @param switched when that changed
 * @param drained whether its EndpointSlices list pods of the live revision only
 */
public record Traffic(OptionalLong live, OptionalLong previous, Optional<Instant> switched, boolean drained) {
    /** Before the first switch. */
    public static final Traffic NONE = new Traffic(OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), true);

    /** How long the revision before keeps its pods at the least; empty once they may go. */
    public Optional<Duration> soaks(Instant now, RolloutPolicy policy) {
        if (previous.isEmpty() || switched.isEmpty()) {
            return Optional.empty();
        }
        Duration soak = policy.soak().compareTo(BlueGreen.MIN_SOAK) > 0 ? policy.soak() : BlueGreen.MIN_SOAK;
        Instant end = switched.get().plus(soak);
        if (now.isBefore(end)) {
            return Optional.of(Duration.between(now, end));
        }
        return drained ? Optional.empty() : Optional.of(BlueGreen.LOOK);
    }

    boolean isLive(long number) {
        return live.isPresent() && live.getAsLong() == number;
    }

    boolean isPrevious(long number) {
        return previous.isPresent() && previous.getAsLong() == number;
    }
}
