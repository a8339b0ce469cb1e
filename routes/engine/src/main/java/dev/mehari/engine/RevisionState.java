// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.Locale;

/** What a revision is doing. */
public enum RevisionState {
    /** Its models are found, verified and loaded, its route is built. */
    LOADING,
    /** It answers made requests. */
    WARMING,
    /** It answers requests that name no version. */
    LIVE,
    /** It answers the requests that it has, and will then stand by or go. */
    DRAINING,
    /** Loaded, for instant rollback; answers requests for its number. */
    STANDBY,
    /** Loaded because another graph's revision runs it as a step; answers requests for its number. */
    HELD,
    /** It could not be loaded or warmed. */
    FAILED,
    /** Not loaded: known by its number, and can be loaded again. */
    KNOWN;

    /** As the management API writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isLoaded() {
        return this == LIVE || this == DRAINING || this == STANDBY || this == HELD;
    }
}
