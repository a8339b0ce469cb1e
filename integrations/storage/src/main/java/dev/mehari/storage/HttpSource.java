// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

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
        long begin = System.nanoTime();
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(policy.answerTimeout())
                .build();
        Destination destination = Destination.first(uri, policy);
        for (int redirects = 0; redirects <= policy.maxRedirects(); redirects++) {
            HttpResponse<InputStream> response = ask(client, destination);
            Duration left = policy.timeout().minusNanos(System.nanoTime() - begin);
            try (InputStream body = new BoundedStream(response.body(), policy, left)) {
                Optional<String> location = location(response);
                if (location.isEmpty()) {
                    requireFile(response);
                    return cache.put(body, sha256, String.valueOf(uri.getPath()));
                }
                destination = destination.next(location.get(), policy);
            }
        }
        throw new IOException("it redirects more than " + policy.maxRedirects() + " times");
    }

    private HttpResponse<InputStream> ask(HttpClient client, Destination destination) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(destination.uri())
                .timeout(policy.answerTimeout())
                .header("User-Agent", "mehari")
                .GET()
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        } catch (HttpConnectTimeoutException e) {
            throw new IOException("no connection within " + seconds(policy.answerTimeout()), e);
        } catch (HttpTimeoutException e) {
            throw new IOException("no answer within " + seconds(policy.answerTimeout()), e);
        } catch (ConnectException e) {
            throw new IOException("no connection to host '" + destination.uri().getHost() + "'", e);
        } catch (SSLException e) {
            throw new IOException("no trusted connection: " + e.getMessage(), e);
        } catch (IOException | IllegalArgumentException e) { // the latter for a length that is no number
            throw new IOException("the server doesn't answer as HTTP servers do", e);
        }
    }

    private static Optional<String> location(HttpResponse<?> response) throws IOException {
        return switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 ->
                Optional.of(response.headers()
                        .firstValue("Location")
                        .orElseThrow(() -> new IOException("it redirects to nowhere")));
            default -> Optional.empty();
        };
    }

    private void requireFile(HttpResponse<?> response) throws IOException {
        int status = response.statusCode();
        if (status != 200) {
            throw new IOException(
                    switch (status) {
                        case 401, 403, 407 ->
                            "the server answers " + status + ": it wants credentials, which aren't sent";
                        case 404, 410 -> "the server answers " + status + ": nothing is there";
                        default -> "the server answers " + status;
                    });
        }
        Optional<String> encoding = response.headers().firstValue("Content-Encoding");
        if (encoding.isPresent() && !encoding.get().equalsIgnoreCase("identity")) {
            throw new IOException("the server sends it compressed without having been asked to, so that its digest "
                    + "would be another's");
        }
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
