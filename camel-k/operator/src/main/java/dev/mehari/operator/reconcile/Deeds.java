// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import dev.mehari.crd.Reason;
import dev.mehari.operator.act.Application;
import dev.mehari.operator.act.Refusal;
import dev.mehari.operator.act.Writes;
import dev.mehari.operator.desired.GraphRevision;
import dev.mehari.operator.desired.InvalidRevisionException;
import dev.mehari.operator.desired.Renderer;
import dev.mehari.operator.observe.Children;
import dev.mehari.operator.observe.ReadinessCheck;
import dev.mehari.operator.revision.Kept;
import dev.mehari.operator.revision.MarkAnnotations;
import dev.mehari.operator.rollout.Decision;
import dev.mehari.operator.rollout.Traffic;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/*
 * THE ORDER OF DEEDS
 *
 * Marks first: what is to be remembered must be, before anything follows from it. Then pods. Then the traffic, which moves
 * by one write. Then what nobody needs any more. An operator that ends between any two of them finds, when it comes back,
 * a situation from which the same decision follows.
 */
/** Does what was decided. */
final class Deeds {
    /** What belongs to a revision, in the order in which it goes; the ControllerRevision last. */
    private static final List<Class<? extends HasMetadata>> OF_REVISIONS = List.of(
            GenericKubernetesResource.class,
            Deployment.class,
            Service.class,
            PodDisruptionBudget.class,
            ConfigMap.class,
            ControllerRevision.class);

    private final Writes writes;
    private final Application application;
    private final Renderers renderers;
    private final Namesakes namesakes;

    Deeds(Writes writes, Renderers renderers) {
        this.writes = writes;
        this.application = new Application(writes);
        this.renderers = renderers;
        this.namesakes = new Namesakes(writes);
    }

    /** Remembers and runs. @return what the cluster refused */
    List<Refusal> run(Observed observed, Decision decision) {
        decision.marks().forEach((number, marks) -> observed.children()
                .named(
                        ControllerRevision.class,
                        observed.kept(number).revision().name())
                .ifPresent(object -> writes.annotate(object, MarkAnnotations.write(marks))));
        List<Refusal> refusals = new ArrayList<>();
        decision.sizes().keySet().stream()
                .filter(number -> !decision.prune().contains(number))
                .sorted(Comparator.comparingInt(number -> rank(observed, decision, number)))
                .forEach(number -> refusals.addAll(
                        size(observed, observed.kept(number), decision.sizes().getOrDefault(number, 0))));
        return refusals;
    }

    /** Live counts most, and people are told of the first trouble. */
    private static int rank(Observed observed, Decision decision, long number) {
        return observed.traffic().live().equals(OptionalLong.of(number))
                ? 0
                : decision.candidate().equals(OptionalLong.of(number)) ? 1 : 2;
    }

    /** Sends the traffic there, by one write. @return what the cluster refused */
    List<Refusal> send(Observed observed, Traffic traffic) {
        return apply(observed, List.of(GraphTraffic.service(observed.graph(), traffic, observed.children())));
    }

    /** Takes away what isn't kept any more. */
    void tidy(Observed observed, Decision decision, Traffic traffic, boolean soaks) {
        decision.prune().forEach(number -> prune(observed, number));
        sweep(observed, traffic, soaks);
    }

    /** A revision that never ran isn't made only to have no pods. */
    private List<Refusal> size(Observed observed, Kept kept, int replicas) {
        Optional<Renderer> renderer = renderers.find(kept.revision().renderer());
        if (renderer.isEmpty()) {
            return List.of(new Refusal(
                    Reason.ERROR,
                    kept.revision().id() + " is run by '" + kept.revision().renderer()
                            + "', which this operator hasn't. Run the operator that made it, or change the graph."));
        }
        boolean runs = !observed.children()
                        .of(Deployment.class, kept.revision().number())
                        .isEmpty()
                || !observed.children()
                        .of(GenericKubernetesResource.class, kept.revision().number())
                        .isEmpty();
        if (replicas == 0 && !runs) {
            return List.of();
        }
        Optional<Refusal> hindrance =
                missing(observed, kept).or(() -> namesakes.of(kept.revision(), observed.children()));
        if (hindrance.isPresent()) {
            return List.of(hindrance.get());
        }
        try {
            return apply(observed, renderer.get().render(kept.revision(), replicas));
        } catch (InvalidRevisionException e) {
            return List.of(new Refusal(Reason.INVALID_GRAPH, String.valueOf(e.getMessage())));
        }
    }

    private static Optional<Refusal> missing(Observed observed, Kept kept) {
        GraphRevision revision = kept.revision();
        return ReadinessCheck.missing(revision.renderer(), observed.children())
                .map(m -> new Refusal(
                        m.reason(),
                        revision.id() + " can't run: " + m.message()
                                + ". Install Camel K; or set the operator's renderer to plain and change the graph."));
    }

    private List<Refusal> apply(Observed observed, List<HasMetadata> objects) {
        return application.apply(objects, observed.graph().getMetadata().getUid(), observed.children());
    }

    private void prune(Observed observed, long number) {
        String owner = observed.graph().getMetadata().getUid();
        Children children = observed.children();
        for (Class<? extends HasMetadata> type : OF_REVISIONS) {
            for (HasMetadata object : children.of(type, number)) {
                if (Application.isOwnedBy(object, owner) && object.getMetadata().getDeletionTimestamp() == null) {
                    writes.delete(object);
                    children.remove(object);
                }
            }
        }
    }

    /** Revisions of which objects are left and that nobody keeps or sends requests to. */
    private void sweep(Observed observed, Traffic after, boolean soaks) {
        observed.children().all().stream()
                .map(Children::revision)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .distinct()
                .filter(number -> !observed.kept().containsKey(number))
                .filter(number -> after.live().orElse(0) != number)
                .filter(number -> !(soaks && after.previous().orElse(0) == number))
                .forEach(number -> prune(observed, number));
    }
}
