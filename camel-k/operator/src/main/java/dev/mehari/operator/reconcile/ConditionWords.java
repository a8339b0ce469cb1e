// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.mehari.crd.ConditionType;
import dev.mehari.crd.GraphCondition;
import dev.mehari.crd.Reason;
import dev.mehari.operator.act.Refusal;
import dev.mehari.operator.rollout.Decision;
import dev.mehari.operator.rollout.Phase;
import dev.mehari.operator.rollout.Pin;
import dev.mehari.operator.rollout.Readiness;
import dev.mehari.operator.rollout.Standing;
import dev.mehari.operator.rollout.Traffic;

/** The conditions after a round. Pure. */
final class ConditionWords {
    private final Observed observed;
    private final Decision decision;
    private final Traffic traffic;
    private final List<Refusal> refusals;
    private final List<Refusal> around;
    private final int ready;
    private final String graph;

    /**
     * @param refusals of the rollout
     * @param around of what is around the graph: the least of troubles
     */
    ConditionWords(
            Observed observed,
            Decision decision,
            Traffic traffic,
            List<Refusal> refusals,
            List<Refusal> around,
            int ready) {
        this.observed = observed;
        this.around = List.copyOf(around);
        this.decision = decision;
        this.traffic = traffic;
        this.refusals = List.copyOf(refusals);
        this.ready = ready;
        this.graph = observed.graph().getMetadata().getName();
    }

    private record Word(ConditionType type, boolean status, Reason reason, String message) {}

    List<GraphCondition> conditions(Instant now) {
        List<Word> words = new ArrayList<>(List.of(ready(), progressing(), degraded()));
        pinned().ifPresent(words::add);
        if (Observed.isPaused(observed.graph())) {
            words.add(new Word(
                    ConditionType.PAUSED, true, Reason.PAUSED, "Take the annotation mehari.dev/pause away to go on."));
        }
        Long generation = observed.graph().getMetadata().getGeneration();
        return words.stream()
                .map(w -> GraphCondition.of(w.type(), w.status(), w.reason(), w.message(), now, generation))
                .toList();
    }

    List<ConditionType> absent() {
        List<ConditionType> absent = new ArrayList<>();
        if (pinned().isEmpty()) {
            absent.add(ConditionType.PINNED);
        }
        if (!Observed.isPaused(observed.graph())) {
            absent.add(ConditionType.PAUSED);
        }
        return absent;
    }

    private Word ready() {
        if (traffic.live().isEmpty()) {
            return trouble()
                    .map(why -> new Word(ConditionType.READY, false, why.reason(), why.message()))
                    .orElseGet(
                            () -> new Word(ConditionType.READY, false, decision.reason(), "no revision is live yet"));
        }
        int wanted = observed.replicas();
        String live = graph + "@" + traffic.live().getAsLong();
        if (wanted == 0) {
            return new Word(
                    ConditionType.READY, false, Reason.SCALED_TO_ZERO, live + " has no pods, as spec.replicas says");
        } else if (ready == 0) {
            return new Word(
                    ConditionType.READY, false, Reason.PODS_NOT_READY, live + " has no ready pod. " + liveTrouble());
        }
        return new Word(
                ConditionType.READY, true, Reason.LIVE, live + " answers with " + ready + " of " + wanted + " pods");
    }

    private String liveTrouble() {
        Standing live = observed.standings().get(traffic.live().orElse(0));
        return live == null ? "" : live.readiness().message();
    }

