// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.util.List;
import java.util.Optional;

import dev.mehari.crd.GraphResource;
import dev.mehari.operator.revision.GraphKey;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;

/** Where the objects of graphs are read: caches that follow the cluster, or the API server. */
public interface ClusterView {
    /** Every object of a graph. */
    Children children(GraphKey graph);

    /** Another graph. */
    Optional<GraphResource> graph(GraphKey key);

    /** What the cluster says of a pod: a request, for what no status tells. Empty where it can't be had. */
    List<Event> events(Pod pod);
}
