// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.act;

import java.util.Locale;
import java.util.Optional;

import dev.mehari.crd.Reason;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * The cluster's no to one write, which people have to hear of.
 *
 * @param message what was refused, why, and what to do
 */
public record Refusal(Reason reason, String message) {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    /** The API server's own word for it, among the causes. */
    private static final String TERMINATING = "NamespaceTerminating";

    /** Empty where trying again may help: conflicts, timeouts, a server that is away. */
    public static Optional<Refusal> of(String what, KubernetesClientException e) {
        String said = e.getStatus() == null || e.getStatus().getMessage() == null
                ? String.valueOf(e.getMessage())
                : e.getStatus().getMessage();
        String low = said.toLowerCase(Locale.ROOT);
        return switch (e.getCode()) {
            case 403 ->
                low.contains("exceeded quota")
                        ? refusal(
                                Reason.QUOTA_EXCEEDED, what, said, "Raise the quota, or lower what the graph asks for.")
                        : low.contains("is forbidden: user")
                                ? refusal(Reason.FORBIDDEN, what, said, "Grant the operator's role this verb.")
                                : refusal(Reason.REFUSED_BY_CLUSTER, what, said, "Change the graph, or that rule.");
            case 400, 405, 413, 415, 422 ->
                refusal(Reason.REFUSED_BY_CLUSTER, what, said, "Change the part of the graph that it is made of.");
            case 404 -> refusal(Reason.KIND_MISSING, what, said, "Install the kind, or leave its key out of the spec.");
            default -> Optional.empty();
        };
    }

    private static Optional<Refusal> refusal(Reason reason, String what, String said, String mend) {
        return Optional.of(
                new Refusal(reason, what + " is refused: " + said + (said.endsWith(".") ? " " : ". ") + mend));
    }

    /** Whether the namespace is on its way out, which never ends otherwise: nothing can be made in it, and nothing has to. */
    public static boolean isNamespaceGone(KubernetesClientException e) {
        String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return e.getCode() == 403 && (isCausedByTermination(e) || said.contains("because it is being terminated"))
                || e.getCode() == 404 && said.contains("namespaces \"");
    }

    private static boolean isCausedByTermination(KubernetesClientException e) {
        StatusDetails details = e.getStatus() == null ? null : e.getStatus().getDetails();
        return details != null
                && details.getCauses() != null
                && details.getCauses().stream().anyMatch(c -> TERMINATING.equals(c.getReason()));
    }

    /** Whether what was to be changed is gone, as one sees of a cache that is late. */
    public static boolean isGone(KubernetesClientException e) {
        return e.getCode() == NOT_FOUND;
    }

    /** Whether the server is away or overloaded: nothing is wrong with what it was asked. */
    public static boolean isPassing(KubernetesClientException e) {
        return e.getCode() <= 0 || e.getCode() == TOO_MANY || e.getCode() >= SERVER_ERROR;
    }

    /** Whether somebody was faster. */
    public static boolean isConflict(KubernetesClientException e) {
        return e.getCode() == CONFLICT;
    }
}
