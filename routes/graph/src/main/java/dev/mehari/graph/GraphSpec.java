// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code spec} of a graph file.
 *
 * @param batch whether dimension 0 of every tensor at the graph's edge is a batch of rows (rule 6)
 * @param models by key, in file order
 * @param cluster the keys that only a cluster looks at; they stand beside the others
 */
@Structure("The graph.")
public record GraphSpec(
        @Key("What the graph is for, for people.") String description,

        @Key("Whether dimension 0 of every input and output is a batch of independent rows. Default: true.")
        boolean batch,

        @Key(value = "The tensors that a request sends.", required = true)
        List<InputSpec> inputs,

        @Key(value = "The models that the steps use, by a key of your choice.", definition = "models")
        Map<String, ModelSpec> models,

        @Key("Where relative model and data file URIs start, instead of the graph file's folder.")
        Optional<String> modelRoot,

        @Key(value = "What happens to a request, in order.", required = true)
        List<Step> steps,

        @Key(value = "What the answer holds, in this order.", required = true)
        List<OutputSpec> outputs,

        @Key("Who sees every prediction, answered or failed.")
        List<TapTarget> taps,

        @Key("How a new revision is warmed before it takes requests.")
        WarmupSpec warmup,

        @Key("What one request may cost.") LimitSpec limits,

        ClusterSpec cluster) {
    public GraphSpec {
        inputs = List.copyOf(inputs);
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
        taps = List.copyOf(taps);
    }
}
