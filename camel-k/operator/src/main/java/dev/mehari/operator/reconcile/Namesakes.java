// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.mehari.operator.act.Application;
import dev.mehari.operator.act.Refusal;
import dev.mehari.operator.act.Writes;
import dev.mehari.operator.desired.CamelKRenderer;
import dev.mehari.operator.desired.GraphRevision;
import dev.mehari.operator.observe.ChildKind;
import dev.mehari.operator.observe.Children;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;

/**
 * Objects of other people that bear the names of those that Camel K will make of an Integration, and would take over without
 * asking. Looked for until the Integration is there.
 */
final class Namesakes {
    private static final String INTEGRATION = "camel.apache.org/integration";

    private final Writes writes;

    Namesakes(Writes writes) {
        this.writes = writes;
    }

    Optional<Refusal> of(GraphRevision revision, Children children) {
        if (!revision.renderer().equals(CamelKRenderer.WORD)
                || children.named(ChildKind.INTEGRATION, revision.name()).isPresent()) {
            return Optional.empty();
        }
        ObjectMeta meta = new ObjectMetaBuilder()
                .withName(revision.name())
                .withNamespace(revision.namespace())
                .build();
        List<HasMetadata> names = List.of(
                new DeploymentBuilder().withMetadata(meta).build(),
                new ServiceBuilder().withMetadata(meta).build(),
                new PodDisruptionBudgetBuilder().withMetadata(meta).build());
        return names.stream()
                .map(writes::read)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .filter(found -> !isOf(revision, found))
                .findFirst()
                .map(Application::taken);
    }

    private static boolean isOf(GraphRevision revision, HasMetadata found) {
        Map<String, String> labels = found.getMetadata().getLabels();
        return Application.isOwnedBy(found, revision.uid())
                || labels != null && revision.name().equals(labels.get(INTEGRATION));
    }
}
