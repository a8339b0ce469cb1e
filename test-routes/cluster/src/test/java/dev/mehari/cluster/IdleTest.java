// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What has nothing to do does nothing. */
@ClusterTest
@Tag("smoke")
class IdleTest {
    @Test
    void changesNothingInAMinuteOfRest(Cluster cluster, Space space, Operator operator) {
        assumeThat(cluster.kit()).as("an audit log needs the kit's API server").isPresent();
        operator.install();
        AuditLog log = new AuditLog(cluster.kit().orElseThrow().log("audit"));
        Iris iris = Iris.apply(space, "iris");
        iris.graph().awaitLive(1, Credit.UP);
        space.awaitAlone();
        Instant ready = Instant.now();
        // The last words of a rollout may come a moment after it.
        Instant from = ready.plusSeconds(5);
        Instant to = from.plusSeconds(60);
        space.await(
                Duration.ofSeconds(90), "a minute to pass", () -> Instant.now().isAfter(to));
        assertThat(log.writesSince(from, Operator.NAMESPACE))
                .as("writes of the operator")
                .isEmpty();
        assertThat(iris.graph().isReady()).isTrue();
    }
}
