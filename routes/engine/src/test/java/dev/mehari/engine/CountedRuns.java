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

    private void add(String what) {
        runs.computeIfAbsent(what, n -> new AtomicInteger()).incrementAndGet();
    }

    int of(String node, NodeEvent event) {
        return of(node + " " + event);
    }

    @Override
    public GraphMeter graph(String graph, long revision) {
        return new GraphMeter() {
            @Override
            public void started() {}

            @Override
            public void finished(long nanos, @Nullable Throwable error) {
                add("finished " + graph);
            }

            @Override
            public void nested(long nanos, @Nullable Throwable error) {
                add("nested " + graph);
            }
        };
    }

    @Override
    public NodeMeter node(String graph, long revision, String node, String step) {
        return new NodeMeter() {
            @Override
            public void ran(long nanos, @Nullable Throwable error) {
                add(node);
            }

            @Override
            public void count(NodeEvent event) {
                add(node + " " + event);
            }
        };
    }

    @Override
    public TapMeter tap(String tap) {
        return NONE.tap(tap);
    }
}
