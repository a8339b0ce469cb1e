// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;
import java.util.Optional;

/**
 * Parts requests, or rows, by a hash of a key (rule 22). The salt is the graph's name, a slash and the node's id.
 *
 * @param arms in file order; the weights sum to 10,000
 * @param key empty: the request's id
 * @param outputs the names handed outward, each given by every arm; {@code branch} (rule 5) comes beside them
 */
public record TrafficNode(String id, String path, List<Arm> arms, Optional<TrafficKey> key, List<String> outputs)
        implements Node {
    public TrafficNode {
        arms = List.copyOf(arms);
        outputs = List.copyOf(outputs);
    }

    /** @param weight in hundredths of a percent, 0 to 10,000 */
    public record Arm(int weight, Branch branch) {}
}
