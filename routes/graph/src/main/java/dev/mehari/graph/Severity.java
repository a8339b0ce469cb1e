// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/** What a {@link Finding} means for the graph. */
public enum Severity {
    /** The graph can't start. */
    ERROR("error"),
    /** The graph starts, and somebody should look. */
    WARNING("warning");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
