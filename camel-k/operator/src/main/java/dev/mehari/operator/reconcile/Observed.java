// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.mehari.crd.Annotations;
import dev.mehari.crd.GraphResource;
import dev.mehari.operator.observe.Children;
import dev.mehari.operator.observe.PodReport;
import dev.mehari.operator.revision.Kept;
import dev.mehari.operator.revision.SpecSettings;
import dev.mehari.operator.rollout.Situation;
import dev.mehari.operator.rollout.Smoke;
import dev.mehari.operator.rollout.Standing;
import dev.mehari.operator.rollout.Target;
import dev.mehari.operator.rollout.Traffic;

/**
 * Everything that one round knows of a graph.
 *
 * @param kept its revisions by number
 * @param standings how they stand
 * @param reports what pods said, by revision, where somebody asked
 */
record Observed(
        GraphResource graph,
        Children children,
        SortedMap<Long, Kept> kept,
        Wish wish,
        Target target,
        Traffic traffic,
        SortedMap<Long, Standing> standings,
        Map<Long, PodReport> reports) {

    Situation situation(Instant now) {
        return new Situation(
                now,
                replicas(),
                SpecSettings.rollout(graph.getSpec()),
                target,
                isPaused(graph),
                Children.number(annotation(graph, Annotations.PROMOTE).orElse(null)),
                traffic,
                standings);
    }

    /** One that is kept. */
    Kept kept(long number) {
        return Objects.requireNonNull(kept.get(number));
    }

    int replicas() {
        return SpecSettings.replicas(graph.getSpec());
    }

    Observed withSmoke(long number, Smoke smoke) {
        SortedMap<Long, Standing> all = new TreeMap<>(standings);
        Standing old = Objects.requireNonNull(all.get(number));
        all.put(number, new Standing(number, old.size(), old.readiness(), smoke, old.marks()));
        return new Observed(graph, children, kept, wish, target, traffic, all, reports);
    }

    static boolean isPaused(GraphResource graph) {
        return annotation(graph, Annotations.PAUSE).filter("true"::equals).isPresent();
    }

    static OptionalLong pin(GraphResource graph) {
        return Children.number(annotation(graph, Annotations.PIN).orElse(null));
    }

    private static Optional<String> annotation(GraphResource graph, String name) {
        Map<String, String> annotations = graph.getMetadata().getAnnotations();
        return Optional.ofNullable(annotations == null ? null : annotations.get(name))
                .map(String::trim);
    }
}
