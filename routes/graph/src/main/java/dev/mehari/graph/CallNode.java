// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.tensor.TensorType;

/**
 * Asks a model on another server, over the Open Inference Protocol (rule 24).
 *
 * @param uri {@code grpc}, {@code grpcs}, {@code http} or {@code https} with host, port and the model's name as its path
 * @param inputs by the other's own names; one of an empty name is the only input, whose name the other's metadata tell
 * @param outputs what the other must answer with: own name to datatype and shape, in file order
 * @param retries how often an unanswered call is tried again, 0 or more
 */
public record CallNode(
        String id,
        String path,
        String uri,
        List<ModelNode.ModelInput> inputs,
        Map<String, TensorType> outputs,
        int retries,
        Optional<Guard> guard)
        implements Node {
    public CallNode {
        inputs = List.copyOf(inputs);
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }
}
