// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Runs another graph (rule 24).
 *
 * @param use the other's name; the id where the file doesn't say
 * @param input the reference for its only input; others have defaults
 * @param inputs the other's input → reference; empty where {@code input} is given
 */
@Structure(
        value = "Runs another graph.",
        oneOf = {"input", "inputs"})
public record GraphStep(
        String path,

        @Key(value = "The node's id.", required = true, definition = "name")
        String id,

        @Key(value = "The other graph's name. Default: the id.", definition = "graphName")
        String use,

        @Key("What the other's only input gets: a reference.")
        Optional<String> input,

        @Key("What the other's inputs get: each name to a reference. Those with a default may be left out.")
        Map<String, String> inputs,

        @Key("How long it may take.") Optional<Duration> timeout,

        @Key("What answers when it fails or is late.") Optional<FallbackSpec> fallback,

        @Key("What it does, for people.") String description)
        implements Step {
    public GraphStep {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }
}
