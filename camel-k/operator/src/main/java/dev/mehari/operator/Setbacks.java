// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Of which graphs the last rounds failed, how often in a row, and which are on their way out. Thread-safe. */
final class Setbacks {
    private static final int REMEMBERED = 10_000;
    private static final int MAX_DOUBLINGS = 20;

    private final Map<String, Setback> failed = new ConcurrentHashMap<>();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();

    /**
     * How it stands with one graph.
     *
     * @param times rounds in a row that failed, from 1
     * @param isNew whether the one before failed otherwise, or didn't
     */
    record Setback(int times, String words, boolean isNew) {
        /** Doubled each time. */
        Duration pause(Duration first, Duration most) {
            Duration pause = first.multipliedBy(1L << Math.min(times - 1, MAX_DOUBLINGS));
            return pause.compareTo(most) < 0 ? pause : most;
        }
    }

    /** A round failed. */
    Setback add(String uid, String words) {
        bound(failed.keySet());
        return failed.merge(
                uid,
                new Setback(1, words, true),
                (old, first) -> new Setback(old.times() + 1, words, !old.words().equals(words)));
    }

    /** A round succeeded. */
    void over(String uid) {
        failed.remove(uid);
    }

    /** The graph's namespace goes, and the graph with it. @return whether that is news */
    boolean end(String uid) {
        bound(ended);
        failed.remove(uid);
        return ended.add(uid);
    }

    boolean hasEnded(String uid) {
        return ended.contains(uid);
    }

    private static void bound(Set<String> all) {
        if (all.size() > REMEMBERED) {
            all.clear();
        }
    }
}
