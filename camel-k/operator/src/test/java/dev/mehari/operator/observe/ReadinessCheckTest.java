// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mehari.crd.Reason;
import dev.mehari.operator.desired.CamelKRenderer;
import dev.mehari.operator.desired.GraphRevision;
import dev.mehari.operator.rollout.Readiness;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReadinessCheckTest {
    private static final String META =
            "metadata: {name: credit-r7, labels: {mehari.dev/graph: credit, mehari.dev/revision: '7'}}\n";

    /** As Camel K 2.10.1 writes it: phase Error for a moment, with the Deployment's trouble behind other words. */
    private static final GenericKubernetesResource INTEGRATION = Serialization.unmarshal(
            "apiVersion: camel.apache.org/v1\nkind: Integration\n" + META + """
                    status:
                      phase: Error
                      conditions:
                      - {type: KameletsTraitInfo, status: "False", message: explicitly disabled}
                      - {type: Ready, status: "False", message: 'pods is forbidden: exceeded quota: full'}
                    """, GenericKubernetesResource.class);

    private static Readiness readiness(HasMetadata... objects) {
        GraphRevision revision = new GraphRevision(
                "bank", "credit", "u", 7, "0", JsonNodeFactory.instance.objectNode(), "", "image", CamelKRenderer.WORD);
        Children children = new Children(EnumSet.allOf(ChildKind.class), List.of(objects));
        return ReadinessCheck.of(revision, 1, children, Optional.empty());
    }

    @Test
    void namesAQuotaWhateverCamelKMakesOfIt() {
        Deployment deployment =
                Serialization.unmarshal("apiVersion: apps/v1\nkind: Deployment\n" + META + """
                status:
                  conditions:
                  - {type: ReplicaFailure, status: "True", message: 'pods is forbidden: exceeded quota: full'}
                """, Deployment.class);
        assertThat(readiness(INTEGRATION, deployment).reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        assertThat(readiness(INTEGRATION).reason()).isEqualTo(Reason.INTEGRATION_FAILED);
    }

    @Test
    void tellsAMissingVolumeClaimFromANodeWithoutRoom() {
        String unschedulable = "apiVersion: v1\nkind: Pod\n" + META + """
                status:
                  conditions:
                  - {type: PodScheduled, status: "False", message: '0/1 nodes are available: %s.'}
                """;
        Pod claim =
                Serialization.unmarshal(unschedulable.formatted("persistentvolumeclaim \"m\" not found"), Pod.class);
        Pod room = Serialization.unmarshal(unschedulable.formatted("1 Insufficient cpu"), Pod.class);
        assertThat(readiness(claim).reason()).isEqualTo(Reason.MOUNT_MISSING);
        assertThat(readiness(room).reason()).isEqualTo(Reason.UNSCHEDULABLE);
    }
}
