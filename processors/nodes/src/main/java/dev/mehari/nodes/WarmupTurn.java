// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Whose turn it is in a round of the warm-up: the rounds count through the branches of a block as often as the blocks around
 * it let it run.
 *
 * @param stride how many rounds pass before the blocks around have been through all their branches once
 * @param branches of the block
 * @param first the first of them
 */
record WarmupTurn(long stride, int branches, int first) {
    /** Reads {@code warmupStride}. */
    static WarmupTurn of(JsonNode json, int branches) {
        return new WarmupTurn(json.path("warmupStride").asLong(1), branches, 0);
    }

    static WarmupTurn always(int branch) {
        return new WarmupTurn(1, 1, branch);
    }

    int of(Inference frame) {
        return first + (int) (frame.call().warmupRound() / stride % branches);
    }
}
