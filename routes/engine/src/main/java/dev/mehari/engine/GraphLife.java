// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/*
 *             ┌───────── loaded again ──────────┐
 *   KNOWN ─→ LOADING ─→ WARMING ─→ STANDBY ─→ LIVE ─→ DRAINING ─→ STANDBY ─→ DRAINING (leaving) ─→ KNOWN
 *                └─────────┴─→ FAILED            └──────── rollback: at once ───────┘
 *
 * A revision that a loaded revision of another graph runs is HELD where it would stand by, and doesn't leave.
 */
/**
 * The revisions of one graph in this process: which state each is in, which may go. Knows neither Camel nor threads; guarded
 * by the engine's lock.
 */
final class GraphLife {
    private final String name;
    private final int standby;
    private final InstantSource clock;
    private final Map<Long, Standing> standings = new TreeMap<>();
    private @Nullable Standing live;
    private long turns;
    private long decisions;
    private boolean pinned;
    private Optional<String> applied = Optional.empty();
    private Optional<RevisionFailure> lastFailure = Optional.empty();

    /** @param standby how many that were live may stay loaded */
    GraphLife(String name, int standby, InstantSource clock) {
        this.name = name;
        this.standby = standby;
        this.clock = clock;
    }

    String name() {
        return name;
    }

    Instant now() {
        return clock.instant();
    }

    /** A revision's standing. */
    Standing of(KnownRevision revision) {
        Standing standing = standings.get(revision.number());
        if (standing == null || (!standing.revision.equals(revision) && !isInUse(standing))) {
            standing = new Standing(revision, clock.instant());
            standings.put(revision.number(), standing);
        }
        return standing;
    }

    private static boolean isInUse(Standing standing) {
        return standing.state().isLoaded()
                || standing.loading() != null
                || !standing.gone().isDone();
    }

    Optional<Standing> find(long number) {
        return Optional.ofNullable(standings.get(number));
    }

    Collection<Standing> all() {
        return standings.values();
    }

    Optional<Standing> live() {
        return Optional.ofNullable(live);
    }

    /** Counts a decision about what should be live. The last one wins: see {@link #isLast}. */
    long decide() {
        return ++decisions;
    }

    boolean isLast(long decision) {
        return decision == decisions;
    }

    /** A revision has been loaded and warmed. */
    void loaded(Standing standing) {
        standing.become(standing.holders() > 0 ? RevisionState.HELD : RevisionState.STANDBY, clock.instant());
    }

    /** A loaded revision is live from now on; the one that was drains. */
    void flip(Standing next) {
        if (next == live) {
            return;
        }
        if (!next.state().isLoaded() || next.isLeaving()) {
            throw new IllegalStateException(next.revision.id() + " is " + next.state() + " and can't be live");
        }
        retireLive();
        live = next;
        next.wentLive(++turns);
        next.become(RevisionState.LIVE, clock.instant());
    }

    /** Nothing is live any more. */
    void retireLive() {
        if (live != null) {
            live.become(RevisionState.DRAINING, clock.instant());
            live = null;
        }
    }

    /** Brings a loaded revision's state in line with who needs it. @param inFlight its requests under way */
    void settle(Standing standing, int inFlight) {
        if (!standing.state().isLoaded() || standing == live || standing.isLeaving()) {
            return;
        }
        RevisionState next = standing.holders() > 0
                ? RevisionState.HELD
                : standing.state() == RevisionState.DRAINING && inFlight > 0
                        ? RevisionState.DRAINING
                        : RevisionState.STANDBY;
        standing.become(next, clock.instant());
    }

    /** Loaded revisions that nobody needs and that are more than may stand by, the one live longest ago last. */
    List<Standing> surplus() {
        return standings.values().stream()
                .filter(each -> each.state().isLoaded() && each != live && each.holders() == 0 && !each.isLeaving())
                .sorted(Comparator.comparingLong(Standing::lastLive).reversed())
                .skip(live == null ? 0 : standby)
                .toList();
    }

    /** No new request reaches it from now on. */
    void leaves(Standing standing) {
        standing.leave(true);
        standing.become(RevisionState.DRAINING, clock.instant());
    }

    /** Its route and models are gone. */
    void removed(Standing standing) {
        standing.leave(false);
        if (standing.state() != RevisionState.FAILED) {
            standing.become(RevisionState.KNOWN, clock.instant());
        }
    }

    /** Whether there is nothing of the graph in this process: its file is gone, and what was loaded too. */
    boolean isOver() {
        return applied.isEmpty()
                && lastFailure.isEmpty()
                && live == null
                && standings.values().stream().noneMatch(each -> isInUse(each) || each.holders() > 0);
    }

    /** The identity of what its file said when that last became live. */
    Optional<String> applied() {
        return applied;
    }

    /** What its file says is live now. */
    void apply(String identity) {
        applied = Optional.of(identity);
        pinned = false;
        lastFailure = Optional.empty();
    }

    /** Its file is gone. */
    void withdraw() {
        applied = Optional.empty();
        pinned = false;
        lastFailure = Optional.empty();
    }

    void pin() {
        pinned = true;
    }

    boolean isPinned() {
        return pinned;
    }

    void fail(RevisionFailure failure) {
        lastFailure = Optional.of(failure);
    }

    void mend() {
        lastFailure = Optional.empty();
    }

    Optional<RevisionFailure> lastFailure() {
        return lastFailure;
    }
}
