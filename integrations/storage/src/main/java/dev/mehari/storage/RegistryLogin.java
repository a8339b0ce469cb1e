// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Names and passwords of registries, each for the registry that it was given for and no other: a manifest may name any
 * registry, and mustn't be handed what was meant for another one.
 */
final class RegistryLogin {
    static final String USERNAME = "OCI_USERNAME";
    static final String PASSWORD = "OCI_PASSWORD";
    static final String REGISTRY = "OCI_REGISTRY";
    private static final String DOCKER_CONFIG = ".dockerconfigjson";

    private final Credentials credentials;

    RegistryLogin(Credentials credentials) {
        this.credentials = credentials;
    }

    /** The value of a header {@code Authorization} for Basic authentication (RFC 7617). @param registry as in the URI */
    Optional<String> basic(String registry) throws IOException {
        Optional<String> own = credentials.word(REGISTRY);
        if (own.isPresent() && own.get().equalsIgnoreCase(registry)) {
            Optional<String> name = credentials.word(USERNAME);
            Optional<String> password = credentials.word(PASSWORD);
            if (name.isEmpty() || password.isEmpty()) {
                throw new IOException("of the credentials " + REGISTRY + ", " + USERNAME + " and " + PASSWORD
                        + " one is missing. Give all three");
            }
            return Optional.of(header(name.get() + ":" + password.get()));
        }
        Optional<String> config = credentials.file(DOCKER_CONFIG);
        if (config.isEmpty()) {
            Optional<String> folder = credentials.environment("DOCKER_CONFIG");
            config = folder.isPresent() ? Credentials.read(Path.of(folder.get(), "config.json")) : Optional.empty();
        }
        return config.isPresent() ? ofConfig(config.get(), registry) : Optional.empty();
    }

    private static Optional<String> ofConfig(String text, String registry) throws IOException {
        JsonNode auths;
        try {
            auths = JsonMapper.builder().build().readTree(text).path("auths");
        } catch (JacksonException e) {
            // no cause: its message quotes the text
            throw new IOException("the credential " + DOCKER_CONFIG
                    + " isn't JSON. Make the Secret anew with 'kubectl create" + " secret docker-registry'");
        }
        for (String key : keys(registry)) {
            JsonNode entry = auths.path(key);
            String auth = entry.path("auth").asText("");
            if (!auth.isEmpty()) {
                return Optional.of(header(decoded(auth)));
            }
            if (entry.hasNonNull("username") && entry.hasNonNull("password")) {
                return Optional.of(header(entry.path("username").asText() + ":"
                        + entry.path("password").asText()));
            }
        }
        return Optional.empty();
    }

    private static List<String> keys(String registry) {
        return registry.equals("docker.io")
                ? List.of("https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io")
                : List.of(registry, "https://" + registry, "https://" + registry + "/", "http://" + registry);
    }

    private static String decoded(String auth) throws IOException {
        try {
            return new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "the credential " + DOCKER_CONFIG + " has an auth that isn't Base64. Make the Secret anew");
        }
    }

    private static String header(String nameAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(nameAndPassword.getBytes(StandardCharsets.UTF_8));
    }
}
