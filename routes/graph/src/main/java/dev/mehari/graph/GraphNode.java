// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;
import java.util.Optional;

/**
 * Runs another graph as a step (rule 24). It gives what that graph gives.
 *
 * @param graph the other's name, a key in {@link CheckedGraph#children()}
 * @param inputs those of the other's inputs that get a value; the others have defaults
 * @param outputs the names that the other answers with, in its order
 */
public record GraphNode(
        String id,
        String path,
        String graph,
        List<ModelNode.ModelInput> inputs,
        List<String> outputs,
        Optional<Guard> guard)
        implements Node {
    public GraphNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
