// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/** A step with every name in it resolved. What stands here is right: nothing needs to be looked up or decided again. */
public sealed interface Node
        permits ModelNode,
                TransformNode,
                ChoiceNode,
                EnsembleNode,
                CascadeNode,
                TrafficNode,
                SplitNode,
                GraphNode,
                CallNode,
                TapNode {
    String id();

    /** Its path in the graph file, for messages. */
    String path();
}
