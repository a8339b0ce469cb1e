// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

/** What a step does to a frame, on the caller's thread: reads its slots, writes its own. Thread-safe. */
interface Node {
    void run(Inference frame);

    /** The slots that it reads, in its own order. */
    int[] reads();
}
