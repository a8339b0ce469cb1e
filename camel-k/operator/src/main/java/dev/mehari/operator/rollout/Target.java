// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

import java.util.Map;
import java.util.OptionalLong;

/**
 * Which revision is to take the traffic.
 *
 * @param number empty while there is none: the graph is refused, or pinned to what doesn't exist
 * @param content the revision of the spec's content, if it isn't refused; another one than {@code number} while pinned
 * @param pin the rollback that somebody asked for
 */
public record Target(OptionalLong number, OptionalLong content, Pin pin) {

    /**
     * The content's revision, or the one that somebody rolled back to, until the content changes.
     *
     * @param content the revision of the spec's content, if it isn't refused
     * @param digest of the spec's content
     * @param asked the revision to roll back to
     * @param revisions what is remembered of each that is kept
     */
    public static Target choose(OptionalLong content, String digest, OptionalLong asked, Map<Long, Marks> revisions) {
        if (asked.isEmpty()) {
            return new Target(content, content, Pin.NONE);
        }
        long number = asked.getAsLong();
        Marks marks = revisions.get(number);
        if (marks == null) {
            return new Target(OptionalLong.empty(), content, new Pin(Pin.State.UNKNOWN, number, digest));
        }
        String over = marks.pinnedOver().orElse(digest);
        return over.equals(digest)
                ? new Target(asked, content, new Pin(Pin.State.IN_FORCE, number, digest))
                : new Target(content, content, new Pin(Pin.State.VOID, number, over));
    }

    boolean pinned() {
        return pin.inForce();
    }

    /** Whether it has to be remembered what a revision was pinned over. */
    boolean remembersPinOf(long revision) {
        return pin.number() == revision && (pin.inForce() || pin.state() == Pin.State.VOID);
    }
}
