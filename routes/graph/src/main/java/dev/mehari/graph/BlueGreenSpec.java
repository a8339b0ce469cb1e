// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;

/**
 * A rollout that switches all requests at once.
 *
 * @param soak how long the pods of the revision before stay after a switch
 * @param progressDeadline how long a new revision may take to be ready, at least a second
 * @param history revisions kept besides the live one, 1 to {@value #MAX_HISTORY}
 */
@Structure("A rollout that switches all requests at once.")
public record BlueGreenSpec(
        @Key("Whether a revision that is ready goes live by itself; otherwise it waits to be promoted. Default: true.")
        boolean autoPromote,

        @Key(
                "How long the pods of the old revision stay after the switch, so that going back needs no new ones. Default: 5m.")
        Duration soak,

        @Key("How long a new revision may take to be ready. Default: 10m.")
        Duration progressDeadline,

        @Key(value = "Revisions kept for going back to, besides the live one. Default: 10.", definition = "history")
        int history) {
    public static final int MAX_HISTORY = 100;

    public static final BlueGreenSpec DEFAULT =
            new BlueGreenSpec(true, Duration.ofMinutes(5), Duration.ofMinutes(10), 10);
}
