// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * One registry during one download: asks, logs in when it is told to, follows redirects. What logs in goes to the registry
 * itself, and a name and password to the server of tokens that it names; never to where a redirect leads. Confined to one
 * thread.
 */
final class Registry {
    private static final int MOST_OF_A_TOKEN = 1 << 20;

    private final OciReference reference;
    private final HttpPolicy policy;
    private final RegistryLogin login;
    private final HttpAsk ask;
    private final Destination home;
    private Optional<String> authorization = Optional.empty();
    private boolean loggedIn;

    /** @param plainHttp whether this registry is asked by http */
    Registry(OciReference reference, HttpPolicy policy, RegistryLogin login, boolean plainHttp, HttpAsk ask)
            throws IOException {
        this.reference = reference;
        this.policy = policy;
        this.login = login;
        this.ask = ask;
        this.home =
                Destination.first(URI.create((plainHttp ? "http://" : "https://") + reference.host() + "/v2/"), policy);
    }

    /**
     * The answer 200 to a path below {@code /v2/REPOSITORY/}.
     *
     * @param what is asked for, in messages
     */
    HttpAsk.Answer get(String path, String accept, String what) throws IOException {
        Destination destination = Destination.first(home.uri().resolve(reference.repository() + "/" + path), policy);
        for (int redirects = 0; redirects <= policy.maxRedirects(); ) {
            HttpAsk.Answer answer = ask.get(destination.uri(), headers(destination, accept));
            boolean kept = false;
            try {
                Optional<String> location = answer.location();
                if (location.isPresent()) {
                    destination = destination.next(location.get(), policy);
                    redirects++;
                } else if (answer.status() == 401 && !loggedIn && destination.isSameServer(home)) {
                    logIn(answer);
                } else {
                    require(answer, what);
                    kept = true;
                    return answer;
                }
            } finally {
                if (!kept) {
                    answer.close();
                }
            }
        }
        throw new IOException("it redirects more than " + policy.maxRedirects() + " times");
    }

    private Map<String, String> headers(Destination destination, String accept) {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", accept));
        if (destination.isSameServer(home)) {
            authorization.ifPresent(value -> headers.put("Authorization", value));
        }
        return headers;
    }

    private void logIn(HttpAsk.Answer answer) throws IOException {
        loggedIn = true;
        Optional<String> basic = login.basic(reference.registry());
        Challenge challenge = Challenge.of(answer.header("WWW-Authenticate"))
                .orElseThrow(() -> new IOException("the registry answers 401 and doesn't say how to log in"));
        switch (challenge.scheme()) {
            case "basic" -> {
                if (basic.isEmpty()) {
                    throw refused(401);
                }
                authorization = basic;
            }
            case "bearer" -> authorization = Optional.of("Bearer " + token(challenge, basic));
            default -> throw new IOException("the registry wants a login of another kind than Basic or Bearer");
        }
    }

    /** Distribution, "Token Authentication Specification": asked for no more than this repository, and only to pull. */
    private String token(Challenge challenge, Optional<String> basic) throws IOException {
        String realm = challenge
                .parameter("realm")
                .orElseThrow(() -> new IOException("the registry doesn't say where its tokens are"));
        StringBuilder address = new StringBuilder(realm)
                .append(realm.indexOf('?') < 0 ? '?' : '&')
                .append("scope=")
                .append(encoded("repository:" + reference.repository() + ":pull"));
        challenge.parameter("service").ifPresent(s -> address.append("&service=")
                .append(encoded(s)));
        // From https to http, or from a public registry into a private network, no token is fetched.
        Destination server = home.next(address.toString(), policy);
        Map<String, String> headers = new HashMap<>();
        basic.ifPresent(value -> headers.put("Authorization", value));
        try (HttpAsk.Answer answer = ask.get(server.uri(), headers)) {
            requireNotBusy(answer.status());
            if (answer.status() != 200) {
                throw refused(answer.status());
            }
            JsonNode body = JsonMapper.builder().build().readTree(answer.body().readNBytes(MOST_OF_A_TOKEN));
            String token = body.path("token").asText(body.path("access_token").asText(""));
            if (token.isEmpty() || !Credentials.isWord(token)) {
                throw new IOException("the registry's server of tokens gives none");
            }
            return token;
        } catch (JacksonException e) {
            throw new IOException("the registry's server of tokens gives none"); // no cause: it quotes the answer
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void requireNotBusy(int status) throws IOException {
        if (TemporaryException.isTemporary(status)) {
            throw new TemporaryException("the registry answers " + status, null);
        }
    }

    private void require(HttpAsk.Answer answer, String what) throws IOException {
        int status = answer.status();
        requireNotBusy(status);
        switch (status) {
            case 200 -> answer.requirePlain();
            case 401, 403 -> throw refused(status);
            case 404 ->
                throw new IOException("the registry answers 404: there is no " + what
                        + ". Check the repository and the tag or digest");
            default -> throw new IOException("the registry answers " + status);
        }
    }

    private IOException refused(int status) throws IOException {
        boolean known = login.basic(reference.registry()).isPresent();
        return new IOException("the registry answers " + status + ": "
                + (known
                        ? "the credentials for '" + reference.registry() + "' may not pull " + reference.repository()
                                + ", or are wrong. Renew them"
                        : "it wants a login. Put .dockerconfigjson with an entry for '" + reference.registry()
                                + "' into the Secret that spec.pods.credentials names"));
    }
}
