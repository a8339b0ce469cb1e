// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.act;

import java.util.Locale;
import java.util.Optional;

import dev.mehari.crd.Reason;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * The cluster's no to one write, which people have to hear of.
 *
 * @param message what was refused, why, and what to do
 */
public record Refusal(Reason reason, String message) {
    private static final int CONFLICT = 409;

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

    /** Whether the namespace is on its way out: nothing can be made in it, and nothing has to. */
    public static boolean isNamespaceGone(KubernetesClientException e) {
        String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return e.getCode() == 403 && said.contains("being terminated")
                || e.getCode() == 404 && said.contains("namespaces \"");
    }

    /** Whether somebody was faster. */
    public static boolean isConflict(KubernetesClientException e) {
        return e.getCode() == CONFLICT;
    }
}
