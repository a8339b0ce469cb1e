// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import dev.mehari.tensor.Tensor;

/**
 * A step whose answer may come later, from another thread or another machine. It never writes a frame: whoever asks does, if the
 * answer is still wanted. Thread-safe.
 */
interface AskedNode {
    /** Reads what the step needs, on the thread that the frame is confined to. */
    Question read(Inference frame);

    /** The slots that it reads, in its own order. */
    int[] reads();

    /** Whether asking may hold the thread until the answer is there. */
    boolean holdsThread();

    /** A question that needs no frame any more. */
    interface Question {
        /**
         * Asks.
         *
         * @param deadlineNanos the {@link System#nanoTime} after which nobody waits; {@link Request#NO_DEADLINE} for none
         * @param reply told once, on this thread or another; what is thrown counts as told
         */
        void ask(long deadlineNanos, Reply reply);
    }

    /** Takes the answer. */
    interface Reply {
        void answered(Given given);

        void failed(Throwable error);
    }

    /** What a step gives: tensors for slots, one for each. */
    record Given(int[] slots, Tensor[] tensors) {
        void write(Inference frame) {
            for (int i = 0; i < slots.length; i++) {
                frame.put(slots[i], tensors[i]);
            }
        }
    }
}
