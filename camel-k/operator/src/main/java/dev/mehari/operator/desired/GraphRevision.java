// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * An immutable revision of a graph, as its ControllerRevision keeps it: all that its pods are made of, so that an operator
 * of a later release makes the same pods of it.
 *
 * @param namespace where the graph lives
 * @param graph its name, a DNS label of at most 48 characters
 * @param uid of the InferenceGraph, the owner of every object made for it
 * @param number counts up per graph, from 1
 * @param identity SHA-256, hex, of the parts of the spec that make a revision
 * @param spec the spec as applied, without what doesn't make a revision (replicas, rollout, autoscaling, expose)
 * @param children the specs of the graphs that this one uses, directly or through others, by name: their models are
 *     mounted too, while of their {@code pods} nothing counts
 * @param routes the Camel routes, as {@code mehari export --open} prints them: those of nested graphs first
 * @param image the runtime image that its pods run
 * @param pullPolicy {@code Always, IfNotPresent} or {@code Never}
 * @param renderer the word of the {@link Renderer} that makes its objects
 * @param camelK what its Integration is made for; null where Camel K doesn't run it
 */
public record GraphRevision(
        String namespace,
        String graph,
        String uid,
        long number,
        String identity,
        JsonNode spec,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> children,
        String routes,
        String image,
        String pullPolicy,
        String renderer,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CamelKForm camelK) {

    /** Absent children are none, and images are pulled where they are absent: revisions that don't say so are kept that way. */
    public GraphRevision {
        pullPolicy = pullPolicy == null ? PodParts.PULL_POLICY : pullPolicy;
        children = children == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(children));
    }

    /** A revision of a graph that uses no other. */
    public GraphRevision(
            String namespace,
            String graph,
            String uid,
            long number,
            String identity,
            JsonNode spec,
            String routes,
            String image,
            String renderer) {
        this(
                namespace,
                graph,
                uid,
                number,
                identity,
                spec,
                Map.of(),
                routes,
                image,
                PodParts.PULL_POLICY,
                renderer,
                null);
    }

    /** The same for a release of Camel K. */
    public GraphRevision with(CamelKForm form) {
        return new GraphRevision(
                namespace, graph, uid, number, identity, spec, children, routes, image, pullPolicy, renderer, form);
    }

    /** {@code credit@7}, as in answers, logs and metrics. */
    public String id() {
        return graph + "@" + number;
    }

    /** {@code credit-r7}, the name of its Integration, its Service and all its other objects. */
    public String name() {
        return graph + "-r" + number;
    }
}
