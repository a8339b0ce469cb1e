// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import dev.mehari.operator.desired.GraphRevision;
import io.fabric8.kubernetes.api.model.Pod;

/** Reads what the pods of a revision report. */
public final class PodReports {
    private static final int MANAGEMENT = 9876;
    private final PodAccess access;

    public PodReports(PodAccess access) {
        this.access = access;
    }

    /** The report that says most: one that refuses or failed, else any. Empty where no pod answers yet. */
    public Optional<PodReport> of(GraphRevision revision, List<Pod> pods) {
        Optional<PodReport> any = Optional.empty();
        for (Pod pod : pods) {
            Optional<PodReport> report = runs(pod) ? ask(revision, pod) : Optional.empty();
            if (report.filter(PodReports::isFault).isPresent()) {
                return report;
            }
            any = any.or(() -> report);
        }
        return any;
    }

    static boolean isFault(PodReport report) {
        return report.state().equals("REFUSED") || report.state().equals("FAILED");
    }

    private static boolean runs(Pod pod) {
        return pod.getStatus() != null
                && "Running".equals(pod.getStatus().getPhase())
                && pod.getStatus().getPodIP() != null
                && pod.getMetadata().getDeletionTimestamp() == null;
    }

    private Optional<PodReport> ask(GraphRevision revision, Pod pod) {
        try {
            PodAccess.Answer answer = access.pod(pod, MANAGEMENT, "/observe/revisions");
            return answer.status() == 200
                    ? PodReport.parse(answer.body(), revision.graph(), revision.number())
                    : Optional.empty();
        } catch (IOException e) {
            // It may not listen yet; it is asked again while it isn't ready.
            return Optional.empty();
        }
    }
}
