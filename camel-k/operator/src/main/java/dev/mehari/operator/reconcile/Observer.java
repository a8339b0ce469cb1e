// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.mehari.crd.GraphResource;
import dev.mehari.operator.observe.Children;
import dev.mehari.operator.observe.ClusterView;
import dev.mehari.operator.observe.PodReport;
import dev.mehari.operator.observe.PodReports;
import dev.mehari.operator.observe.ReadinessCheck;
import dev.mehari.operator.revision.Kept;
import dev.mehari.operator.rollout.Marks;
import dev.mehari.operator.rollout.Readiness;
import dev.mehari.operator.rollout.Readiness.State;
import dev.mehari.operator.rollout.Smoke;
import dev.mehari.operator.rollout.Standing;
import dev.mehari.operator.rollout.Target;
import dev.mehari.operator.rollout.Traffic;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;

/** Looks at what there is of a graph, and asks its pods where their state isn't enough. */
final class Observer {
    private static final int ASKED = 3;
    private static final Readiness NOT_LOOKED_AT = Readiness.starting("");
    private final ClusterView view;
    private final PodReports reports;

    Observer(ClusterView view, PodReports reports) {
        this.view = view;
        this.reports = reports;
    }

    /** Revisions of this very graph: not of one of the same name that was deleted. */
    static SortedMap<Long, Kept> kept(GraphResource graph, Children children) {
        SortedMap<Long, Kept> kept = new TreeMap<>();
        for (ControllerRevision each : children.of(ControllerRevision.class)) {
            Kept.of(each)
                    .filter(k -> k.revision().uid().equals(graph.getMetadata().getUid()))
                    .ifPresent(k -> kept.put(k.revision().number(), k));
        }
        return kept;
    }

    Observed observe(GraphResource graph, Children children, SortedMap<Long, Kept> kept, Wish wish) {
        OptionalLong content = wish.revision().isPresent()
                ? OptionalLong.of(wish.revision().get().number())
                : OptionalLong.empty();
        Map<Long, Marks> marks = new TreeMap<>();
        kept.forEach((number, each) -> marks.put(number, each.marks()));
        Target target = Target.choose(content, wish.digest(), Observed.pin(graph), marks);
        Traffic traffic = GraphTraffic.read(graph, children);
        Map<Long, PodReport> asked = new HashMap<>();
        SortedMap<Long, Standing> standings = new TreeMap<>();
        Observed observed = new Observed(graph, children, kept, wish, target, traffic, standings, asked);
        kept.forEach((number, each) -> {
            OptionalLong same = OptionalLong.of(number);
            boolean counts = same.equals(target.number()) || same.equals(traffic.live());
            Readiness readiness = counts ? readiness(observed, each, asked) : NOT_LOOKED_AT;
            int size = ReadinessCheck.size(each.revision(), children);
            standings.put(number, new Standing(number, size, readiness, Smoke.NOT_ASKED, each.marks()));
        });
        return new Observed(graph, children, kept, wish, target, traffic, standings, asked);
    }

    private Readiness readiness(Observed observed, Kept each, Map<Long, PodReport> asked) {
        long number = each.revision().number();
        if (observed.replicas() == 0) {
            return Readiness.starting("no pods are wanted");
        }
        Children children = observed.children();
        Readiness bare = ReadinessCheck.of(each.revision(), observed.replicas(), children, Optional.empty());
        boolean told = observed.graph().getStatus().live() != null
                && observed.graph().getStatus().live().number() == number
                && !observed.graph().getStatus().models().isEmpty()
                // Whether a finding still holds only the pods know.
                && observed.graph().getStatus().findings().isEmpty();
        if (bare.is(State.READY) && told) {
            return bare;
        }
        List<Pod> pods = ReadinessCheck.standing(children, number);
        Optional<PodReport> report = reports.of(each.revision(), pods.subList(0, Math.min(ASKED, pods.size())));
        report.ifPresent(r -> asked.put(number, r));
        if (bare.is(State.READY)) {
            return bare;
        }
        Readiness readiness = ReadinessCheck.of(each.revision(), observed.replicas(), children, report);
        return readiness.is(State.STARTING) ? ReadinessCheck.mounts(pods, view).orElse(readiness) : readiness;
    }
}
