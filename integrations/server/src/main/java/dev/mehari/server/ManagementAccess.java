// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/*
 * WHO MAY ASK
 *
 * On loopback whoever can reach the port is on this machine, but so is the browser of its user, and pages of strangers run
 * in that. Such a page can send requests here, or make a name of its own lead here (DNS rebinding) and read the answers. So:
 * the Host must be a name of loopback; an Origin, which only browsers send, must be this very address; and what changes
 * something must say that it is JSON, which a page can't without asking first (and nobody here says yes).
 *
 * Beyond loopback a token is wanted for everything. Without one set, nothing is told and nothing can be changed there.
 */
/** Decides whether a request to the management API is answered. Immutable. */
final class ManagementAccess {
    /** The setting with the token. */
    static final String TOKEN_SETTING = "mehari.management.token";

    private static final String BEARER = "bearer ";
    private static final int SHORTEST_TOKEN = 16;

    private final boolean loopback;
    private final Optional<String> token;

    /**
     * @param loopback whether only this machine can reach the port
     * @throws UsageException if the token is too short to be one
     */
    ManagementAccess(boolean loopback, Optional<String> token) {
        if (token.isPresent() && token.get().strip().length() < SHORTEST_TOKEN) {
            throw new UsageException(TOKEN_SETTING + " is shorter than " + SHORTEST_TOKEN
                    + " characters; take one that nobody guesses, such as 'openssl rand -hex 32' gives");
        }
        this.loopback = loopback;
        this.token = token.map(String::strip);
    }

    /** What of a request counts; header values as they came. */
    record Asked(
            String method,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String contentType,
            @Nullable String authorization) {}

    /** Why a request is refused. */
    record Refusal(int status, String error) {}

    Optional<Refusal> refusal(Asked asked) {
        boolean changes = !asked.method().equals("GET") && !asked.method().equals("HEAD");
        if (loopback && !isLoopbackName(asked.host())) {
            return refuse(403, "this port answers to localhost, 127.0.0.1 and [::1] only, as Host");
        }
        if (asked.origin() != null && !isOwn(asked.origin(), asked.host())) {
            return refuse(403, "this port answers no pages of other sites");
        }
        if (token.isPresent() || !loopback) {
            Optional<Refusal> refusal = withoutToken(asked.authorization());
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        if (changes && !isJson(asked.contentType())) {
            return refuse(415, "what changes something is sent as Content-Type: application/json");
        }
        return Optional.empty();
    }

    private Optional<Refusal> withoutToken(@Nullable String authorization) {
        if (token.isEmpty()) {
            return refuse(
                    403,
                    "the management port is open beyond this machine and has no token: the server's owner must set "
                            + TOKEN_SETTING);
        }
        if (authorization == null
                || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                || !same(authorization.substring(BEARER.length()).strip(), token.get())) {
            return refuse(401, "Authorization: Bearer with the token of " + TOKEN_SETTING + " is wanted");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refuse(int status, String error) {
        return Optional.of(new Refusal(status, error));
    }

    /** In a time that tells nothing. */
    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int end = contentType.indexOf(';');
        String type = end < 0 ? contentType : contentType.substring(0, end);
        return type.strip().equalsIgnoreCase("application/json");
    }

    private static boolean isOwn(String origin, @Nullable String host) {
        return host != null && (origin.equals("http://" + host) || origin.equals("https://" + host));
    }

    private static boolean isLoopbackName(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = host.strip().toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
        return name.equals("localhost") || name.equals("[::1]") || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
}
