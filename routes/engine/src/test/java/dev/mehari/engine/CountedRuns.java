// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.mehari.nodes.GraphObserver;

/** Counts how often each node ran for requests of clients. */
final class CountedRuns implements GraphObserver {
    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();

    int of(String node) {
        AtomicInteger count = runs.get(node);
        return count == null ? 0 : count.get();
    }

    @Override
    public GraphMeter graph(String graph, long revision) {
        return NONE.graph(graph, revision);
    }

    @Override
    public NodeMeter node(String graph, long revision, String node, String step) {
        return (nanos, error) ->
                runs.computeIfAbsent(node, n -> new AtomicInteger()).incrementAndGet();
    }

    @Override
    public TapMeter tap(String tap) {
        return NONE.tap(tap);
    }
}
