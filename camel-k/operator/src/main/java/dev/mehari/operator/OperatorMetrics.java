// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.mehari.crd.GraphResource;
import dev.mehari.crd.RevisionStatus;
import dev.mehari.operator.reconcile.GraphRound;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** What the operator counts. Thread-safe. */
final class OperatorMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Timer rounds = Timer.builder("mehari.operator.reconcile")
            .description("Rounds of graphs")
            .register(registry);
    private final Counter failures = Counter.builder("mehari.operator.reconcile.failures")
            .description("Rounds that ended by an error and are tried again")
            .register(registry);
    private final Counter switches = Counter.builder("mehari.operator.switches")
            .description("Times that a graph's traffic moved to another revision")
            .register(registry);
    private final MultiGauge live = MultiGauge.builder("mehari.operator.live.revision")
            .description("Number of the revision that has the graph's traffic, 0 before the first")
            .register(registry);

    OperatorMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    <T> T time(Supplier<T> round) {
        long start = System.nanoTime();
        try {
            return round.get();
        } finally {
            rounds.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    void failed() {
        failures.increment();
    }

    void told(GraphRound.Outcome outcome) {
        RevisionStatus before = outcome.before().live();
        RevisionStatus after = outcome.after().live();
        if (after != null && (before == null || before.number() != after.number())) {
            switches.increment();
        }
    }

    /** For Prometheus. @param graphs that there are now */
    String text(List<GraphResource> graphs) {
        live.register(
                graphs.stream()
                        .map(graph -> MultiGauge.Row.of(
                                Tags.of(
                                        "namespace", graph.getMetadata().getNamespace(),
                                        "graph", graph.getMetadata().getName()),
                                number(graph)))
                        .toList(),
                true);
        return registry.scrape();
    }

    private static long number(GraphResource graph) {
        RevisionStatus live = graph.getStatus().live();
        return live == null ? 0 : live.number();
    }
}
