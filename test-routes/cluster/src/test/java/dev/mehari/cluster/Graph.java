// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;

/** An InferenceGraph of a test, read anew with each question: as its status tells, not as some class expects. */
final class Graph {
    private static final String API = "mehari.dev/v1alpha1";

    private final Space space;
    private final String name;

    Graph(Space space, String name) {
        this.space = space;
        this.name = name;
    }

    String name() {
        return name;
    }

    Resource<GenericKubernetesResource> resource() {
        return space.client()
                .genericKubernetesResources(API, "InferenceGraph")
                .inNamespace(space.name())
                .withName(name);
    }

    /** The whole object; a missing node when there is none. */
    JsonNode json() {
        GenericKubernetesResource found = resource().get();
        return found == null
                ? MissingNode.getInstance()
                : Serialization.jsonMapper().valueToTree(found);
    }

    JsonNode status() {
        return json().path("status");
    }

    /** The condition of a type; a missing node when there is none. */
    JsonNode condition(String type) {
        for (JsonNode condition : status().path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }

    /** The number of the revision that answers; 0 when none does. */
    long live() {
        return status().path("live").path("number").asLong(0);
    }

    /** Whether its status speaks of the newest spec, something answers, and nothing waits to. */
    boolean isReady() {
        JsonNode json = json();
        return json.path("status").path("observedGeneration").asLong(-1)
                        == json.path("metadata").path("generation").asLong()
                && condition("Ready").path("status").asText().equals("True")
                && status().path("candidate").isMissingNode();
    }

    /** Waits until it is ready. */
    Graph awaitReady(Duration limit) {
        space.await(limit, "graph '" + name + "' to be ready", this::isReady);
        return this;
    }

    /** Waits until a revision answers, and the status is settled. */
    Graph awaitLive(long revision, Duration limit) {
        space.await(
                limit,
                "revision " + revision + " of graph '" + name + "' to be live",
                () -> live() == revision && isReady());
        return this;
    }

    /** Waits for a condition's status and reason. @return the condition */
    JsonNode awaitCondition(String type, String status, String reason, Duration limit) {
        return awaitCondition(
                type,
                limit,
                "status " + status + " and reason " + reason,
                condition -> condition.path("status").asText().equals(status)
                        && condition.path("reason").asText().equals(reason));
    }

    /** Waits for a condition. @return it */
    JsonNode awaitCondition(String type, Duration limit, String what, Predicate<JsonNode> matches) {
        try {
            space.await(
                    limit,
                    "condition " + type + " of graph '" + name + "' with " + what,
                    () -> matches.test(condition(type)));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; it is " + condition(type), e);
        }
        return condition(type);
    }

    /** Changes the spec by a JSON merge patch, such as {@code {"spec": {"replicas": 2}}}. */
    void patch(String json) {
        space.kubectl("patch", "inferencegraphs.mehari.dev", name, "--type=merge", "-p", json);
    }

    /** Sets an annotation; {@code annotate("mehari.dev/pin-")} takes it away. */
    void annotate(String annotation) {
        space.kubectl("annotate", "--overwrite", "inferencegraphs.mehari.dev", name, annotation);
    }

    @Override
    public String toString() {
        return space.name() + "/" + name;
    }
}
