// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.revision;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.mehari.crd.Reason;
import dev.mehari.operator.rollout.Marks;
import org.jspecify.annotations.Nullable;

/** {@link Marks} as annotations of a ControllerRevision. */
public final class MarkAnnotations {
    private static final String CANDIDATE_SINCE = "mehari.dev/candidate-since";
    private static final String FAILURE_REASON = "mehari.dev/failure-reason";
    private static final String FAILURE_MESSAGE = "mehari.dev/failure-message";
    private static final String PINNED_OVER = "mehari.dev/pinned-over";

    private MarkAnnotations() {}

    static Marks read(Map<String, String> annotations) {
        Optional<Marks.Failure> failure = Optional.ofNullable(annotations.get(FAILURE_REASON))
                .map(word -> new Marks.Failure(
                        Reason.of(word).orElse(Reason.ERROR), annotations.getOrDefault(FAILURE_MESSAGE, "")));
        return new Marks(
                instant(annotations.get(CANDIDATE_SINCE)), failure, Optional.ofNullable(annotations.get(PINNED_OVER)));
    }

    /** Every annotation; null where it has to go. */
    public static Map<String, @Nullable String> write(Marks marks) {
        Map<String, @Nullable String> annotations = new HashMap<>();
        annotations.put(
                CANDIDATE_SINCE, marks.candidateSince().map(Instant::toString).orElse(null));
        annotations.put(
                FAILURE_REASON, marks.failure().map(f -> f.reason().word()).orElse(null));
        annotations.put(
                FAILURE_MESSAGE, marks.failure().map(Marks.Failure::message).orElse(null));
        annotations.put(PINNED_OVER, marks.pinnedOver().orElse(null));
        return annotations;
    }

    /** What somebody spoiled by hand counts as absent. */
    static Optional<Instant> instant(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
