// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import dev.mehari.tensor.Tensor;

/**
 * A loaded model. Thread-safe: {@link #infer} is called by many threads at once. Closed once, after the last call has
 * returned.
 */
public interface Model extends AutoCloseable {
    /** Inputs and outputs in the order in which {@link #infer} takes and gives them. */
    Signature signature();

    /**
     * Answers a batch.
     *
     * @param inputs one per input of the signature, in its order, of its datatype and a shape that it accepts; never
     *     changed
     * @return one per output of the signature, in its order
     * @throws dev.mehari.tensor.InferenceException of kind INVALID if the values can't be taken, of kind FAILED if the
     *     engine fails
     */
    Tensor[] infer(Tensor[] inputs);

    /** Whether {@link #infer} only computes on the caller's thread, so that it may run on an event loop. */
    default boolean staysOnThread() {
        return true;
    }

    @Override
    void close();
}
