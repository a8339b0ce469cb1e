// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The operator has the rights that its chart gives it, needs no others, and isn't refused anything. */
@ClusterTest
@Tag("fault")
class RightsTest {
    private static final Duration CHANGE = Duration.ofMinutes(2);

    private Space space;
    private Operator operator;
    private AuditLog log;

    @BeforeEach
    void readsTheAuditLog(Cluster cluster, Space space, Operator operator) {
        assumeThat(cluster.kit()).as("an audit log needs the kit's API server").isPresent();
        this.space = space;
        this.operator = operator;
        log = new AuditLog(cluster.kit().orElseThrow().log("audit"));
    }

    @AfterEach
    void looksAfterAllNamespacesAgain() {
        // What it listed goes with the test.
        operator.install();
    }

    /** Namespaces of tests that ended are going: there, nobody may make anything. */
    private List<AuditLog.Request> refusedSince(Instant from) {
        return log.since(from).stream()
                .filter(request ->
                        request.isBy(Operator.NAMESPACE) && (request.status() == 403 || request.status() == 401))
                .filter(request -> request.namespace().isEmpty()
                        || request.namespace().equals(space.name())
                        || request.namespace().equals(Operator.NAMESPACE))
                .toList();
    }

    /** A life: a first revision, another, back, and the end. */
    private void live() {
        Iris iris = Iris.apply(space, "iris");
        iris.graph().awaitLive(1, Credit.UP);
        iris.change("2");
        iris.graph().awaitLive(2, CHANGE);
        iris.graph().annotate("mehari.dev/pin=1");
        iris.graph().awaitLive(1, CHANGE);
        iris.graph().patch("{\"spec\": {\"autoscaling\": {\"min\": 1, \"max\": 2, \"cpu\": 70}}}");
        space.await(CHANGE, "the autoscaler", () -> !space.kubectl(
                        "get", "horizontalpodautoscalers", "-l", "mehari.dev/graph=iris", "-o", "name")
                .isBlank());
        iris.graph().patch("{\"spec\": {\"autoscaling\": null}}");
        space.await(CHANGE, "the autoscaler to go", () -> space.kubectl(
                        "get", "horizontalpodautoscalers", "-l", "mehari.dev/graph=iris", "-o", "name")
                .isBlank());
        space.kubectl("delete", "inferencegraphs.mehari.dev", "iris");
        space.await(CHANGE, "all objects of the graph to go", () -> space.kubectl(
                        "get",
                        "services,deployments,controllerrevisions,configmaps,poddisruptionbudgets,networkpolicies",
                        "-l",
                        "mehari.dev/graph=iris",
                        "-o",
                        "name")
                .isBlank());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "camel-k"})
    void isRefusedNothingWithTheRolesOfTheChart(String renderer) {
        operator.install("renderer=" + renderer);
        Instant start = Instant.now();
        live();
        assertThat(log.since(start)).anyMatch(request -> request.isBy(Operator.NAMESPACE));
        assertThat(refusedSince(start)).isEmpty();
    }

    @Test
    void worksInListedNamespacesWithRolesThereAlone(Cluster cluster) {
        Space outside = Space.create(cluster, space.name().replaceFirst("^rights", "outside"));
        try {
            Instant start = Instant.now();
            operator.install("renderer=plain", "watchNamespaces[0]=" + space.name());
            assertThat(cluster.kubectl(
                            "get", "clusterrolebindings", "-l", "app.kubernetes.io/name=mehari-operator", "-o", "name"))
                    .isBlank();
            Iris elsewhere = Iris.apply(outside, "iris");
            live();
            assertThat(refusedSince(start)).isEmpty();
            assertThat(log.since(start).stream()
                            .filter(request -> request.isBy(Operator.NAMESPACE))
                            .map(AuditLog.Request::namespace))
                    .as("namespaces that it asked of")
                    .doesNotContain(outside.name());
            assertThat(elsewhere.graph().status().path("conditions")).isEmpty();
            assertThat(outside.kubectl(
                            "get", "services,deployments,controllerrevisions", "-l", "mehari.dev/graph", "-o", "name"))
                    .isBlank();
        } finally {
            cluster.client().namespaces().withName(outside.name()).delete();
        }
    }
}
