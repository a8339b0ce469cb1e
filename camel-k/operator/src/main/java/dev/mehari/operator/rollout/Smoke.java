// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

/** What a revision answered when its own Service was asked whether the graph is ready there. */
public record Smoke(Outcome outcome, String message) {
    /** Nobody asked yet. */
    public static final Smoke NOT_ASKED = new Smoke(Outcome.NOT_ASKED, "");

    /** It answered as it should. */
    public static final Smoke PASSED = new Smoke(Outcome.PASSED, "");

    /** What came of it. */
    public enum Outcome {
        NOT_ASKED,
        PASSED,
        FAILED
    }

    /** @param message what it answered instead */
    public static Smoke failed(String message) {
        return new Smoke(Outcome.FAILED, message);
    }
}
