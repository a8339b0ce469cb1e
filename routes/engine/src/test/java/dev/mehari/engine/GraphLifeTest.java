// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which states revisions go through, and who may go. */
class GraphLifeTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final GraphLife life = new GraphLife("g", 1, () -> now);

    private Standing loaded(int number) {
        Standing standing = life.of(revision(number));
        life.loaded(standing);
        return standing;
    }

    private Standing live(int number) {
        Standing standing =
                life.find(number).filter(each -> each.state().isLoaded()).orElseGet(() -> loaded(number));
        life.flip(standing);
        return standing;
    }

    private static KnownRevision revision(int number) {
        return new KnownRevision(
                "g",
                number,
                "id" + number,
                Instant.EPOCH,
                "g.graph.yaml",
                Path.of(""),
                Optional.empty(),
                "",
                "{}",
                Map.of(),
                Map.of(),
                "");
    }

    @Test
    void drainsTheOneThatWasLiveAndThenLetsItStandBy() {
        Standing first = live(1);
        now = now.plusSeconds(60);
        live(2);

        life.settle(first, 3);
        assertThat(first.state()).isEqualTo(RevisionState.DRAINING);
        assertThat(first.since()).isEqualTo(now);
        life.settle(first, 0);
        assertThat(first.state()).isEqualTo(RevisionState.STANDBY);
    }

    @Test
    void keepsAsManyOnStandbyAsAllowedThoseLiveLast() {
        Standing first = live(1);
        live(2);
        assertThat(life.surplus()).isEmpty();

        live(3);

        assertThat(life.surplus()).containsExactly(first);
    }

    @Test
    void keepsTheOneRolledBackFromRatherThanAnOlderOne() {
        live(1);
        Standing second = live(2);
        live(3);
        life.flip(second);

        assertThat(life.surplus()).extracting(each -> each.revision.number()).containsExactly(1L);
    }

    @Test
    void letsAllGoWhenNothingIsLive() {
        Standing first = live(1);
        Standing second = live(2);

        life.withdraw();
        life.retireLive();

        assertThat(life.surplus()).containsExactly(second, first);
    }

    @Test
    void neverShowsOutWhatIsHeld() {
        Standing first = live(1);
        first.hold();
        live(2);
        live(3);
        live(4);

        life.settle(first, 0);

        assertThat(first.state()).isEqualTo(RevisionState.HELD);
        assertThat(life.surplus()).doesNotContain(first);
        first.release();
        life.settle(first, 0);
        assertThat(first.state()).isEqualTo(RevisionState.STANDBY);
        assertThat(life.surplus()).contains(first);
    }

    @Test
    void refusesToMakeLiveWhatIsNotLoadedOrLeaves() {
        Standing known = life.of(revision(1));
        Standing leaving = loaded(2);
        life.leaves(leaving);

        assertThatThrownBy(() -> life.flip(known)).hasMessageContaining("g@1");
        assertThatThrownBy(() -> life.flip(leaving)).hasMessageContaining("g@2");
        assertThat(life.live()).isEmpty();
    }

    @Test
    void countsTheLastDecisionOnly() {
        long slow = life.decide();
        long quick = life.decide();

        assertThat(life.isLast(slow)).isFalse();
        assertThat(life.isLast(quick)).isTrue();
    }

    @Test
    void forgetsAFailureOnceAChangeIsLive() {
        life.fail(new RevisionFailure(now, Optional.empty(), "wrong", List.of()));
        life.pin();

        life.apply("id");

        assertThat(life.lastFailure()).isEmpty();
        assertThat(life.isPinned()).isFalse();
    }

    @Test
    void isOverWhenItsFileAndAllThatWasLoadedAreGone() {
        Standing first = live(1);
        life.apply("id1");
        assertThat(life.isOver()).isFalse();

        life.withdraw();
        life.retireLive();
        assertThat(life.isOver()).isFalse();
        life.leaves(first);
        life.removed(first);

        assertThat(life.isOver()).isTrue();
        assertThat(first.state()).isEqualTo(RevisionState.KNOWN);
    }

    @Test
    void remembersWhyARevisionFailedUntilItIsTriedAgain() {
        Standing failed = life.of(revision(1));
        failed.fail(new RevisionFailure(now, Optional.of(1L), "no", List.of()));
        life.removed(failed);
        assertThat(failed.state()).isEqualTo(RevisionState.FAILED);
        assertThat(failed.failure()).isPresent();

        failed.become(RevisionState.LOADING, now);

        assertThat(failed.failure()).isEmpty();
    }
}
