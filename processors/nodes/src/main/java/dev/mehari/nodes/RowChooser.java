// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.jspecify.annotations.Nullable;

/** Decides which branch of a block each row takes. Immutable. */
interface RowChooser {
    int branches();

    /** Whether rows may go different ways; if not, nothing is sliced (rule 9). */
    boolean readsRows();

    /** Makes ready for the rows of a frame. */
    Asked ask(Inference frame);

    /** The branch of a made request: each gets its turn, whatever made rows look like. */
    int warmupBranch(Inference frame);

    /** The condition of a branch as it stands in the route; null where there is none. */
    @Nullable
    String text(int branch);

    /** One frame's rows. Confined to the thread that asks. */
    interface Asked {
        int branchOf(int row);
    }
}
