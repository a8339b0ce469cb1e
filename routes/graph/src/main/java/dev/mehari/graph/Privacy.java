// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/** How private the values of a column are (rule 10). */
public enum Privacy {
    PUBLIC("public"),
    INTERNAL("internal"),
    /** Personally identifiable. */
    PII("pii"),
    SECRET("secret");

    private final String word;

    Privacy(String word) {
        this.word = word;
    }

    /** The word in the graph file. */
    public String word() {
        return word;
    }
}
