// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

/**
 * A tensor that a text reads.
 *
 * @param name an input, a node, or {@code outputs} (the stage asked by a cascade's {@code accept})
 * @param output the output of the node or stage; {@code ""} for an input
 */
public record CelReference(String name, String output) {
    /** As a graph file writes it: {@code applicant} or {@code scale.output}. */
    @Override
    public String toString() {
        return output.isEmpty() ? name : name + "." + output;
    }
}