    private Word progressing() {
        String candidate = decision.candidate().isPresent()
                ? graph + "@" + decision.candidate().getAsLong()
                : "";
        Phase phase = decision.phase();
        return switch (phase) {
            case STARTING ->
                progress(
                        true,
                        observed.target().pin().state() == Pin.State.IN_FORCE ? Reason.ROLLING_BACK : Reason.DEPLOYING,
                        candidate + " starts: " + decision.message());
            case FAULTY -> progress(true, decision.reason(), candidate + " isn't ready: " + decision.message());
            case TRYING ->
                progress(true, Reason.VERIFYING, candidate + " is ready and is asked through its own Service");
            case SWITCHING -> progress(true, Reason.SOAKING, candidate + " gets the traffic");
            case WAITING_FOR_PROMOTION ->
                progress(
                        true,
                        Reason.WAITING_FOR_PROMOTION,
                        candidate + " is ready. Promote it by the annotation mehari.dev/promote: \""
                                + decision.candidate().orElse(0) + "\"");
            case SCALED_TO_ZERO ->
                progress(false, Reason.SCALED_TO_ZERO, candidate + " waits: spec.replicas is 0. Raise it");
            case PAUSED -> progress(false, Reason.PAUSED, candidate + " waits until the pause ends");
            case FAILED -> progress(false, decision.reason(), candidate + " was given up: " + decision.message());
            case HELD, STEADY -> held();
        };
    }

    private Word held() {
        if (decision.phase() == Phase.HELD && observed.wish().refused().isPresent()) {
            return progress(false, observed.wish().refused().get().reason(), "the spec makes no revision");
        }
        Optional<Long> soaking = traffic.previous().isPresent()
                        && decision.sizes().getOrDefault(traffic.previous().getAsLong(), 0) > 0
                        && !traffic.previous().equals(traffic.live())
                ? Optional.of(traffic.previous().getAsLong())
                : Optional.empty();
        return soaking.map(previous ->
                        progress(false, Reason.SOAKING, graph + "@" + previous + " keeps its pods for a rollback"))
                .orElseGet(() -> progress(false, Reason.LIVE, ""));
    }

    private static Word progress(boolean status, Reason reason, String message) {
        return new Word(ConditionType.PROGRESSING, status, reason, message);
    }

    private Word degraded() {
        return trouble()
                .or(() -> around.stream().findFirst())
                .map(why -> new Word(ConditionType.DEGRADED, true, why.reason(), why.message()))
                .orElseGet(() -> new Word(ConditionType.DEGRADED, false, Reason.LIVE, ""));
    }

    private Optional<Refusal> trouble() {
        if (observed.wish().refused().isPresent()) {
            return observed.wish().refused();
        } else if (!refusals.isEmpty()) {
            return Optional.of(refusals.get(0));
        } else if (observed.target().pin().state() == Pin.State.UNKNOWN) {
            return Optional.of(new Refusal(
                    Reason.REVISION_NOT_KEPT,
                    "mehari.dev/pin names revision " + observed.target().pin().number()
                            + ", which isn't kept. Name one of status.revisions, or take the annotation away."));
        } else if (decision.phase() == Phase.FAULTY || decision.phase() == Phase.FAILED) {
            return Optional.of(new Refusal(decision.reason(), candidateTrouble()));
        }
        Standing live = observed.standings().get(traffic.live().orElse(0));
        return Optional.ofNullable(live)
                .map(Standing::readiness)
                .filter(readiness -> readiness.is(Readiness.State.FAULTY))
                .map(readiness -> new Refusal(readiness.reason(), readiness.message()));
    }

    private String candidateTrouble() {
        String stays =
                traffic.live().isPresent() ? " " + graph + "@" + traffic.live().getAsLong() + " goes on." : "";
        String again = decision.phase() == Phase.FAILED
                ? " It is tried again when the spec's content changes, or after a pause and resume."
                : "";
        String message = decision.message();
        String stop = message.isEmpty() || message.endsWith(".") ? "" : ".";
        return graph + "@" + decision.candidate().orElse(0) + ": " + message + stop + again + stays;
    }

    private Optional<Word> pinned() {
        Pin pin = observed.target().pin();
        return switch (pin.state()) {
            case IN_FORCE ->
                Optional.of(new Word(
                        ConditionType.PINNED,
                        true,
                        Reason.PINNED,
                        "held at " + graph + "@" + pin.number()
                                + " until the spec's content changes or mehari.dev/pin goes"));
            case VOID ->
                Optional.of(new Word(
                        ConditionType.PINNED,
                        false,
                        Reason.LIVE,
                        "the spec's content changed since it was pinned to " + graph + "@" + pin.number()
                                + ". Take the annotation mehari.dev/pin away"));
            case UNKNOWN, NONE -> Optional.empty();
        };
    }
}
