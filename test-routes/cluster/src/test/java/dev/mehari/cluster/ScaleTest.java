// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What many graphs cost the operator. They have no replicas: a laptop's node has no room for 200 pods. */
@ClusterTest
@Tag("scale")
class ScaleTest {
    private static final int GRAPHS = 200;

    /** What the operator asked of the API server in a span, per second. */
    private static String calls(AuditLog log, Instant from, Instant to) {
        List<AuditLog.Request> all = log.since(from).stream()
                .filter(request -> request.at().isBefore(to) && request.isBy(Operator.NAMESPACE))
                .toList();
        double seconds = Duration.between(from, to).toMillis() / 1000.0;
        Map<String, Long> byVerb = all.stream()
                .collect(Collectors.groupingBy(AuditLog.Request::verb, TreeMap::new, Collectors.counting()));
        return "%.1f calls/s in %.0f s: %s".formatted(all.size() / seconds, seconds, byVerb);
    }

    @Test
    void staysCalmWithTwoHundredGraphs(Cluster cluster, Space space, Operator operator) {
        assumeThat(cluster.kit()).as("an audit log needs the kit's API server").isPresent();
        operator.install("renderer=plain");
        AuditLog log = new AuditLog(cluster.kit().orElseThrow().log("audit"));
        System.out.println("operator with no graphs: " + operator.usage());
        Instant start = Instant.now();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < GRAPHS; i++) {
            all.append(Iris.text("g" + i, spec -> spec.put("replicas", 0))).append("\n---\n");
        }
        space.apply(all.toString());
        space.await(Duration.ofMinutes(10), "word on all graphs", () -> space
                .client()
                .genericKubernetesResources("mehari.dev/v1alpha1", "InferenceGraph")
                .inNamespace(space.name())
                .list()
                .getItems()
                .stream()
                .allMatch(ScaleTest::isTold));
        Instant told = Instant.now();
        System.out.printf(
                "word on %d graphs after %d s, %s%n",
                GRAPHS, Duration.between(start, told).toSeconds(), calls(log, start, told));
        System.out.println("operator after it: " + operator.usage());
        Instant from = Instant.now().plusSeconds(10);
        Instant to = from.plusSeconds(60);
        space.await(
                Duration.ofSeconds(90), "a minute to pass", () -> Instant.now().isAfter(to));
        System.out.println("at rest: " + calls(log, from, to));
        System.out.println("operator at rest: " + operator.usage());
        assertThat(log.writesSince(from, Operator.NAMESPACE)).isEmpty();
    }

    private static boolean isTold(GenericKubernetesResource graph) {
        Map<?, ?> status = (Map<?, ?>) graph.getAdditionalProperties().get("status");
        return status != null && status.get("observedGeneration") != null;
    }
}
