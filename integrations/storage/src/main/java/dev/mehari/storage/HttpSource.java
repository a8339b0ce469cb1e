// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.mehari.model.ModelCache;
import dev.mehari.model.ModelSource;

/**
 * {@code http:} and {@code https:}. Asks without credentials, follows redirects that {@code Destination} allows, within
 * the limits of {@code HttpPolicy}. A file is in the cache whole and with the digest that the manifest gives, or not at
 * all, so a download that broke off is simply begun anew by the next call.
 */
public final class HttpSource implements ModelSource {
    private final HttpPolicy policy;

    /**
     * With limits from the settings {@code mehari.storage.http.*}, taken from system properties or the environment
     * ({@code MEHARI_STORAGE_HTTP_MAX_BYTES}).
     */
    public HttpSource() {
        this(HttpPolicy.of(StorageSettings::of));
    }

    HttpSource(HttpPolicy policy) {
        this.policy = policy;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("http", "https");
    }

    @Override
    public boolean requiresDigest() {
        return true;
    }

    @Override
    public Path fetch(URI uri, Optional<String> sha256, ModelCache cache) throws IOException {
        HttpAsk ask = new HttpAsk(policy);
        Destination destination = Destination.first(uri, policy);
        for (int redirects = 0; redirects <= policy.maxRedirects(); redirects++) {
            try (HttpAsk.Answer answer = ask.get(destination.uri(), Map.of())) {
                Optional<String> location = answer.location();
                if (location.isEmpty()) {
                    requireFile(answer);
                    return cache.put(answer.body(), sha256, String.valueOf(uri.getPath()));
                }
                destination = destination.next(location.get(), policy);
            }
        }
        throw new IOException("it redirects more than " + policy.maxRedirects() + " times");
    }

    private static void requireFile(HttpAsk.Answer answer) throws IOException {
        int status = answer.status();
        if (status != 200) {
            throw new IOException(
                    switch (status) {
                        case 401, 403, 407 ->
                            "the server answers " + status + ": it wants credentials, which aren't sent";
                        case 404, 410 -> "the server answers " + status + ": nothing is there";
                        default -> "the server answers " + status;
                    });
        }
        answer.requirePlain();
    }
}
