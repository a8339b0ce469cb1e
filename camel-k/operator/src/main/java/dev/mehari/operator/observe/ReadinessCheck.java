// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.mehari.crd.Reason;
import dev.mehari.operator.desired.CamelKRenderer;
import dev.mehari.operator.desired.GraphRevision;
import dev.mehari.operator.rollout.Readiness;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * Whether a revision could take traffic: its Deployment has all pods updated and available, they are ready, and the
 * EndpointSlices of its Service list them. Pure.
 */
public final class ReadinessCheck {
    private ReadinessCheck() {}

    /**
     * @param wanted pods, at least 1
     * @param report what its pods say, if one answers
     */
    public static Readiness of(GraphRevision revision, int wanted, Children children, Optional<PodReport> report) {
        Optional<Readiness> missing = missing(revision.renderer(), children);
        if (missing.isPresent()) {
            return missing.get();
        }
        List<Pod> pods = standing(children, revision.number());
        Optional<Readiness> workload = new Workload(revision, children).trouble(wanted);
        Optional<Readiness> fault = report.flatMap(ReportTrouble::of)
                .or(() -> PodTrouble.of(unready(pods)))
                .or(() -> workload.filter(w -> w.is(Readiness.State.FAULTY)));
        if (workload.isPresent()) {
            return fault.orElse(workload.get());
        }
        return fault.filter(f -> ready(pods) < wanted).orElseGet(() -> listed(revision, pods, wanted, children));
    }

    /** Whether the cluster lacks what a renderer makes. */
    public static Optional<Readiness> missing(String renderer, Children children) {
        return renderer.equals(CamelKRenderer.WORD) && !children.knows(ChildKind.INTEGRATION)
                ? Optional.of(Readiness.faulty(
                        Reason.CAMEL_K_MISSING,
                        "the cluster has no Integrations (" + CamelKRenderer.API_VERSION
                                + "): Camel K isn't installed"))
                : Optional.empty();
    }

    /** Pods that its workload asks for. */
    public static int size(GraphRevision revision, Children children) {
        return new Workload(revision, children).size();
    }

    /** Its pods that aren't on their way out. */
    public static List<Pod> standing(Children children, long revision) {
        return children.of(Pod.class, revision).stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    /** How many of them are ready. */
    public static int ready(List<Pod> pods) {
        return pods.size() - unready(pods).size();
    }

    /** Why its pods can't be started, where only events tell: asked for the first that waits. */
    public static Optional<Readiness> mounts(List<Pod> pods, ClusterView view) {
        return pods.stream()
                .filter(PodTrouble::isWaitingForMounts)
                .findFirst()
                .flatMap(pod -> PodTrouble.of(pod, view.events(pod)));
    }

    private static List<Pod> unready(List<Pod> pods) {
        return pods.stream().filter(pod -> !isReady(pod)).toList();
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus() != null
                && Given.all(pod.getStatus().getConditions())
                        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    }

    private static Readiness listed(GraphRevision revision, List<Pod> pods, int wanted, Children children) {
        if (ready(pods) < wanted) {
            return Readiness.starting(ready(pods) + " of " + wanted + " pods are ready");
        }
        Set<String> listed = Endpoints.ready(children, revision.name());
        Set<String> own = new HashSet<>();
        pods.stream()
                .filter(ReadinessCheck::isReady)
                .forEach(pod -> own.add(pod.getMetadata().getName()));
        listed.retainAll(own);
        return listed.size() < wanted
                ? Readiness.starting("its Service lists " + listed.size() + " of " + wanted + " pods")
                : Readiness.READY;
    }
}
