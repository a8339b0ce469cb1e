// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;
import java.util.Optional;

/**
 * Runs a model.
 *
 * @param model its key in {@link CheckedGraph#models()}
 * @param inputs one per input of the model, in the signature's order
 * @param outputs what it gives, in order
 * @param rowByRow whether the model takes one row at a time, because it fixes an input's first dimension at 1 (rule 7)
 * @param guard its timeout and fallback (rule 25)
 */
public record ModelNode(
        String id,
        String path,
        String model,
        List<ModelInput> inputs,
        List<ModelOutput> outputs,
        boolean rowByRow,
        Optional<Guard> guard)
        implements Node {
    public ModelNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** @param own the model's name for it */
    public record ModelInput(String own, Reference from) {}

    /**
     * @param name the node's name for it
     * @param own the model's name for it
     * @param column the column of {@code [n, k]} that it takes, giving {@code [n]}; {@link #WHOLE} for the tensor itself
     */
    public record ModelOutput(String name, String own, int column) {
        public static final int WHOLE = -1;
    }
}
