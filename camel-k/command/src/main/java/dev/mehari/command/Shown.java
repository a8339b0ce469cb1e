// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.util.Set;

import dev.mehari.crd.ConditionType;
import dev.mehari.crd.FindingStatus;
import dev.mehari.crd.GraphCondition;
import dev.mehari.crd.GraphResource;
import dev.mehari.crd.GraphStatus;
import dev.mehari.crd.Reason;
import dev.mehari.crd.RevisionStatus;

/** What status shows when something is done, or can't be. */
final class Shown {
    /** What will not come right by waiting. */
    private static final Set<String> FINAL = Set.of(
            Reason.INVALID_GRAPH.word(),
            Reason.NAME_TOO_LONG.word(),
            Reason.REVISION_NOT_KEPT.word(),
            Reason.PROGRESS_DEADLINE_EXCEEDED.word(),
            Reason.DIGEST_MISMATCH.word(),
            Reason.SMOKE_REQUEST_FAILED.word());

    private Shown() {}

    /** Waits until a revision is live. */
    static void live(GraphInCluster graph, long number, Waiting waiting) {
        GraphResource shown =
                graph.await(g -> isLive(GraphInCluster.status(g), number) || isLost(g), waiting, "revision " + number);
        if (!isLive(GraphInCluster.status(shown), number)) {
            throw lost(shown);
        }
    }

    private static boolean isLive(GraphStatus status, long number) {
        RevisionStatus live = status.live();
        return live != null && live.number() == number;
    }

    /** Waits until what was applied is live, or ready and waiting for its promotion. */
    static GraphResource settled(GraphInCluster graph, Waiting waiting) {
        GraphResource shown = graph.await(g -> isSettled(g) || isLost(g), waiting, "the rollout");
        if (!isSettled(shown)) {
            throw lost(shown);
        }
        return shown;
    }

    static boolean waitsForPromotion(GraphStatus status) {
        return status.condition(ConditionType.PROGRESSING)
                .filter(c -> c.reason().equals(Reason.WAITING_FOR_PROMOTION.word()))
                .isPresent();
    }

    private static boolean isSettled(GraphResource graph) {
        GraphStatus status = GraphInCluster.status(graph);
        return speaksOfNow(graph)
                && (waitsForPromotion(status)
                        || (status.candidate() == null
                                && status.live() != null
                                && status.is(ConditionType.READY)
                                && !status.is(ConditionType.DEGRADED)));
    }

    private static boolean speaksOfNow(GraphResource graph) {
        Long observed = GraphInCluster.status(graph).observedGeneration();
        Long generation = graph.getMetadata().getGeneration();
        return observed != null && (generation == null || observed >= generation);
    }

    private static boolean isLost(GraphResource graph) {
        return speaksOfNow(graph)
                && GraphInCluster.status(graph)
                        .condition(ConditionType.DEGRADED)
                        .filter(c -> c.isTrue() && FINAL.contains(c.reason()))
                        .isPresent();
    }

    private static Failure lost(GraphResource graph) {
        GraphStatus status = GraphInCluster.status(graph);
        StringBuilder text = new StringBuilder();
        GraphCondition degraded = status.condition(ConditionType.DEGRADED).orElseThrow();
        text.append(degraded.reason()).append(": ").append(degraded.message());
        for (FindingStatus finding : status.findings()) {
            text.append("\n  ").append(line(finding));
        }
        return new Failure(text.toString());
    }

    /** As {@code check} prints it, without a file. */
    static String line(FindingStatus finding) {
        return finding.path() + ": "
                + (finding.severity().equals("warning") ? "warning: " : "")
                + finding.message() + "."
                + (finding.mend().isEmpty() ? "" : " " + finding.mend());
    }
}
