// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
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

    private Answer ask(String resource) throws IOException {
        String master = client.getMasterUrl().toString().replaceAll("/+$", "");
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(master + "/api/v1/" + resource)
                .build();
        BoundedBody bytes = new BoundedBody();
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            HttpResponse<AsyncBody> response = client.getHttpClient()
                    .consumeBytes(request, (part, body) -> {
                        if (bytes.add(part)) {
                            body.consume();
                        } else {
                            tooLong(body);
                        }
                    })
                    .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
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

    private static void tooLong(AsyncBody body) {
        body.done().completeExceptionally(new BoundedBody.TooLongException());
        body.cancel();
    }

    @Override
    public void close() {
        client.close();
    }
}
