// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.mehari.graph.Finding;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class GraphObjectsTest {
    private static final GraphOwner GRAPH = new GraphOwner("bank", "credit", Samples.UID);
    private static final String ALL = """
            replicas: 2
            autoscaling: {min: 0, max: 5, cpu: 70, triggers: [{type: prometheus, metadata: {query: up, threshold: 5}}]}
            expose:
              gateway: {name: public, namespace: infra, listener: https}
              hostnames: [credit.example.com, "*.example.org"]
            """;

    private static Neighbourhood with(Set<OptionalKind> kinds) {
        return new Neighbourhood(Optional.of("mehari-system"), new TreeMap<>(Neighbourhood.MONITORING), kinds);
    }

    private static Around around(String spec, Set<OptionalKind> kinds) {
        return GraphObjects.around(GRAPH, Samples.json(spec), with(kinds));
    }

    @Test
    void makesAllThatIsAskedForWhereTheClusterHasTheKinds() {
        Golden.assertSame(
                "graph-all.yaml", around(ALL, EnumSet.allOf(OptionalKind.class)).objects());
    }

    @Test
    void makesAnAutoscalerForCpuAlone() {
        Golden.assertSame(
                "graph-cpu.yaml",
                around("autoscaling: {max: 3, cpu: 80}", Set.of()).objects());
    }

    @Test
    void tellsWhichKindsAreMissing() {
        Around around = around(ALL, Set.of());
        assertThat(around.missing()).containsOnly(OptionalKind.SCALED_OBJECT, OptionalKind.HTTP_ROUTE);
        assertThat(around.objects())
                .extracting(HasMetadata::getKind)
                .containsExactly("NetworkPolicy", "HorizontalPodAutoscaler");
    }

    @Test
    void needsNoPodMonitor() {
        assertThat(around("{}", Set.of()).missing()).isEmpty();
    }

    @Test
    void letsNobodyReadMetricsWhereNoLabelIsSet() {
        Neighbourhood closed = new Neighbourhood(Optional.of("mehari-system"), new TreeMap<>(), Set.of());
        Around around = GraphObjects.around(GRAPH, Samples.json("{}"), closed);
        assertThat(around.objects()).singleElement().satisfies(policy -> assertThat(
                        ((NetworkPolicy) policy).getSpec().getIngress().get(1).getFrom())
                .hasSize(1));
    }

    @Test
    void closesNoPortThatTheOperatorAsksThroughTheApiServer() {
        Neighbourhood proxied = new Neighbourhood(Optional.empty(), new TreeMap<>(Neighbourhood.MONITORING), Set.of());
        Around around = GraphObjects.around(GRAPH, Samples.json("{}"), proxied);
        assertThat(around.objects()).singleElement().satisfies(policy -> assertThat(
                        ((NetworkPolicy) policy).getSpec().getIngress())
                .allSatisfy(rule -> assertThat(rule.getFrom()).isEmpty())
                .flatExtracting(NetworkPolicyIngressRule::getPorts)
                .extracting(port -> port.getPort().getIntVal())
                .containsExactly(8080, 9000, 9876));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "autoscaling: {}",
                "autoscaling: {min: 0, cpu: 70}",
                "autoscaling: {min: 4, max: 3, cpu: 70}",
                "autoscaling: {max: 1.5, cpu: 70}",
                "autoscaling: {max: 99999999999, cpu: 70}",
                "autoscaling: {max: 3, cpu: 0}",
                "autoscaling: {max: 3, cpu: seventy}",
                "autoscaling: {max: 3, triggers: [{type: 'a b'}]}",
                "autoscaling: {max: 3, triggers: [{type: cron, metadata: {start: {a: b}}}]}",
                "autoscaling: {max: 3, triggers: [cron]}",
                "expose: {}",
                "expose: {gateway: {namespace: infra}}",
                "expose: {gateway: {name: '../x'}}",
                "expose: {gateway: {name: public, namespace: a.b}}",
                "expose: {gateway: {name: public, listener: \"a\\nb\"}}",
                "expose: {gateway: {name: public}, hostnames: ['https://x']}",
                "expose: {gateway: {name: public}, hostnames: ['10.0.0.1']}",
                "expose: {gateway: {name: public}, hostnames: ['*']}",
                "expose: {gateway: {name: public}, hostnames: [7]}",
                "expose: {gateway: {name: public}, hostnames: ['a.*.b']}"
            })
    void leavesOutWhatIsWrongAndSaysWhere(String spec) {
        Around around = around(spec, EnumSet.allOf(OptionalKind.class));
        assertThat(around.objects()).extracting(HasMetadata::getKind).containsExactly("NetworkPolicy", "PodMonitor");
        assertThat(around.findings()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.path()).startsWith("spec." + spec.substring(0, spec.indexOf(':')));
            assertThat(finding.mend()).isNotEmpty();
        });
        assertThat(around.findings()).allMatch(Finding::isError);
    }
}
