// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.List;

import dev.mehari.tensor.NamedTensors;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one request, step by step: which rows went which way, what each node read and gave, how long it took.
 * Made for debugging; requests without one pay nothing for it.
 *
 * <p>Written by the threads that run the request's nodes, guarded by the lock of this object. Branches that run at the same
 * time write in the order in which they end.
 */
public final class Trace {
    private final List<Event> events = new ArrayList<>();

    /** Something that happened. */
    public sealed interface Event {
        /** The revision it happened in, as {@code credit@3}; that of a nested graph for its own steps. */
        String graph();

        /** Which rows of that graph's request, as {@code 4}; items of a split as {@code 4.0}, {@code 4.1}. */
        List<String> rows();
    }

    /**
     * A node ran.
     *
     * @param step what it is: {@code model}, {@code transform}, …
     * @param inputs what it read, by reference
     * @param outputs what it gave, by output name; empty if it failed
     * @param startNanos when it began, counted from the beginning of the request
     * @param nanos how long it took
     * @param error why it failed, or null
     */
    public record Ran(
            String graph,
            String node,
            String step,
            List<String> rows,
            NamedTensors inputs,
            NamedTensors outputs,
            long startNanos,
            long nanos,
            @Nullable String error)
            implements Event {
        public Ran {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Rows took a branch of a block.
     *
     * @param branch its index, from 0
     * @param condition that held for them; empty where none was asked
     */
    public record Went(String graph, String block, int branch, String condition, List<String> rows) implements Event {
        public Went {
            rows = List.copyOf(rows);
        }
    }

    /** A node has run in a frame. @param start the {@link System#nanoTime} at which it began */
    void ran(Inference frame, String node, String step, int[] reads, long start, @Nullable Throwable error) {
        long nanos = System.nanoTime() - start;
        add(new Ran(
                frame.declaration().id(),
                node,
                step,
                frame.rowNames(),
                frame.named(reads),
                frame.givenBy(node),
                start - frame.call().startNanos(),
                nanos,
                error == null ? null : String.valueOf(error.getMessage())));
    }

    synchronized void add(Event event) {
        events.add(event);
    }

    /** What has happened so far. */
    public synchronized List<Event> events() {
        return List.copyOf(events);
    }
}
