// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

import dev.mehari.crd.Reason;

/** Where a rollout stands. */
public enum Phase {
    /** No revision is meant to take the traffic: whatever is live stays. */
    HELD(Reason.LIVE),
    /** The revision that is meant to take the traffic has it. */
    STEADY(Reason.LIVE),
    /** Pods are wanted by nobody, so no candidate can be tried. */
    SCALED_TO_ZERO(Reason.SCALED_TO_ZERO),
    /** The candidate isn't ready yet. */
    STARTING(Reason.DEPLOYING),
    /** The candidate can't get ready as it is; its time isn't up. */
    FAULTY(Reason.ERROR),
    /** The candidate is ready, and is to be asked before it takes the traffic. */
    TRYING(Reason.VERIFYING),
    /** The candidate is ready, and somebody has to promote it. */
    WAITING_FOR_PROMOTION(Reason.WAITING_FOR_PROMOTION),
    /** The traffic moves now. */
    SWITCHING(Reason.VERIFYING),
    /** The candidate's time is up. It has no pods, and isn't tried again. */
    FAILED(Reason.ERROR),
    /** Somebody asked to stop before the candidate was live. */
    PAUSED(Reason.PAUSED);

    private final Reason reason;

    Phase(Reason reason) {
        this.reason = reason;
    }

    /** What conditions say where nothing more is known. */
    public Reason reason() {
        return reason;
    }
}
