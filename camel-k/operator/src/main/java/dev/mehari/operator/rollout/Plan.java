// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.mehari.crd.Reason;

/** A decision while it is made. Confined to one call. */
final class Plan {
    private final Situation situation;
    private final SortedMap<Long, Integer> sizes = new TreeMap<>();
    private final Map<Long, Marks> marks = new HashMap<>();
    private OptionalLong candidate = OptionalLong.empty();
    private OptionalLong switchTo = OptionalLong.empty();
    private Marks.Failure told = new Marks.Failure(Reason.LIVE, "");
    private Optional<Duration> recheck = Optional.empty();

    Plan(Situation situation) {
        this.situation = situation;
    }

    /** Live has its pods, and what soaks keeps them. */
    Plan keepTraffic() {
        Traffic traffic = situation.traffic();
        traffic.live().ifPresent(live -> size(live, situation.replicas()));
        traffic.previous().ifPresent(previous -> {
            if (soaks()) {
                size(previous, situation.replicas());
            }
        });
        return this;
    }

    private boolean soaks() {
        Optional<Duration> rest = situation.traffic().soaks(situation.now(), situation.policy());
        rest.ifPresent(this::recheck);
        return rest.isPresent();
    }

    /** Whatever has no size yet gets none, unless everything is paused. */
    Plan stopOthers() {
        if (!situation.paused() || situation.target().pinned()) {
            situation.revisions().keySet().forEach(number -> {
                if (candidate.isEmpty() || candidate.getAsLong() != number) {
                    sizes.putIfAbsent(number, 0);
                }
            });
        }
        return this;
    }

    Plan candidate(long number) {
        candidate = OptionalLong.of(number);
        return this;
    }

    /** Of revisions that aren't kept nothing is said: their objects stay as they are. */
    Plan size(long number, int replicas) {
        if (situation.revisions().containsKey(number)) {
            sizes.put(number, replicas);
        }
        return this;
    }

    Plan mark(long number, Marks remembered) {
        marks.put(number, remembered);
        return this;
    }

    /** The candidate's clock starts, if it doesn't run. */
    Plan begin(Standing standing) {
        if (standing.marks().candidateSince().isEmpty()) {
            mark(standing.number(), standing.marks().withCandidateSince(situation.now()));
        }
        return this;
    }

    Plan giveUp(Standing standing, Marks.Failure failure) {
        size(standing.number(), 0);
        mark(standing.number(), standing.marks().withFailure(failure));
        return tell(failure);
    }

    Plan tell(Marks.Failure failure) {
        told = failure;
        return this;
    }

    Plan switchTo(long number) {
        switchTo = OptionalLong.of(number);
        return recheck(BlueGreen.LOOK);
    }

    /** The earliest of all counts. */
    Plan recheck(Duration in) {
        Duration sooner = recheck.filter(known -> known.compareTo(in) <= 0).orElse(in);
        recheck = Optional.of(sooner);
        return this;
    }

    Decision end(Phase phase) {
        forget();
        if (told.reason() == Reason.LIVE && phase.reason() != Reason.LIVE) {
            told = new Marks.Failure(phase.reason(), told.message());
        }
        return new Decision(phase, candidate, told.reason(), told.message(), sizes, switchTo, marks, prune(), recheck);
    }

    /** Nobody but the candidate is one, and nobody but the pinned is pinned. */
    private void forget() {
        Target target = situation.target();
        situation.revisions().forEach((number, standing) -> {
            Marks now = marks.getOrDefault(number, standing.marks());
            if (candidate.isEmpty() || candidate.getAsLong() != number) {
                now = now.withoutCandidacy();
            }
            now = now.withPinnedOver(
                    target.remembersPinOf(number) ? Optional.of(target.pin().over()) : Optional.empty());
            if (now.equals(standing.marks())) {
                marks.remove(number);
            } else {
                marks.put(number, now);
            }
        });
    }

    private List<Long> prune() {
        if (situation.paused()) {
            return List.of();
        }
        List<Long> idle = new ArrayList<>();
        situation.revisions().keySet().forEach(number -> {
            if (!wanted(number)) {
                idle.add(number);
            }
        });
        idle.sort(Comparator.reverseOrder());
        return idle.subList(Math.min(situation.policy().history(), idle.size()), idle.size());
    }

    private boolean wanted(long number) {
        Target target = situation.target();
        OptionalLong same = OptionalLong.of(number);
        return situation.traffic().isLive(number)
                || same.equals(target.number())
                || same.equals(target.content())
                || switchTo.equals(same)
                || sizes.getOrDefault(number, 0) > 0;
    }
}
