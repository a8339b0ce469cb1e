// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.util.Map;
import java.util.Optional;

import dev.mehari.crd.Reason;
import dev.mehari.operator.desired.GraphRevision;
import dev.mehari.operator.rollout.Readiness;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import org.jspecify.annotations.Nullable;

/** What runs the pods of a revision: a Deployment, and with Camel K an Integration above it. */
final class Workload {
    private final GraphRevision revision;
    private final Optional<Deployment> deployment;
    private final Optional<GenericKubernetesResource> integration;

    Workload(GraphRevision revision, Children children) {
        this.revision = revision;
        this.deployment = children.named(Deployment.class, revision.name());
        this.integration = children.named(ChildKind.INTEGRATION, revision.name());
    }

    /** Pods that it asks for. */
    int size() {
        if (integration.isPresent()) {
            Object replicas = integration.get().get("spec", "replicas");
            return replicas instanceof Number number ? number.intValue() : 1;
        }
        return deployment.map(Workload::asked).orElse(0);
    }

    /** Empty where all pods are there, updated and available. */
    Optional<Readiness> trouble(int wanted) {
        // What Camel K reports of its Deployment is a copy of what that says, at the end of other things.
        Optional<Readiness> refused =
                deployment.flatMap(Workload::failure).or(() -> integration.flatMap(Workload::error));
        if (refused.isPresent()) {
            return refused;
        } else if (deployment.isEmpty()) {
            return Optional.of(Readiness.starting(
                    integration.isPresent()
                            ? "Camel K hasn't made a Deployment of the Integration " + revision.name() + " yet ("
                                    + phase() + ")"
                            : "the Deployment " + revision.name() + " isn't there yet"));
        }
        return counts(deployment.get(), wanted);
    }

    private String phase() {
        Object phase = integration.map(i -> (Object) i.get("status", "phase")).orElse(null);
        return phase == null ? "its operator hasn't taken it up" : "phase " + phase;
    }

    private static Optional<Readiness> error(GenericKubernetesResource integration) {
        if (!"Error".equals(integration.get("status", "phase"))) {
            return Optional.empty();
        }
        StringBuilder messages = new StringBuilder();
        Object conditions = integration.get("status", "conditions");
        if (conditions instanceof Iterable<?> all) {
            for (Object each : all) {
                if (each instanceof Map<?, ?> c && "False".equals(c.get("status")) && c.get("message") != null) {
                    messages.append(messages.isEmpty() ? "" : "; ").append(c.get("message"));
                }
            }
        }
        boolean catalog = messages.toString().contains("camel catalog");
        return Optional.of(Readiness.faulty(
                catalog ? Reason.CATALOG_INCOMPLETE : Reason.INTEGRATION_FAILED,
                "Camel K reports of the Integration "
                        + integration.getMetadata().getName() + ": " + messages
                        + (catalog ? ". Set the operator's Camel K mode to resources, or use Camel K 2.11" : "")));
    }

    private static Optional<Readiness> failure(Deployment deployment) {
        DeploymentStatus status = deployment.getStatus();
        if (status == null) {
            return Optional.empty();
        }
        return Given.all(status.getConditions())
                .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
                .findFirst()
                .map(Workload::failure);
    }

    private static Readiness failure(DeploymentCondition condition) {
        String message = String.valueOf(condition.getMessage());
        if (message.contains("exceeded quota") || message.contains("must specify limits")) {
            return Readiness.faulty(
                    Reason.QUOTA_EXCEEDED,
                    "the namespace's quota leaves no room for the pods: " + message
                            + ". Raise the quota, or lower spec.replicas or spec.pods.resources");
        }
        return Readiness.faulty(
                Reason.REFUSED_BY_CLUSTER,
                "the cluster refuses the pods: " + message + ". Change spec.pods, or the rule that refuses them");
    }

    private static @Nullable Integer asked(Deployment deployment) {
        return deployment.getSpec() == null ? null : deployment.getSpec().getReplicas();
    }

    private static Optional<Readiness> counts(Deployment deployment, int wanted) {
        DeploymentStatus status = deployment.getStatus();
        Long generation = deployment.getMetadata().getGeneration();
        long observed = status == null || status.getObservedGeneration() == null ? 0 : status.getObservedGeneration();
        if (generation != null && observed < generation) {
            return Optional.of(Readiness.starting("its Deployment is being taken up"));
        }
        int updated = status == null || status.getUpdatedReplicas() == null ? 0 : status.getUpdatedReplicas();
        int available = status == null || status.getAvailableReplicas() == null ? 0 : status.getAvailableReplicas();
        Integer asked = asked(deployment);
        if (asked == null || asked != wanted || updated < wanted || available < wanted) {
            return Optional.of(Readiness.starting(available + " of " + wanted + " pods are available"));
        }
        return Optional.empty();
    }
}
