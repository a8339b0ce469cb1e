// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a model (rule 16).
 *
 * @param use the model's key; the id where the file doesn't say
 * @param input the reference for a model's only input
 * @param inputs the model's own input name → reference; empty where {@code input} is given
 * @param outputs new name → own name, maybe with a column ({@code "probabilities[1]"}); empty for all own outputs
 */
@Structure(
        value = "Runs a model.",
        oneOf = {"input", "inputs"})
public record ModelStep(
        String path,

        @Key(value = "The node's id.", required = true, definition = "name")
        String id,

        @Key("The model's key in spec.models. Default: the id.")
        String use,

        @Key("What the model's only input gets: a reference.")
        Optional<String> input,

        @Key("What each of the model's inputs gets: its own name to a reference.")
        Map<String, String> inputs,

        @Key("The outputs to keep: a name of yours to the model's own, \"own[1]\" for one column. Default: all.")
        Map<String, String> outputs,

        @Key("How long it may take.") Optional<Duration> timeout,

        @Key("What answers when it fails or is late.") Optional<FallbackSpec> fallback,

        @Key("What it does, for people.") String description)
        implements Step {
    public ModelStep {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }
}
