// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.List;
import java.util.Map;

import dev.mehari.tensor.NamedTensors;

/** A model on another server. Thread-safe. */
public interface RemoteModel extends AutoCloseable {
    /**
     * What is asked.
     *
     * @param id the request's, so that both servers' logs tell of it
     * @param inputs by the model's own names; a single one may have no name where the model has only one input
     * @param outputs the names of those wanted
     * @param headers to be sent along
     * @param deadlineNanos the {@link System#nanoTime} after which nobody waits; the other server is told
     */
    record Question(
            String id, NamedTensors inputs, List<String> outputs, Map<String, String> headers, long deadlineNanos) {}

    /** Takes the answer: told once, on any thread, which it must not hold. */
    interface Answer {
        void answered(NamedTensors outputs);

        void failed(RemoteFailure failure);
    }

    /** Asks once. Never throws and never blocks. */
    void infer(Question question, Answer answer);

    @Override
    void close();
}
