// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

import dev.mehari.crd.Reason;

/**
 * Whether a revision could take traffic.
 *
 * @param reason what is the matter; {@code DEPLOYING} where nothing is wrong yet
 * @param message what is the matter, and what to do
 */
public record Readiness(State state, Reason reason, String message) {
    /** Its pods run, are listed by its Service, and are as many as wanted. */
    public static final Readiness READY = new Readiness(State.READY, Reason.LIVE, "");

    /** How far it is. */
    public enum State {
        READY,
        STARTING,
        FAULTY
    }

    /** It isn't there yet, and nothing is wrong. */
    public static Readiness starting(String message) {
        return new Readiness(State.STARTING, Reason.DEPLOYING, message);
    }

    /** Something keeps it from getting ready. It may still recover. */
    public static Readiness faulty(Reason reason, String message) {
        return new Readiness(State.FAULTY, reason, message);
    }

    /** Whether it is just so far. */
    public boolean is(State other) {
        return state == other;
    }
}
