// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.jspecify.annotations.Nullable;

/**
 * Listens to what happens to requests: the seam for metrics. Bound in Camel's registry; found by its type when a route is
 * built. Implementations return at once and never throw.
 */
public interface GraphObserver {
    /** Hears nothing. */
    GraphObserver NONE = new GraphObserver() {
        @Override
        public GraphMeter graph(String graph, long revision) {
            return new GraphMeter() {
                @Override
                public void started() {}

                @Override
                public void finished(long nanos, @Nullable Throwable error) {}
            };
        }

        @Override
        public NodeMeter node(String graph, long revision, String node, String step) {
            return (nanos, error) -> {};
        }

        @Override
        public TapMeter tap(String tap) {
            return event -> {};
        }
    };

    /** A meter for one revision of a graph, asked for once when it is loaded. */
    GraphMeter graph(String graph, long revision);

    /** A meter for one node, asked for once when the node is built. */
    NodeMeter node(String graph, long revision, String node, String step);

    /** A meter for one tap's queue. */
    TapMeter tap(String tap);

    /** Hears each request of a revision; made requests of a warm-up are none. */
    interface GraphMeter {
        void started();

        /** @param error what the request failed with, or null */
        void finished(long nanos, @Nullable Throwable error);

        /** The graph ran as a step of another one, for a request that came to that one: it isn't started nor finished here. */
        default void nested(long nanos, @Nullable Throwable error) {}
    }

    /** Hears each run of a node. */
    interface NodeMeter {
        /** @param error what the node threw, or null */
        void ran(long nanos, @Nullable Throwable error);

        /** Something that guards the node stepped in. */
        default void count(NodeEvent event) {}
    }

    /** What can happen to a node that is guarded (rule 25). */
    enum NodeEvent {
        /** Its fallback answered. */
        FALLBACK,
        /** It didn't answer within its timeout. */
        TIMED_OUT,
        /** Its call was tried again. */
        RETRIED,
        /** Its breaker opened. */
        BREAKER_OPENED,
        /** It wasn't asked, since its breaker is open. */
        BREAKER_REFUSED,
        /** No thread was free to ask it on. */
        NO_THREAD
    }

    /** Hears what becomes of snapshots. */
    interface TapMeter {
        void count(TapEvent event);
    }

    /** What can happen to a snapshot. */
    enum TapEvent {
        /** Given to the sink. */
        DELIVERED,
        /** Refused because the queue was full. */
        DROPPED,
        /** The sink threw. */
        FAILED
    }
}
