// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.time.Instant;

import dev.mehari.crd.ConditionType;
import dev.mehari.crd.GraphCondition;
import dev.mehari.crd.GraphResource;
import dev.mehari.crd.GraphStatus;
import dev.mehari.crd.Reason;

/** The status after a round that ended by an error: as it was, but for the conditions. Pure. */
final class FailureWords {
    private static final int MAX_CAUSE = 1000;

    private FailureWords() {}

    static GraphStatus status(GraphResource graph, RuntimeException e, Instant now) {
        String message = "The operator failed, and tries again: " + cause(e) + " See the operator's log if it stays.";
        GraphStatus status = graph.getStatus().with(condition(graph, ConditionType.DEGRADED, true, message, now));
        return status.condition(ConditionType.READY).isPresent()
                ? status
                : status.with(condition(graph, ConditionType.READY, false, message, now));
    }

    private static GraphCondition condition(
            GraphResource graph, ConditionType type, boolean is, String message, Instant now) {
        Long generation = graph.getMetadata().getGeneration();
        return GraphCondition.of(type, is, Reason.ERROR, message, now, generation);
    }

    private static String cause(RuntimeException e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        String cut = text.length() > MAX_CAUSE ? text.substring(0, MAX_CAUSE) + "…" : text;
        return cut.endsWith(".") ? cut : cut + ".";
    }
}
