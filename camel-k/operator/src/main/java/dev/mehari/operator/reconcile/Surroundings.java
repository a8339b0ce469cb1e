// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.mehari.crd.FindingStatus;
import dev.mehari.crd.GraphResource;
import dev.mehari.crd.Reason;
import dev.mehari.graph.Finding;
import dev.mehari.graph.Severity;
import dev.mehari.operator.act.Application;
import dev.mehari.operator.act.Refusal;
import dev.mehari.operator.act.Writes;
import dev.mehari.operator.desired.Around;
import dev.mehari.operator.desired.GraphObjects;
import dev.mehari.operator.desired.GraphOwner;
import dev.mehari.operator.desired.Neighbourhood;
import dev.mehari.operator.desired.OptionalKind;
import dev.mehari.operator.observe.ChildKind;
import dev.mehari.operator.observe.Children;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Brings what is around a graph to what its spec asks for and its cluster has: NetworkPolicy, autoscaler, gateway route,
 * PodMonitor. Whatever goes wrong here is told and hinders no rollout.
 */
final class Surroundings {
    private static final Set<ChildKind> KINDS = EnumSet.of(
            ChildKind.NETWORK_POLICY,
            ChildKind.AUTOSCALER,
            ChildKind.SCALED_OBJECT,
            ChildKind.HTTP_ROUTE,
            ChildKind.POD_MONITOR);

    private final Writes writes;
    private final Application application;
    private final Site site;

    Surroundings(Writes writes, Site site) {
        this.writes = writes;
        this.application = new Application(writes);
        this.site = site;
    }

    /**
     * What came of it.
     *
     * @param findings what is wrong in the spec, or missing in the cluster
     * @param refusals the same as conditions tell it, and what the cluster refused
     */
    record Result(List<FindingStatus> findings, List<Refusal> refusals) {
        static final Result NONE = new Result(List.of(), List.of());

        Result {
            findings = List.copyOf(findings);
            refusals = List.copyOf(refusals);
        }
    }

    Result run(GraphResource graph, Children children) {
        Around around = around(graph, children);
        boolean paused = Observed.isPaused(graph);
        List<Refusal> refusals = new ArrayList<>();
        if (!paused) {
            // First what goes: two autoscalers of one graph fight, and KEDA refuses to make the second.
            delete(graph, around, children);
            around.objects().forEach(object -> apply(graph, object, children).ifPresent(refusals::add));
        }
        List<FindingStatus> findings = new ArrayList<>();
        around.findings().forEach(finding -> {
            findings.add(FindingStatus.of(finding));
            refusals.add(new Refusal(Reason.INVALID_GRAPH, words(finding)));
        });
        EnumSet.allOf(OptionalKind.class).stream()
                .filter(around.missing()::contains)
                .forEach(kind -> {
                    String message = kind.kind() + "s (" + kind.apiVersion() + ") aren't in the cluster";
                    String mend = "Install " + kind.product() + ", or leave the key out.";
                    findings.add(new FindingStatus(kind.path(), null, Severity.WARNING.word(), message, mend));
                    refusals.add(new Refusal(Reason.KIND_MISSING, kind.path() + ": " + message + ". " + mend));
                });
        return new Result(findings, refusals);
    }

    private Around around(GraphResource graph, Children children) {
        Set<OptionalKind> kinds = EnumSet.noneOf(OptionalKind.class);
        for (OptionalKind kind : OptionalKind.values()) {
            if (children.knows(ChildKind.of(kind))) {
                kinds.add(kind);
            }
        }
        GraphOwner owner = new GraphOwner(
                graph.getMetadata().getNamespace(),
                graph.getMetadata().getName(),
                graph.getMetadata().getUid());
        return GraphObjects.around(
                owner,
                graph.getSpec(),
                new Neighbourhood(site.operatorNamespace(), new TreeMap<>(Neighbourhood.MONITORING), kinds));
    }

    /** What is ours and no longer wanted; but a slip of the pen takes no autoscaler and no route away. */
    private void delete(GraphResource graph, Around around, Children children) {
        String uid = graph.getMetadata().getUid();
        for (HasMetadata object : children.all()) {
            boolean ours = ChildKind.of(object).filter(KINDS::contains).isPresent()
                    && Children.revision(object).isEmpty()
                    && Application.isOwnedBy(object, uid);
            if (ours
                    && object.getMetadata().getDeletionTimestamp() == null
                    && around.objects().stream().noneMatch(wanted -> isSame(wanted, object))
                    && around.findings().stream().noneMatch(finding -> speaksOf(finding, object))) {
                writes.delete(object);
                children.remove(object);
            }
        }
    }

    private static boolean isSame(HasMetadata wanted, HasMetadata object) {
        return ChildKind.of(wanted).equals(ChildKind.of(object))
                && wanted.getMetadata().getName().equals(object.getMetadata().getName());
    }

    private static boolean speaksOf(Finding finding, HasMetadata object) {
        return ChildKind.of(object)
                .filter(kind -> switch (kind) {
                    case AUTOSCALER, SCALED_OBJECT -> finding.path().startsWith("spec.autoscaling");
                    case HTTP_ROUTE -> finding.path().startsWith("spec.expose");
                    default -> false;
                })
                .isPresent();
    }

    private Optional<Refusal> apply(GraphResource graph, HasMetadata object, Children children) {
        try {
            return application.apply(List.of(object), graph.getMetadata().getUid(), children).stream()
                    .findFirst();
        } catch (KubernetesClientException e) {
            if (Refusal.isNamespaceGone(e) || Refusal.isConflict(e) || e.getCode() <= 0) {
                throw e;
            }
            // Such as an admission hook that is down: the traffic is where it has to be all the same.
            String what = object.getKind() + " '" + object.getMetadata().getName() + "'";
            return Optional.of(new Refusal(
                    Reason.REFUSED_BY_CLUSTER,
                    what + " can't be applied: " + e.getMessage() + ". It is tried again; see what answers so."));
        }
    }

    private static String words(Finding finding) {
        return finding.path() + ": " + finding.message() + ". " + finding.mend();
    }
}
