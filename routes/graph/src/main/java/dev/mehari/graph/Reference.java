// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/**
 * A tensor of a graph, resolved (rule 2): unique in the whole file, inside blocks too.
 *
 * @param node an input's name, or a node's id
 * @param output the node's output; {@code ""} for an input
 */
public record Reference(String node, String output) {
    public static Reference input(String name) {
        return new Reference(name, "");
    }

    public boolean isInput() {
        return output.isEmpty();
    }

    /** As a graph file writes it. */
    @Override
    public String toString() {
        return output.isEmpty() ? node : node + "." + output;
    }
}
