// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What the operator stands on goes away for a while. Only where the machine below is ours. */
@ClusterTest
@Tag("fault")
class MachineTest {
    private static final Duration BACK = Duration.ofMinutes(3);

    private Space space;
    private Kit kit;
    private Iris iris;

    @BeforeEach
    void serves(Cluster cluster, Space space, Operator operator) {
        assumeThat(cluster.kit()).as("needs the kit's machine").isPresent();
        operator.install();
        this.space = space;
        kit = cluster.kit().orElseThrow();
        iris = Iris.apply(space, "iris");
        iris.graph().awaitLive(1, Credit.UP);
    }

    @Test
    void outlivesAMinuteWithoutTheApiServer(Operator operator) {
        // Watches break, leases can't be renewed: said, and got over.
        operator.expects(".*");
        try (Load load = iris.load(10)) {
            load.further(20);
            kit.signal("kube-apiserver", "STOP");
            try {
                Instant end = Instant.now().plusSeconds(60);
                space.await(Duration.ofSeconds(90), "a minute to pass", () -> Instant.now()
                        .isAfter(end));
            } finally {
                kit.signal("kube-apiserver", "CONT");
            }
            space.await(BACK, "the API server", () -> space.cluster()
                    .kubectl("get", "--raw", "/readyz")
                    .equals("ok"));
            load.further(20);
            assertThat(load.losses()).isEmpty();
        }
        iris.change("2");
        iris.graph().awaitLive(2, BACK);
    }

    @Test
    void saysThatPodsAreNotReadyWhenTheirNodeIsSilent(Operator operator) {
        operator.expects(".*");
        kit.signal("kubelet", "STOP");
        try {
            iris.graph().awaitCondition("Ready", "False", "PodsNotReady", BACK);
        } finally {
            kit.signal("kubelet", "CONT");
        }
        iris.graph().awaitCondition("Ready", "True", "Live", BACK);
        iris.assertAnswers(1);
    }
}
