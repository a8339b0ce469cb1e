// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/**
 * Where a tap sends what it sees (rules 24, 26).
 *
 * @param to a name from the settings ({@code log} always exists), or an endpoint URI
 * @param isUri which of the two
 */
@Structure("Where a tap sends what it sees.")
public record TapTarget(
        @Key(value = "A name from the settings, or an allowed endpoint URI.", required = true)
        String to,

        boolean isUri) {
    /** The tap that always exists. */
    public static final String LOG = "log";
}
