// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

/**
 * Listens to revisions as they come and go: the seam for metrics. Bound in Camel's registry, found by its type when the
 * engine is made. Implementations return at once and never throw.
 */
public interface RevisionObserver {
    /** Hears nothing. */
    RevisionObserver NONE = new RevisionObserver() {};

    /** A revision is loaded and warm. */
    default void loaded(String graph, long revision) {}

    /** A revision's route and models are gone; no request of it will be heard of. */
    default void removed(String graph, long revision) {}

    /** Another revision than before answers requests that name no version; the first of a graph is a swap too. */
    default void swapped(String graph, long revision) {}

    /** A revision could not be loaded or warmed. */
    default void failed(String graph, long revision) {}
}
