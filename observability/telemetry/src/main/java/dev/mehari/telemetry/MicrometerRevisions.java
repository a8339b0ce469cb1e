// SPDX-License-Identifier: Apache-2.0

package dev.mehari.telemetry;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.mehari.engine.RevisionObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts revisions as they come and go, and takes the meters of one that is gone out of the registry: a server that swaps
 * every day must not carry those of all days.
 */
public final class MicrometerRevisions implements RevisionObserver {
    private static final String GRAPH = "graph";
    private static final String REVISION = "revision";

    private final MeterRegistry registry;
    private final Map<String, Set<Long>> loaded = new ConcurrentHashMap<>();

    public MicrometerRevisions(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void loaded(String graph, long revision) {
        loaded.computeIfAbsent(graph, this::counted).add(revision);
    }

    private Set<Long> counted(String graph) {
        Set<Long> revisions = ConcurrentHashMap.newKeySet();
        Gauge.builder(Metric.REVISIONS_LOADED.id(), revisions, Set::size)
                .description(Metric.REVISIONS_LOADED.description())
                .tag(GRAPH, graph)
                .strongReference(true)
                .register(registry);
        return revisions;
    }

    @Override
    public void removed(String graph, long revision) {
        loaded.computeIfAbsent(graph, this::counted).remove(revision);
        String number = Long.toString(revision);
        for (Meter meter : registry.getMeters()) {
            if (graph.equals(meter.getId().getTag(GRAPH))
                    && number.equals(meter.getId().getTag(REVISION))) {
                registry.remove(meter);
            }
        }
    }

    @Override
    public void swapped(String graph, long revision) {
        counter(Metric.REVISION_SWAPS, graph).increment();
    }

    @Override
    public void failed(String graph, long revision) {
        counter(Metric.REVISION_FAILURES, graph).increment();
    }

    private Counter counter(Metric metric, String graph) {
        return Counter.builder(metric.id())
                .description(metric.description())
                .tag(GRAPH, graph)
                .register(registry);
    }
}
