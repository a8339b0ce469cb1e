// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.List;

import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.nodes.Trace;
import org.jspecify.annotations.Nullable;

/** One graph, under its name, whatever its live revision is at the moment. Thread-safe. */
public interface ServedGraph {
    String name();

    /** The numbers of the loaded revisions, ascending, as OIP's {@code versions}. */
    List<String> versions();

    /** Whether that revision can answer now; null asks for the live one. */
    boolean isReady(@Nullable String version);

    /**
     * What the graph takes and gives; null asks for the live revision.
     *
     * @throws dev.mehari.tensor.InferenceException of kind NOT_FOUND if no such revision is loaded
     */
    GraphMetadata metadata(@Nullable String version);

    /**
     * Answers a request. Never throws and never blocks: whatever happens is told to {@code answer}, exactly once, on the
     * caller's thread before this returns or on any other thread later.
     *
     * @param version the revision's number; null for the live one
     */
    default void infer(@Nullable String version, Request request, Answer answer) {
        infer(version, request, null, answer);
    }

    /**
     * The same, and writes down what happens on the way.
     *
     * @param trace null where nobody wants to know
     */
    void infer(@Nullable String version, Request request, @Nullable Trace trace, Answer answer);

    /** Takes what became of a request. */
    interface Answer {
        void succeeded(Prediction prediction);

        /** @param error an {@link dev.mehari.tensor.InferenceException}, or anything else for an internal failure */
        void failed(Throwable error);
    }
}
