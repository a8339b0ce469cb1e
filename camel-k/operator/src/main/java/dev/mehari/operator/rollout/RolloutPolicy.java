// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

import java.time.Duration;

/**
 * {@code spec.rollout.blueGreen}.
 *
 * @param autoPromote whether a ready candidate takes the traffic by itself
 * @param soak how long the old revision stays at full size after a switch
 * @param progressDeadline how long a candidate may take until it is ready
 * @param history how many revisions that take no traffic are kept for rollbacks
 */
public record RolloutPolicy(boolean autoPromote, Duration soak, Duration progressDeadline, int history) {
    /** What holds where the spec says nothing. */
    public static final RolloutPolicy DEFAULT =
            new RolloutPolicy(true, Duration.ofMinutes(5), Duration.ofMinutes(10), 10);
}
