// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a graph, as the Kubernetes API conventions have it.
 *
 * @param type a {@link ConditionType}'s word, or one of a later release
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason a {@link Reason}'s word, or one of a later release
 * @param message what is so, and where something is wrong, what to do; for people
 * @param lastTransitionTime when {@code status} changed last, RFC 3339 in whole seconds
 * @param observedGeneration the generation of the spec that it speaks of
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record GraphCondition(
        @JsonPropertyDescription("What it speaks of.") String type,

        @JsonPropertyDescription("True, False or Unknown.") String status,

        @JsonPropertyDescription("Why, in one stable word.") String reason,

        @JsonPropertyDescription("Why, for people, and what to do.")
        String message,

        @JsonPropertyDescription("When the status changed last.")
        String lastTransitionTime,

        @JsonPropertyDescription("The generation of the spec that it speaks of.") @Nullable
        Long observedGeneration) {
    /** Longest message that the API server takes. */
    private static final int MAX_MESSAGE = 32768;

    public GraphCondition {
        message = message == null ? "" : message;
        if (message.length() > MAX_MESSAGE) {
            message = message.substring(0, MAX_MESSAGE - 1) + "…";
        }
    }

    /** @param now whole seconds of it are written */
    public static GraphCondition of(
            ConditionType type, boolean status, Reason reason, String message, Instant now, @Nullable Long generation) {
        return new GraphCondition(
                type.word(),
                status ? "True" : "False",
                reason.word(),
                message,
                now.truncatedTo(ChronoUnit.SECONDS).toString(),
                generation);
    }

    @JsonIgnore
    public boolean isTrue() {
        return status.equals("True");
    }

    GraphCondition since(String time) {
        return new GraphCondition(type, status, reason, message, time, observedGeneration);
    }
}
