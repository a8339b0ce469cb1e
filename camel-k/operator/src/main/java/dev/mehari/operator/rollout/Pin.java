// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

/**
 * A rollback that somebody asked for.
 *
 * @param number the revision; 0 where nobody asked
 * @param over digest of the spec's content that it holds against
 */
public record Pin(State state, long number, String over) {
    /** Nobody asked. */
    public static final Pin NONE = new Pin(State.NONE, 0, "");

    /** What became of it. */
    public enum State {
        NONE,
        IN_FORCE,
        /** The spec's content changed since. */
        VOID,
        /** There is no such revision. */
        UNKNOWN
    }

    boolean inForce() {
        return state == State.IN_FORCE;
    }
}
