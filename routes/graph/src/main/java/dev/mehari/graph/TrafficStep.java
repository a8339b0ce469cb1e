// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;
import java.util.Optional;

/**
 * Parts requests, or rows, by a hash of a key (rule 22).
 *
 * @param key as it stands: {@code header:x}, {@code cookie:x}, {@code caller} or CEL
 */
@Structure("Parts requests, or rows, by a hash of a key.")
public record TrafficStep(
        String path,

        @Key(value = "The node's id.", required = true, definition = "name")
        String id,

        @Key(
                "What stays on one arm: header:NAME, cookie:NAME, caller, or CEL that gives text. Default: the request's id.")
        Optional<String> key,

        @Key(value = "The arms; their weights sum to 100.", required = true)
        List<ArmSpec> arms,

        @Key("What it does, for people.") String description)
        implements Step {
    public TrafficStep {
        arms = List.copyOf(arms);
    }
}
