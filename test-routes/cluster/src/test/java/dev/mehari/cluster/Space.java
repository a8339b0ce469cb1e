// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A namespace of a test's own, under the {@code restricted} pod security level. */
final class Space {
    /** An answer of a server. */
    record Answer(int status, String body) {
        JsonNode json() {
            try {
                return Serialization.jsonMapper().readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException("not JSON: " + body, e);
            }
        }
    }

    private static final String LABEL = "mehari.dev/test";

    private final Cluster cluster;
    private final String name;

    private Space(Cluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
    }

    /** Makes the namespace. @param name a DNS label that nobody has */
    static Space create(Cluster cluster, String name) {
        cluster.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels(LABEL, "true")
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .addToLabels("pod-security.kubernetes.io/warn", "restricted")
                        .endMetadata()
                        .build())
                .create();
        Space space = new Space(cluster, name);
        // Pods are refused until the controller has made it.
        space.await(
                Duration.ofSeconds(30),
                "the default service account",
                () -> space.client()
                                .serviceAccounts()
                                .inNamespace(name)
                                .withName("default")
                                .get()
                        != null);
        return space;
    }

    String name() {
        return name;
    }

    /** Waits until the spaces of tests that ended before are gone. */
    void awaitAlone() {
        await(
                Duration.ofMinutes(3),
                "other spaces to go",
                () -> client().namespaces().withLabel(LABEL, "true").list().getItems().stream()
                        .filter(other -> other.getMetadata().getDeletionTimestamp() != null)
                        .findAny()
                        .isEmpty());
    }

    Cluster cluster() {
        return cluster;
    }

    KubernetesClient client() {
        return cluster.client();
    }

    /** Runs {@code kubectl} in this namespace. @return what it printed */
    String kubectl(String... arguments) {
        List<String> words = new ArrayList<>(List.of("-n", name));
        words.addAll(List.of(arguments));
        return cluster.kubectl(words.toArray(String[]::new));
    }

    /** {@code kubectl apply} of a text. */
    void apply(String yaml) {
        try {
            Path file = Files.createTempFile("apply", ".yaml");
            try {
                Files.writeString(file, yaml);
                kubectl("apply", "-f", file.toString());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the API server says to objects without keeping them; unknown fields are errors. Their namespaces are their own.
     *
     * @param verb such as {@code create}
     * @return a line for each, and warnings
     * @throws IllegalStateException with what was said, where it refuses one
     */
    String dryRun(String verb, Collection<? extends JsonNode> objects, String... flags) {
        ObjectNode list = Serialization.jsonMapper().createObjectNode();
        list.put("apiVersion", "v1").put("kind", "List").putArray("items").addAll(objects);
        try {
            Path file = Files.createTempFile("objects", ".json");
            try {
                Files.writeString(file, list.toString());
                List<String> words = new ArrayList<>(List.of(verb));
                words.addAll(List.of(flags));
                words.addAll(List.of("--dry-run=server", "--validate=strict", "-f", file.toString()));
                return cluster.kubectl(words.toArray(String[]::new));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An InferenceGraph in this namespace, there or not. */
    Graph graph(String graph) {
        return new Graph(this, graph);
    }

    /** Posts JSON through a Service, as anyone in the cluster would. */
    Answer post(String service, String path, String body) {
        return ask(service, path, "POST", body);
    }

    /** Gets a page through a Service. */
    Answer get(String service, String path) {
        return ask(service, path, "GET", "");
    }

    private Answer ask(String service, String path, String method, String body) {
        if (cluster.kit().isEmpty()) {
            // From outside, the API server leads in.
            return new Answer(
                    200,
                    client().raw(
                                    "/api/v1/namespaces/" + name + "/services/" + service + ":http/proxy" + path,
                                    method,
                                    body));
        }
        Service found = client().services().inNamespace(name).withName(service).get();
        if (found == null) {
            throw new AssertionError("no Service '" + service + "' in " + name);
        }
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + found.getSpec().getClusterIP() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            // A new connection each time: one that is kept stays with the pod that it was opened to, whatever is live.
            HttpClient http = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException("asking Service '" + service + "' for " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Waits for a condition.
     *
     * @param what is awaited, as it follows the word "awaited"
     * @throws AssertionError naming it when the time is over, with the last failure as cause
     */
    void await(Duration limit, String what, Callable<Boolean> condition) {
        try {
            Awaitility.await()
                    .atMost(limit)
                    .pollInterval(Duration.ofMillis(100))
                    .pollDelay(Duration.ZERO)
                    .ignoreExceptions()
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "awaited " + what + " in namespace " + name + " for " + limit.toSeconds() + " s", e);
        }
    }
}
