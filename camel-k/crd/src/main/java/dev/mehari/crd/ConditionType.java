// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

/** The conditions that a graph's status has. */
public enum ConditionType {
    /** A revision is live and answers. Stays True while a new one comes up, or fails to. */
    READY("Ready"),
    /** The operator is on its way to what the spec says. */
    PROGRESSING("Progressing"),
    /** Something is wrong that will not mend itself; the live revision may answer all the same. */
    DEGRADED("Degraded"),
    /** A revision is held by {@link Annotations#PIN}; the spec isn't followed. Absent where nothing is pinned. */
    PINNED("Pinned"),
    /** The operator leaves the graph alone, by {@link Annotations#PAUSE}. Absent where it doesn't. */
    PAUSED("Paused");

    private final String word;

    ConditionType(String word) {
        this.word = word;
    }

    /** As it is written in status. */
    public String word() {
        return word;
    }
}
