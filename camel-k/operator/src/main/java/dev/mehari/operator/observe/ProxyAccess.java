// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;

/** Through the API server's proxy: works wherever the operator runs. Needs {@code get} on pods/proxy and services/proxy. */
public final class ProxyAccess implements PodAccess, AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private final KubernetesClient client;

    /** @param config of the client that the operator has; answers of 503 are answers here, and not tried again */
    public ProxyAccess(Config config) {
        Config once = new ConfigBuilder(config).withRequestRetryBackoffLimit(0).build();
        client = new KubernetesClientBuilder().withConfig(once).build();
    }

    @Override
    public Answer pod(Pod pod, int port, String path) throws IOException {
        String name = pod.getMetadata().getName() + ":" + port;
        return ask("namespaces/" + pod.getMetadata().getNamespace() + "/pods/" + name + "/proxy" + path);
    }

    @Override
    public Answer service(String namespace, String name, String port, String path) throws IOException {
        return ask("namespaces/" + namespace + "/services/" + name + ":" + port + "/proxy" + path);
    }

    /** Once more where the connection went: one that was kept may be closed by the other side just when it is used again. */
    private Answer ask(String resource) throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            return once(resource, end);
        } catch (UnansweredException e) {
            return once(resource, end);
        }
    }

    private Answer once(String resource, long end) throws IOException {
        String master = client.getMasterUrl().toString().replaceAll("/+$", "");
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(master + "/api/v1/" + resource)
                .build();
        BoundedBody bytes = new BoundedBody();
        try {
            HttpResponse<AsyncBody> response = answered(
                    resource,
                    client.getHttpClient().consumeBytes(request, (part, body) -> {
                        if (bytes.add(part)) {
                            body.consume();
                        } else {
                            tooLong(body);
                        }
                    }),
                    end);
            try {
                response.body().consume();
                response.body().done().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } finally {
                response.body().cancel();
            }
            return new Answer(response.code(), bytes.toByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + resource, e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + LIMIT.toSeconds() + " s: " + resource, e);
        } catch (ExecutionException e) {
            throw new IOException("no answer: " + resource + ": " + e.getCause(), e.getCause());
        } catch (CancellationException e) {
            throw new IOException("no answer that can be read: " + resource, e);
        }
    }

    private static <T> T answered(String resource, CompletableFuture<T> answer, long end)
            throws UnansweredException, InterruptedException, TimeoutException {
        try {
            return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new UnansweredException("no answer: " + resource + ": " + e.getCause(), e);
        }
    }

    /** Not a byte came back. */
    private static final class UnansweredException extends IOException {
        private static final long serialVersionUID = 1;

        UnansweredException(String message, ExecutionException e) {
            super(message, e.getCause());
        }
    }

    private static void tooLong(AsyncBody body) {
        body.done().completeExceptionally(new BoundedBody.TooLongException());
        body.cancel();
    }

    @Override
    public void close() {
        client.close();
    }
}
