// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a model on another server (rule 24).
 *
 * @param uri as it stands
 * @param input the reference for the other's only input
 * @param inputs the other's input → reference; empty where {@code input} is given
 * @param outputs what the other must answer with
 * @param retries how often an unanswered call is tried again
 */
@Structure(
        value = "Asks a model on another server, over the Open Inference Protocol.",
        oneOf = {"input", "inputs"})
public record CallStep(
        String path,

        @Key(value = "The node's id.", required = true, definition = "name")
        String id,

        @Key(value = "Where the model is: grpc://HOST:PORT/MODEL, or grpcs, http, https.", required = true)
        String uri,

        @Key("What its only input gets: a reference.") Optional<String> input,

        @Key("What its inputs get: each name to a reference.")
        Map<String, String> inputs,

        @Key(
                value = "What it answers: each name to {datatype, shape}, or a list of {name, datatype, shape}.",
                required = true,
                definition = "callOutputs")
        List<CallOutputSpec> outputs,

        @Key(value = "How often an unanswered call is tried again. Default: 0.", definition = "retries")
        int retries,

        @Key("How long it may take, retries included.") Optional<Duration> timeout,

        @Key("What answers when it fails or is late.") Optional<FallbackSpec> fallback,

        @Key("What it does, for people.") String description)
        implements Step {
    public CallStep {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = List.copyOf(outputs);
    }
}
