// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Durations for people: {@code 10m}, {@code 1m30s}. */
final class Durations {
    private Durations() {}

    static String words(Duration duration) {
        List<String> parts = new ArrayList<>();
        if (duration.toHours() > 0) {
            parts.add(duration.toHours() + "h");
        }
        if (duration.toMinutesPart() > 0) {
            parts.add(duration.toMinutesPart() + "m");
        }
        if (duration.toSecondsPart() > 0) {
            parts.add(duration.toSecondsPart() + "s");
        }
        return parts.isEmpty() ? duration.toMillis() + "ms" : String.join("", parts);
    }
}
