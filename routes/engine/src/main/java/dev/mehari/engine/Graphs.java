// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/** The graphs that a process serves, as protocol doors see them. Thread-safe. */
public interface Graphs {
    /** Whether every graph has a live, warmed revision and the process isn't stopping. */
    boolean isReady();

    /** The graph of that name, or null. */
    @Nullable
    ServedGraph find(String name);

    /** All of them, by name. */
    Collection<ServedGraph> all();
}
