// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;
import java.time.Instant;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What the other tests believe of their cluster. */
@ClusterTest
@Tag("smoke")
class HarnessTest {
    @Test
    void refusesPodsThatTheRestrictedLevelForbids(Space space) {
        assertThatThrownBy(() -> space.kubectl("run", "root", "--image=none", "--image-pull-policy=Never"))
                .hasMessageContaining("violates PodSecurity \"restricted");
    }

    @Test
    void writesChangesDown(Cluster cluster, Space space) {
        assumeThat(cluster.kit()).as("an audit log needs the kit's API server").isPresent();
        AuditLog log = new AuditLog(cluster.kit().orElseThrow().log("audit"));
        Instant before = Instant.now();
        cluster.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(space.name())
                        .withName("noted")
                        .endMetadata()
                        .build())
                .create();
        space.await(Duration.ofSeconds(10), "the change in the audit log", () -> log.since(before).stream()
                .anyMatch(request -> request.verb().equals("create")
                        && request.namespace().equals(space.name())
                        && request.name().equals("noted")));
    }

    @Test
    void stopsAndContinuesTheKubelet(Cluster cluster) {
        assumeThat(cluster.kit()).as("needs the kit's machine").isPresent();
        Kit kit = cluster.kit().orElseThrow();
        kit.signal("kubelet", "STOP");
        try {
            assertThat(kit.enter("ps", "-C", "kubelet", "-o", "state=").strip()).startsWith("T");
        } finally {
            kit.signal("kubelet", "CONT");
        }
    }
}
