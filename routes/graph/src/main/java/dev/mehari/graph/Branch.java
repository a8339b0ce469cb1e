// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Nodes inside a block.
 *
 * @param path the object in the graph file that holds its steps
 * @param nodes in order; may be empty
 * @param gives for each output that the block hands outward, in the block's order: the tensor of this branch that is it
 */
public record Branch(String path, List<Node> nodes, Map<String, Reference> gives) {
    public Branch {
        nodes = List.copyOf(nodes);
        gives = Collections.unmodifiableMap(new LinkedHashMap<>(gives));
    }
}
