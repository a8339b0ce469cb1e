// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import com.fasterxml.jackson.databind.JsonNode;

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
 * @param routes the Camel routes, as {@code mehari export --open} prints them: those of nested graphs first
 * @param image the runtime image that its pods run
 * @param renderer the word of the {@link Renderer} that makes its objects
 */
public record GraphRevision(
        String namespace,
        String graph,
        String uid,
        long number,
        String identity,
        JsonNode spec,
        String routes,
        String image,
        String renderer) {

    /** {@code credit@7}, as in answers, logs and metrics. */
    public String id() {
        return graph + "@" + number;
    }

    /** {@code credit-r7}, the name of its Integration, its Service and all its other objects. */
    public String name() {
        return graph + "-r" + number;
    }
}
