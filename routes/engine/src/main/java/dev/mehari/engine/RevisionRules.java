// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.time.Duration;

/**
 * How revisions come and go.
 *
 * @param standby how many revisions of a graph that were live stay loaded beside the live one; 0 or more
 * @param loadLimit after which a revision that isn't loaded and warm is given up; {@code spec.warmup.limit} comes on top
 */
public record RevisionRules(int standby, Duration loadLimit) {
    /** The setting of {@link #standby}. */
    public static final String STANDBY_SETTING = "mehari.revisions.standby";

    /** The setting of {@link #loadLimit}. */
    public static final String LOAD_LIMIT_SETTING = "mehari.revisions.load-limit";

    /** One on standby, five minutes. */
    public static final RevisionRules DEFAULT = new RevisionRules(1, Duration.ofMinutes(5));

    public RevisionRules {
        if (standby < 0) {
            throw new IllegalArgumentException(STANDBY_SETTING + " is " + standby + ", it takes 0 or more");
        }
        if (loadLimit.isZero() || loadLimit.isNegative()) {
            throw new IllegalArgumentException(LOAD_LIMIT_SETTING + " takes a time above 0");
        }
    }
}
