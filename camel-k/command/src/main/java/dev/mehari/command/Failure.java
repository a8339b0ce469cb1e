// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.net.URL;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What couldn't be done, in words that say what to do. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
        super(message);
    }

    /** One or two sentences for whoever typed the command. */
    static String words(Throwable e) {
        if (e instanceof KubernetesClientException refused) {
            return words(refused);
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static String words(KubernetesClientException e) {
        String said = e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
        return switch (e.getCode()) {
            case 401 -> "the cluster doesn't know who you are: " + said + ". Log in again, or name another --context";
            case 403 ->
                "you may not do that: " + said
                        + ". Ask whoever runs the cluster for a role on inferencegraphs.mehari.dev";
            case 404 ->
                "the cluster knows no inferencegraphs.mehari.dev: Mehari isn't installed there. Install its chart,"
                        + " or name another --context";
            case 409 -> "somebody else owns what would change: " + said + ". Add --force to take it over";
            case 422, 400 -> "the cluster refuses the graph: " + said;
            default -> "the cluster says " + e.getCode() + ": " + said;
        };
    }

    /** What to say of a request without an answer, and of no other. */
    static RuntimeException of(KubernetesClientException e, URL server) {
        return e.getCode() > 0
                ? e
                : new Failure("no cluster answers at " + server + ": " + cause(e)
                        + ". Is it up, and is it the one of --kubeconfig and --context?");
    }

    /** What lies deepest and says something: a host, a port, a certificate. */
    private static String cause(Throwable e) {
        String deepest = "no reason is known";
        for (Throwable each = e.getCause(); each != null; each = each.getCause()) {
            if (each.getMessage() != null) {
                deepest = each.getMessage();
            }
        }
        return deepest;
    }
}
