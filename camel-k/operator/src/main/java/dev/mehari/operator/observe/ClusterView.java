// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.util.Optional;

import dev.mehari.crd.GraphResource;
import dev.mehari.operator.revision.GraphKey;

/** Where the objects of graphs are read: caches that follow the cluster, or the API server. */
public interface ClusterView {
    /** Every object of a graph. */
    Children children(GraphKey graph);

    /** Another graph. */
    Optional<GraphResource> graph(GraphKey key);
}
