// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import dev.mehari.crd.Reason;
import dev.mehari.operator.rollout.Marks.Failure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Every step of a rollout: what is seen, and what is to be done. */
class BlueGreenTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Readiness STARTING = Readiness.starting("0 of 2 pods are ready");
    private static final RolloutPolicy AUTO = RolloutPolicy.DEFAULT;
    private static final RolloutPolicy BY_HAND =
            new RolloutPolicy(false, Duration.ofMinutes(5), Duration.ofMinutes(10), 10);

    private final TreeMap<Long, Standing> revisions = new TreeMap<>();
    private RolloutPolicy policy = AUTO;
    private Traffic traffic = Traffic.NONE;
    private OptionalLong promoted = OptionalLong.empty();
    private OptionalLong pin = OptionalLong.empty();
    private OptionalLong content = OptionalLong.empty();
    private String digest = "now";
    private boolean paused;
    private int replicas = 2;

    @Test
    void startsTheFirstRevision() {
        content(1);
        revision(1, 0, STARTING);
        Decision decision = decide();
        assertThat(decision.phase()).isEqualTo(Phase.STARTING);
        assertThat(decision.candidate()).hasValue(1);
        assertThat(decision.sizes()).containsEntry(1L, 2);
        assertThat(decision.marks().get(1L)).isEqualTo(since(NOW));
        assertThat(decision.switchTo()).isEmpty();
        assertThat(decision.recheck()).hasValue(Duration.ofSeconds(1));
    }

    @Test
    void asksAReadyCandidateBeforeItTakesTheTraffic() {
        live(7);
        candidate(8, Readiness.READY, Smoke.NOT_ASKED);
        Decision decision = decide();
        assertThat(decision.phase()).isEqualTo(Phase.TRYING);
        assertThat(decision.switchTo()).isEmpty();
    }

    @Test
    void switchesToACandidateThatAnswers() {
        live(7);
        candidate(8, Readiness.READY, Smoke.PASSED);
        Decision decision = decide();
        assertThat(decision.phase()).isEqualTo(Phase.SWITCHING);
        assertThat(decision.switchTo()).hasValue(8);
        assertThat(decision.sizes()).containsEntry(7L, 2).containsEntry(8L, 2);
    }

    @Test
    void keepsTheTrafficWhereACandidateAnswersWrongly() {
        live(7);
        candidate(8, Readiness.READY, Smoke.failed("status 503"));
        Decision decision = decide();
        assertThat(decision.phase()).isEqualTo(Phase.FAULTY);
        assertThat(decision.reason()).isEqualTo(Reason.SMOKE_REQUEST_FAILED);
        assertThat(decision.message()).isEqualTo("status 503");
        assertThat(decision.switchTo()).isEmpty();
    }

    @Test
    void waitsForPromotion() {
        policy = BY_HAND;
        live(7);
        candidate(8, Readiness.READY, Smoke.PASSED);
        assertThat(decide().phase()).isEqualTo(Phase.WAITING_FOR_PROMOTION);
        promoted = OptionalLong.of(7);
        assertThat(decide().phase()).isEqualTo(Phase.WAITING_FOR_PROMOTION);
        promoted = OptionalLong.of(8);
        assertThat(decide().switchTo()).hasValue(8);
    }

    @Test
    void keepsTheOldRevisionAtFullSizeWhileItSoaks() {
        live(8);
        revision(7, 2, Readiness.READY);
        content(8);
        switched(8, 7, NOW.minusSeconds(60), true);
        Decision decision = decide();
        assertThat(decision.phase()).isEqualTo(Phase.STEADY);
        assertThat(decision.sizes()).containsEntry(7L, 2).containsEntry(8L, 2);
        assertThat(decision.recheck()).hasValue(Duration.ofSeconds(240));
    }

    @Test
    void scalesTheOldRevisionDownAfterTheSoak() {
        live(8);
        revision(7, 2, Readiness.READY);
        content(8);
        switched(8, 7, NOW.minusSeconds(300), true);
        Decision decision = decide();
        assertThat(decision.sizes()).containsEntry(7L, 0).containsEntry(8L, 2);
        assertThat(decision.recheck()).isEmpty();
    }

    @Test
    void keepsTheOldRevisionUntilItsTrafficIsDrained() {
        policy = new RolloutPolicy(true, Duration.ZERO, Duration.ofMinutes(10), 10);
        live(8);
        revision(7, 2, Readiness.READY);
        content(8);
        switched(8, 7, NOW.minusSeconds(60), false);
        assertThat(decide().sizes()).containsEntry(7L, 2);
        switched(8, 7, NOW.minusSeconds(4), true);
        assertThat(decide().sizes()).containsEntry(7L, 2);
        switched(8, 7, NOW.minusSeconds(5), true);
        assertThat(decide().sizes()).containsEntry(7L, 0);
    }

    @Test
    void supersedesACandidateByANewerOne() {
        live(7);
        revisions.put(8L, new Standing(8, 2, STARTING, Smoke.NOT_ASKED, since(NOW.minusSeconds(30))));
        candidate(9, STARTING, Smoke.NOT_ASKED);
        Decision decision = decide();
        assertThat(decision.candidate()).hasValue(9);
        assertThat(decision.sizes()).containsEntry(7L, 2).containsEntry(8L, 0).containsEntry(9L, 2);
        assertThat(decision.marks()).containsEntry(8L, Marks.NONE);
    }

    @Test
    void tellsWhatIsWrongWithACandidateBeforeItsTimeIsUp() {
        live(7);
        candidate(8, Readiness.faulty(Reason.IMAGE_UNAVAILABLE, "no such image"), Smoke.NOT_ASKED);
        Decision decision = decide();
        assertThat(decision.phase()).isEqualTo(Phase.FAULTY);
        assertThat(decision.reason()).isEqualTo(Reason.IMAGE_UNAVAILABLE);
        assertThat(decision.sizes()).containsEntry(8L, 2);
    }

    @Test
    void givesACandidateUpWhenItsTimeIsUp() {
        live(7);
        content(8);
        revisions.put(8L, new Standing(8, 2, STARTING, Smoke.NOT_ASKED, since(NOW.minusSeconds(600))));
        Decision decision = decide();
        assertThat(decision.phase()).isEqualTo(Phase.FAILED);
        assertThat(decision.reason()).isEqualTo(Reason.PROGRESS_DEADLINE_EXCEEDED);
        assertThat(decision.message()).startsWith("not ready within 10m (0 of 2 pods are ready). Raise");
        assertThat(decision.sizes()).containsEntry(7L, 2).containsEntry(8L, 0);
        assertThat(decision.marks().get(8L).failure()).isPresent();
    }

    @Test
    void keepsTheCauseWhenTheTimeIsUp() {
        live(7);
        content(8);
        Readiness missing = Readiness.faulty(Reason.MODEL_MISSING, "no model 'trees'");
        revisions.put(8L, new Standing(8, 2, missing, Smoke.NOT_ASKED, since(NOW.minusSeconds(600))));
        Decision decision = decide();
        assertThat(decision.reason()).isEqualTo(Reason.MODEL_MISSING);
        assertThat(decision.message()).isEqualTo("not ready within 10m: no model 'trees'");
    }

    @Test
    void doesNotTryAFailedCandidateAgain() {
        live(7);
        content(8);
        failed(8);
        Decision decision = decide();
        assertThat(decision.phase()).isEqualTo(Phase.FAILED);
        assertThat(decision.message()).isEqualTo("gone");
        assertThat(decision.sizes()).containsEntry(8L, 0);
        assertThat(decision.marks()).isEmpty();
        assertThat(decision.recheck()).isEmpty();
    }

    @Test
    void triesAFailedCandidateAgainAfterAPause() {
        live(7);
        content(8);
        failed(8);
        paused = true;
        assertThat(decide().phase()).isEqualTo(Phase.PAUSED);
        assertThat(decide().marks()).containsEntry(8L, Marks.NONE);
    }

    @Test
    void forgetsAFailureWhenAnotherRevisionIsWanted() {
        live(7);
        failed(8);
        content(7);
        assertThat(decide().marks()).containsEntry(8L, Marks.NONE);
    }

    @Test
    void holdsEverythingWhilePaused() {
        live(7);
        candidate(8, Readiness.READY, Smoke.PASSED);
        revision(6, 2, STARTING);
        paused = true;
        Decision decision = decide();
        assertThat(decision.phase()).isEqualTo(Phase.PAUSED);
        assertThat(decision.switchTo()).isEmpty();
        assertThat(decision.sizes()).containsOnly(Map.entry(7L, 2));
        assertThat(decision.prune()).isEmpty();
    }

    @Test
    void rollsBackThoughPaused() {
        live(8);
        revision(7, 2, Readiness.READY);
        content(8);
        switched(8, 7, NOW.minusSeconds(60), true);
        pin = OptionalLong.of(7);
        paused = true;
        assertThat(decide().switchTo()).hasValue(7);
    }

    @Test
    void rollsBackAtOnceToARevisionThatStands() {
        policy = BY_HAND;
        live(8);
        revision(7, 2, Readiness.READY);
        content(8);
        switched(8, 7, NOW.minusSeconds(60), true);
        pin = OptionalLong.of(7);
        Decision decision = decide();
        assertThat(decision.switchTo()).hasValue(7);
        assertThat(decision.marks().get(7L).pinnedOver()).hasValue("now");
    }

    @Test
    void scalesUpARevisionToRollBackTo() {
        live(8);
        revision(7, 0, STARTING);
        content(8);
        pin = OptionalLong.of(7);
        Decision decision = decide();
        assertThat(decision.phase()).isEqualTo(Phase.STARTING);
        assertThat(decision.sizes()).containsEntry(7L, 2).containsEntry(8L, 2);
    }

    @Test
    void needsNoPromotionToRollBack() {
        policy = BY_HAND;
        live(8);
        content(8);
        revisions.put(7L, new Standing(7, 2, Readiness.READY, Smoke.PASSED, Marks.NONE));
        pin = OptionalLong.of(7);
        assertThat(decide().switchTo()).hasValue(7);
    }

    @Test
    void staysPinnedUntilTheContentChanges() {
        live(7);
        content(8);
        revision(8, 0, STARTING);
        revisions.put(7L, pinnedOver("now"));
        pin = OptionalLong.of(7);
        assertThat(decide().phase()).isEqualTo(Phase.STEADY);
        digest = "later";
        revision(9, 0, STARTING);
        content(9);
        Decision decision = decide();
        assertThat(decision.candidate()).hasValue(9);
        assertThat(decision.marks()).doesNotContainKey(7L);
    }

    @Test
    void forgetsThePinWhenItGoes() {
        live(7);
        content(8);
        revision(8, 0, STARTING);
        revisions.put(7L, pinnedOver("now"));
        Decision decision = decide();
        assertThat(decision.candidate()).hasValue(8);
        assertThat(decision.marks()).containsEntry(7L, Marks.NONE);
    }

    @Test
    void holdsForAPinToWhatDoesNotExist() {
        live(8);
        content(8);
        pin = OptionalLong.of(5);
        Decision decision = decide();
        assertThat(decision.phase()).isEqualTo(Phase.HELD);
        assertThat(decision.sizes()).containsOnly(Map.entry(8L, 2));
    }

    @Test
    void keepsLiveWhereTheGraphIsRefused() {
        live(7);
        revision(8, 2, STARTING);
        Decision decision = decide();
        assertThat(decision.phase()).isEqualTo(Phase.HELD);
        assertThat(decision.sizes()).containsEntry(7L, 2).containsEntry(8L, 0);
        assertThat(decision.switchTo()).isEmpty();
    }

    @Test
    void doesNotStartWithoutReplicas() {
        replicas = 0;
        live(7);
        candidate(8, STARTING, Smoke.NOT_ASKED);
        Decision decision = decide();
        assertThat(decision.phase()).isEqualTo(Phase.SCALED_TO_ZERO);
        assertThat(decision.sizes()).containsEntry(7L, 0).containsEntry(8L, 0);
        assertThat(decision.switchTo()).isEmpty();
    }

    @Test
    void leavesALiveRevisionAloneThatIsNotKept() {
        traffic = new Traffic(OptionalLong.of(7), OptionalLong.empty(), Optional.empty(), true);
        candidate(8, STARTING, Smoke.NOT_ASKED);
        assertThat(decide().sizes()).containsOnly(Map.entry(8L, 2));
    }

    @Test
    void prunesTheOldestBeyondTheHistory() {
        policy = new RolloutPolicy(true, Duration.ofMinutes(5), Duration.ofMinutes(10), 2);
        for (long number = 1; number <= 5; number++) {
            revision(number, 0, STARTING);
        }
        live(6);
        content(6);
        assertThat(decide().prune()).isEqualTo(List.of(3L, 2L, 1L));
    }

    @Test
    void looksLessOftenTheLongerACandidateTakes() {
        live(7);
        content(8);
        Map<Integer, Integer> seconds = Map.of(0, 1, 20, 1, 100, 5, 500, 15, 599, 1);
        seconds.forEach((age, look) -> {
            revisions.put(8L, new Standing(8, 2, STARTING, Smoke.NOT_ASKED, since(NOW.minusSeconds(age))));
            assertThat(decide().recheck()).as("after %d s", age).hasValue(Duration.ofSeconds(look));
        });
    }

    private Decision decide() {
        TreeMap<Long, Marks> marks = new TreeMap<>();
        revisions.forEach((number, standing) -> marks.put(number, standing.marks()));
        Target target = Target.choose(content, digest, pin, marks);
        return new BlueGreen()
                .decide(new Situation(NOW, replicas, policy, target, paused, promoted, traffic, revisions));
    }

    private void content(long number) {
        content = OptionalLong.of(number);
    }

    private void live(long number) {
        revision(number, 2, Readiness.READY);
        traffic = new Traffic(OptionalLong.of(number), OptionalLong.empty(), Optional.empty(), true);
    }

    private void switched(long live, long previous, Instant when, boolean drained) {
        traffic = new Traffic(OptionalLong.of(live), OptionalLong.of(previous), Optional.of(when), drained);
    }

    private void revision(long number, int size, Readiness readiness) {
        revisions.put(number, new Standing(number, size, readiness, Smoke.NOT_ASKED, Marks.NONE));
    }

    private void candidate(long number, Readiness readiness, Smoke smoke) {
        content(number);
        revisions.put(number, new Standing(number, 2, readiness, smoke, since(NOW.minusSeconds(30))));
    }

    private void failed(long number) {
        Marks marks = new Marks(
                Optional.of(NOW.minusSeconds(900)),
                Optional.of(new Failure(Reason.MODEL_MISSING, "gone")),
                Optional.empty());
        revisions.put(number, new Standing(number, 0, STARTING, Smoke.NOT_ASKED, marks));
    }

    private static Marks since(Instant since) {
        return new Marks(Optional.of(since), Optional.empty(), Optional.empty());
    }

    private static Standing pinnedOver(String digest) {
        Marks marks = new Marks(Optional.empty(), Optional.empty(), Optional.of(digest));
        return new Standing(7, 2, Readiness.READY, Smoke.NOT_ASKED, marks);
    }
}
