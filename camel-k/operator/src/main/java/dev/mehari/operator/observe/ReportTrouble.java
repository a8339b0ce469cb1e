// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.util.Locale;
import java.util.Optional;

import dev.mehari.crd.FindingStatus;
import dev.mehari.crd.Reason;
import dev.mehari.operator.rollout.Readiness;

/** What a pod itself says of why it doesn't get ready. */
final class ReportTrouble {
    private ReportTrouble() {}

    static Optional<Readiness> of(PodReport report) {
        if (!PodReports.isFault(report)) {
            return Optional.empty();
        }
        Optional<FindingStatus> first = report.findings().stream()
                .filter(f -> f.severity().equals("error"))
                .findFirst();
        String message = first.map(
                        f -> f.path() + ": " + f.message() + (f.mend().isEmpty() ? "" : ". " + f.mend()))
                .orElse(report.reason());
        Reason reason = reason(report, first.map(FindingStatus::path).orElse(""), message);
        return Optional.of(
                Readiness.faulty(reason, message.isEmpty() ? "its pods say no more than " + report.state() : message));
    }

    /* The paths are those of GraphFiles: a model's findings stand at spec.models.KEY and its keys. */
    private static Reason reason(PodReport report, String path, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        boolean ofModel = path.startsWith("spec.models") || path.equals("spec.modelRoot");
        if (path.endsWith(".sha256") || text.contains("sha256")) {
            return Reason.DIGEST_MISMATCH;
        } else if (ofModel && (path.endsWith(".uri") || path.equals("spec.modelRoot"))) {
            return Reason.MODEL_MISSING;
        } else if (report.state().equals("REFUSED")) {
            return ofModel && text.contains("no such file") ? Reason.MODEL_MISSING : Reason.INVALID_GRAPH;
        }
        return Reason.MODEL_FAILED;
    }
}
