// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

import dev.mehari.crd.Reason;
import dev.mehari.operator.rollout.Marks.Failure;
import dev.mehari.operator.rollout.Readiness.State;
import dev.mehari.operator.rollout.Smoke.Outcome;

/*
 * THE RULES
 *
 *  1. One revision has the traffic (live), at most one other is meant to get it (candidate). Both have as many pods as
 *     the graph wants.
 *  2. A candidate that is ready and answers through its own Service takes the traffic at once, unless somebody has to
 *     promote it. Nothing else moves traffic.
 *  3. After a switch the revision that had the traffic stays at full size for the soak time, at least until its
 *     connections are drained. Then it is scaled to 0, and kept.
 *  4. A change while a candidate starts supersedes it: the newer one is the candidate now, the older one is scaled to 0
 *     at once. Live doesn't notice.
 *  5. A candidate whose time is up is scaled to 0 and not tried again until the spec's content changes, or somebody
 *     pauses and resumes. Live doesn't notice.
 *  6. A rollback is a pin. If the pinned revision still stands, the traffic goes back at once: it had it before, so
 *     nobody is asked. Else it is a candidate that needs no promotion.
 *  7. A pause holds everything but a rollback: no candidate starts, goes or takes the traffic; the clock of the
 *     deadline stands, and starts anew on resume.
 *  8. Of the revisions that are neither live, meant to be, nor soaking, the newest are kept, as many as the history
 *     says.
 */
/** A new revision beside the old one, and one atomic switch. */
public final class BlueGreen implements RolloutStrategy {
    /** How long a revision keeps its pods after it lost the traffic, at the least: proxies learn of a switch late. */
    static final Duration MIN_SOAK = Duration.ofSeconds(5);

    /** How often to look at a candidate whose pods report without an event. */
    static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration MOST_LOOK = Duration.ofSeconds(15);

    @Override
    public Decision decide(Situation situation) {
        Plan plan = new Plan(situation);
        OptionalLong target = situation.target().number();
        plan.keepTraffic();
        if (target.isEmpty()) {
            return plan.stopOthers().end(Phase.HELD);
        }
        long number = target.getAsLong();
        if (situation.traffic().isLive(number)) {
            return plan.stopOthers().end(Phase.STEADY);
        }
        Standing candidate = situation.revisions().get(number);
        if (candidate == null) {
            return plan.stopOthers().end(Phase.HELD);
        }
        plan.candidate(number);
        if (situation.paused() && !situation.target().pinned()) {
            plan.mark(number, candidate.marks().withoutCandidacy());
            return plan.end(Phase.PAUSED);
        }
        plan.stopOthers();
        return candidate(situation, candidate, plan);
    }

    private static Decision candidate(Situation situation, Standing candidate, Plan plan) {
        Optional<Failure> failure = candidate.marks().failure();
        if (failure.isPresent()) {
            return plan.size(candidate.number(), 0).tell(failure.get()).end(Phase.FAILED);
        }
        plan.size(candidate.number(), situation.replicas());
        if (situation.replicas() == 0) {
            return plan.end(Phase.SCALED_TO_ZERO);
        }
        if (candidate.readiness().is(State.READY)) {
            return ready(situation, candidate, plan);
        }
        return unready(situation, candidate, candidate.readiness(), plan);
    }

    private static Decision ready(Situation situation, Standing candidate, Plan plan) {
        long number = candidate.number();
        boolean stoodBefore = situation.target().pinned() && situation.traffic().isPrevious(number);
        if (stoodBefore) {
            return plan.switchTo(number).end(Phase.SWITCHING);
        }
        if (candidate.smoke().outcome() == Outcome.NOT_ASKED) {
            plan.begin(candidate);
            return plan.recheck(LOOK).end(Phase.TRYING);
        }
        if (candidate.smoke().outcome() == Outcome.FAILED) {
            Readiness wrong = Readiness.faulty(
                    Reason.SMOKE_REQUEST_FAILED, candidate.smoke().message());
            return unready(situation, candidate, wrong, plan);
        }
        boolean promoted = situation.policy().autoPromote()
                || situation.target().pinned()
                || situation.promoted().equals(OptionalLong.of(number));
        return promoted ? plan.switchTo(number).end(Phase.SWITCHING) : plan.end(Phase.WAITING_FOR_PROMOTION);
    }

    private static Decision unready(Situation situation, Standing candidate, Readiness readiness, Plan plan) {
        var since = candidate.marks().candidateSince();
        if (since.isEmpty()) {
            plan.begin(candidate).recheck(LOOK);
        } else {
            var deadline = since.get().plus(situation.policy().progressDeadline());
            if (!situation.now().isBefore(deadline)) {
                return plan.giveUp(candidate, failure(situation, readiness)).end(Phase.FAILED);
            }
            plan.recheck(Duration.between(situation.now(), deadline));
            plan.recheck(look(Duration.between(since.get(), situation.now())));
        }
        plan.tell(new Failure(readiness.reason(), readiness.message()));
        return plan.end(readiness.is(State.FAULTY) ? Phase.FAULTY : Phase.STARTING);
    }

    /** The longer it takes already, the less a second matters; what the cluster itself sees comes as an event all the same. */
    private static Duration look(Duration already) {
        Duration share = already.dividedBy(20);
        return share.compareTo(LOOK) < 0 ? LOOK : share.compareTo(MOST_LOOK) > 0 ? MOST_LOOK : share;
    }

    private static Failure failure(Situation situation, Readiness last) {
        String limit = "not ready within " + Durations.words(situation.policy().progressDeadline());
        if (last.is(State.FAULTY)) {
            return new Failure(last.reason(), limit + ": " + last.message());
        }
        String message = last.message().isEmpty() ? "" : " (" + last.message() + ")";
        return new Failure(
                Reason.PROGRESS_DEADLINE_EXCEEDED,
                limit + message + ". Raise spec.rollout.blueGreen.progressDeadline, or see why its pods need so long.");
    }
}
