// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.fabric8.kubernetes.api.model.Pod;

/** By the pod network and the cluster's DNS: for an operator that runs in a pod and may not use the proxy. */
public final class DirectAccess implements PodAccess {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Map<String, Integer> PORTS = Map.of("http", 80, "management", 9876);
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    @Override
    public Answer pod(Pod pod, int port, String path) throws IOException {
        String ip = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        if (ip == null) {
            throw new IOException("pod " + pod.getMetadata().getName() + " has no address yet");
        }
        return ask("http://" + (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port + path);
    }

    @Override
    public Answer service(String namespace, String name, String port, String path) throws IOException {
        return ask("http://" + name + "." + namespace + ".svc:" + PORTS.getOrDefault(port, 80) + path);
    }

    private Answer ask(String uri) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).GET().build();
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, about -> new BoundedBody());
        try {
            // Of the whole answer: a limit of the request ends with its first line.
            HttpResponse<byte[]> response = answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + uri, e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + LIMIT.toSeconds() + " s: " + uri, e);
        } catch (ExecutionException e) {
            throw new IOException("no answer: " + uri + ": " + e.getCause(), e.getCause());
        } finally {
            answer.cancel(true);
        }
    }
}
