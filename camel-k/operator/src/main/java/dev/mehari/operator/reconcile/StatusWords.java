// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import dev.mehari.crd.Addresses;
import dev.mehari.crd.FindingStatus;
import dev.mehari.crd.GraphCondition;
import dev.mehari.crd.GraphStatus;
import dev.mehari.crd.Labels;
import dev.mehari.crd.ModelStatus;
import dev.mehari.crd.RevisionStatus;
import dev.mehari.operator.act.Refusal;
import dev.mehari.operator.observe.PodReport;
import dev.mehari.operator.observe.ReadinessCheck;
import dev.mehari.operator.revision.Kept;
import dev.mehari.operator.rollout.Decision;
import dev.mehari.operator.rollout.Traffic;
import org.jspecify.annotations.Nullable;

/** What status says after a round: all but the conditions. Pure. */
final class StatusWords {
    private final Observed observed;
    private final Decision decision;
    private final Traffic traffic;
    private final GraphStatus before;

    /** @param traffic after the round */
    StatusWords(Observed observed, Decision decision, Traffic traffic) {
        this.observed = observed;
        this.decision = decision;
        this.traffic = traffic;
        this.before = observed.graph().getStatus();
    }

    /** @param refused what the cluster refused of the rollout */
    GraphStatus status(List<Refusal> refused, Surroundings.Result around, Instant now) {
        GraphStatus bare = new GraphStatus(
                observed.graph().getMetadata().getGeneration(),
                before.conditions(),
                revision(traffic.live(), traffic.switched()),
                traffic.live().equals(decision.candidate()) ? null : revision(decision.candidate(), candidateSince()),
                revisions(),
                ready(),
                selector(),
                addresses(),
                findings(around.findings()),
                models(),
                shown().map(k -> k.revision().renderer()).orElse(null));
        GraphStatus status = bare;
        ConditionWords words = new ConditionWords(observed, decision, traffic, refused, around.refusals(), ready());
        for (GraphCondition condition : words.conditions(now)) {
            status = status.with(condition);
        }
        for (var type : words.absent()) {
            status = status.without(type);
        }
        return status;
    }

    private Optional<Instant> candidateSince() {
        return decision.candidate().isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(decision.marks().get(decision.candidate().getAsLong()))
                        .or(() -> Optional.of(
                                observed.kept(decision.candidate().getAsLong()).marks()))
                        .flatMap(dev.mehari.operator.rollout.Marks::candidateSince);
    }

    private @Nullable RevisionStatus revision(OptionalLong number, Optional<Instant> since) {
        if (number.isEmpty()) {
            return null;
        }
        Kept kept = observed.kept().get(number.getAsLong());
        String time =
                since.map(s -> s.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(null);
        if (kept == null) {
            return before.live() != null && before.live().number() == number.getAsLong() ? before.live() : null;
        }
        return new RevisionStatus(number.getAsLong(), kept.revision().identity(), time);
    }

    private List<RevisionStatus> revisions() {
        List<RevisionStatus> all = new ArrayList<>();
        observed.kept().forEach((number, kept) -> {
            if (!decision.prune().contains(number)) {
                all.add(new RevisionStatus(number, kept.revision().identity(), null));
            }
        });
        all.sort(Comparator.comparingLong(RevisionStatus::number).reversed());
        return all;
    }

    private int ready() {
        return traffic.live().isEmpty()
                ? 0
                : ReadinessCheck.ready(ReadinessCheck.standing(
                        observed.children(), traffic.live().getAsLong()));
    }

    private String selector() {
        String name = observed.graph().getMetadata().getName();
        return Labels.GRAPH + "=" + name + "," + Labels.REVISION + "="
                + traffic.live().orElse(0);
    }

    private Addresses addresses() {
        String name = observed.graph().getMetadata().getName();
        String host = name + "." + observed.graph().getMetadata().getNamespace() + ".svc";
        return new Addresses("http://" + host + ":80/v2/models/" + name, host + ":9000");
    }

    /** The operator's own, and those of the candidate's pods; of a candidate without pods, what was said last. */
    private List<FindingStatus> findings(List<FindingStatus> around) {
        List<FindingStatus> all = new ArrayList<>(observed.wish().findings());
        around.stream().filter(f -> !all.contains(f)).forEach(all::add);
        if (decision.candidate().isPresent()) {
            long candidate = decision.candidate().getAsLong();
            PodReport report = observed.reports().get(candidate);
            boolean same = before.candidate() != null && before.candidate().number() == candidate;
            List<FindingStatus> told = report != null ? report.findings() : same ? ofPods() : List.<FindingStatus>of();
            told.stream().filter(f -> !all.contains(f)).forEach(all::add);
        } else if (traffic.live().isPresent()) {
            long live = traffic.live().getAsLong();
            PodReport report = observed.reports().get(live);
            boolean same = before.live() != null && before.live().number() == live && before.candidate() == null;
            List<FindingStatus> told = report != null
                    ? report.findings()
                    : same && observed.wish().refused().isEmpty() ? ofPods() : List.<FindingStatus>of();
            told.stream().filter(f -> !all.contains(f)).forEach(all::add);
        }
        return all;
    }

    /** What was said before, without what only the operator says: that is said anew each time. */
    private List<FindingStatus> ofPods() {
        return before.findings().stream()
                .filter(f ->
                        !f.path().startsWith("spec.autoscaling") && !f.path().startsWith("spec.expose"))
                .toList();
    }

    private Map<String, ModelStatus> models() {
        Optional<Kept> shown = shown();
        if (shown.isEmpty()) {
            return Map.of();
        }
        long number = shown.get().revision().number();
        PodReport report = observed.reports().get(number);
        if (report != null && !report.models().isEmpty()) {
            return report.models();
        }
        boolean same = before.live() != null && before.live().number() == number
                || before.live() == null
                        && before.candidate() != null
                        && before.candidate().number() == number;
        return same ? before.models() : Map.of();
    }

    private Optional<Kept> shown() {
        OptionalLong number = traffic.live().isPresent() ? traffic.live() : decision.candidate();
        return number.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(observed.kept().get(number.getAsLong()));
    }
}
