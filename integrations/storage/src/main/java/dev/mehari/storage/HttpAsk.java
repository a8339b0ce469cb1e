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
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The GET requests of one download, which share its time. Redirects are answers here; bodies end at the policy's limits. */
final class HttpAsk {
    private final HttpPolicy policy;
    private final HttpClient client;
    private final long begin = System.nanoTime();

    HttpAsk(HttpPolicy policy) {
        this.policy = policy;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(policy.answerTimeout())
                .build();
    }

    /**
     * An answer.
     *
     * @param body to be closed by whoever asked
     */
    record Answer(int status, HttpResponse<?> response, InputStream body) implements AutoCloseable {
        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /** Where it redirects; empty for other answers. */
        Optional<String> location() throws IOException {
            return switch (status) {
                case 301, 302, 303, 307, 308 ->
                    Optional.of(header("Location").orElseThrow(() -> new IOException("it redirects to nowhere")));
                default -> Optional.empty();
            };
        }

        /** Bytes that were compressed on the way would have another digest. */
        void requirePlain() throws IOException {
            Optional<String> encoding = header("Content-Encoding");
            if (encoding.isPresent() && !encoding.get().equalsIgnoreCase("identity")) {
                throw new IOException("the server sends it compressed without having been asked to, so that its digest "
                        + "would be another's");
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /** @throws TemporaryException where another try may help */
    Answer get(URI uri, Map<String, String> headers) throws IOException {
        HttpResponse<InputStream> response = send(uri, headers);
        Duration left = policy.timeout().minusNanos(System.nanoTime() - begin);
        return new Answer(response.statusCode(), response, new BoundedStream(response.body(), policy, left));
    }

    private HttpResponse<InputStream> send(URI uri, Map<String, String> headers) throws IOException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .timeout(policy.answerTimeout())
                    .header("User-Agent", "mehari")
                    .GET();
            headers.forEach(request::header);
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        } catch (HttpConnectTimeoutException e) {
            throw new TemporaryException("no connection within " + seconds(policy.answerTimeout()), e);
        } catch (HttpTimeoutException e) {
            throw new TemporaryException("no answer within " + seconds(policy.answerTimeout()), e);
        } catch (ConnectException e) {
            throw new TemporaryException("no connection to host '" + uri.getHost() + "'", e);
        } catch (SSLException e) {
            throw new IOException("no trusted connection: " + e.getMessage(), e);
        } catch (IOException | IllegalArgumentException e) { // the latter for a length that is no number
            throw new TemporaryException("the server doesn't answer as HTTP servers do", e);
        }
    }

    /** Whether time is left for another try after a pause. */
    boolean hasTimeAfter(Duration pause) {
        return policy.timeout().minusNanos(System.nanoTime() - begin).compareTo(pause) > 0;
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
