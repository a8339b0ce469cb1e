// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What many graphs cost the operator. They have no replicas: a laptop's node has no room for 200 pods. */
@ClusterTest
@Tag("scale")
class ScaleTest {
    private static final int FEW = 50;
    private static final int MANY = 200;

    /** A graph's own: its revision, Service and policy, each looked for where a cache can't show it, and its status. */
    private static final double CALLS_PER_GRAPH = 8;

    /** Of a call per graph: conflicts and late caches come by chance. */
    private static final double SLACK = 0.5;

    private static final Duration LIMIT = Duration.ofMinutes(10);

    /**
     * What the operator did in a span.
     *
     * @param calls by verb and resource; watches, which last, and leases, which are renewed for ever, left out
     */
    private record Span(int graphs, double seconds, Map<String, Long> calls, Operator.Usage usage) {
        long all() {
            return calls.values().stream().mapToLong(Long::longValue).sum();
        }

        double perGraph() {
            return all() / (double) graphs;
        }

        @Override
        public String toString() {
            return "%d graphs in %.0f s: %.2f calls per graph, %.1f calls/s, %.3f s CPU per graph %s"
                    .formatted(graphs, seconds, perGraph(), all() / seconds, usage.seconds() / graphs, calls);
        }
    }

    private static Map<String, Long> calls(AuditLog log, Instant from, Instant to) {
        return log.since(from).stream()
                .filter(request -> request.at().isBefore(to) && request.isBy(Operator.NAMESPACE))
                .filter(request -> !request.renewsLease() && !request.verb().equals("watch"))
                .collect(Collectors.groupingBy(
                        request -> request.verb() + " " + request.resource(), TreeMap::new, Collectors.counting()));
    }

    @Test
    void takesAsMuchForEachOfManyGraphsAsForEachOfFewAndNothingAtRest(Cluster cluster, Space space, Operator operator) {
        assumeThat(cluster.kit()).as("an audit log needs the kit's API server").isPresent();
        operator.install("renderer=plain");
        AuditLog log = new AuditLog(cluster.kit().orElseThrow().log("audit"));
        System.out.println("operator with no graphs: " + operator.usage());
        Span few = apply(space, operator, log, 0, FEW);
        Span many = apply(space, operator, log, FEW, MANY);
        assertThat(few.perGraph()).isLessThan(CALLS_PER_GRAPH + SLACK);
        assertThat(many.perGraph()).isLessThan(Math.min(CALLS_PER_GRAPH, few.perGraph()) + SLACK);

        Operator.Usage before = operator.usage();
        Instant from = Instant.now();
        Instant to = from.plusSeconds(60);
        await(() -> Instant.now().isAfter(to));
        Operator.Usage after = operator.usage();
        System.out.printf(
                "at rest with %d graphs for 60 s: %.1f s CPU, %s%n", MANY, after.seconds() - before.seconds(), after);
        // Lists come with watches that end and begin anew.
        assertThat(calls(log, from, to).keySet()).allMatch(call -> call.startsWith("list "));
    }

    private static Span apply(Space space, Operator operator, AuditLog log, int first, int end) {
        StringBuilder all = new StringBuilder();
        for (int i = first; i < end; i++) {
            all.append(Iris.text("g" + i, spec -> spec.put("replicas", 0))).append("\n---\n");
        }
        Operator.Usage before = operator.usage();
        Instant start = Instant.now();
        space.apply(all.toString());
        await(() -> space
                        .client()
                        .genericKubernetesResources("mehari.dev/v1alpha1", "InferenceGraph")
                        .inNamespace(space.name())
                        .list()
                        .getItems()
                        .stream()
                        .filter(ScaleTest::isTold)
                        .count()
                == end);
        Instant told = Instant.now();
        // Rounds that its own writes called for come after the last word.
        await(() -> Instant.now().isAfter(told.plusSeconds(20)));
        Operator.Usage after = operator.usage();
        Span span = new Span(
                end - first,
                Duration.between(start, told).toMillis() / 1000.0,
                calls(log, start, Instant.now()),
                new Operator.Usage(after.seconds() - before.seconds(), after.megabytes()));
        System.out.println(span + ", then " + after);
        return span;
    }

    /** Seldom looked: the list of all graphs is long, and processors are few. */
    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofSeconds(2)).until(condition);
    }

    private static boolean isTold(GenericKubernetesResource graph) {
        Map<?, ?> status = (Map<?, ?>) graph.getAdditionalProperties().get("status");
        return status != null && status.get("observedGeneration") != null;
    }
}
