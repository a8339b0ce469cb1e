// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.mehari.nodes.GraphObserver;
import org.jspecify.annotations.Nullable;

/** Counts how often each node ran for requests of clients, and what else happened to it. */
final class CountedRuns implements GraphObserver {
    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();

    int of(String node) {
        AtomicInteger count = runs.get(node);
        return count == null ? 0 : count.get();
    }

    int of(String node, NodeEvent event) {
        return of(node + " " + event);
    }

    @Override
    public GraphMeter graph(String graph, long revision) {
        return NONE.graph(graph, revision);
    }

    @Override
    public NodeMeter node(String graph, long revision, String node, String step) {
        return new NodeMeter() {
            @Override
            public void ran(long nanos, @Nullable Throwable error) {
                runs.computeIfAbsent(node, n -> new AtomicInteger()).incrementAndGet();
            }

            @Override
            public void count(NodeEvent event) {
                runs.computeIfAbsent(node + " " + event, n -> new AtomicInteger())
                        .incrementAndGet();
            }
        };
    }

    @Override
    public TapMeter tap(String tap) {
        return NONE.tap(tap);
    }
}
