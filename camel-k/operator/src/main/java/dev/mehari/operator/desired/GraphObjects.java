// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.mehari.crd.Labels;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;

/** What belongs to a graph and not to one of its revisions. Pure; fresh objects with those fields alone that the operator owns. */
public final class GraphObjects {
    /** A revision that no graph has: they count from 1. */
    private static final String NO_REVISION = "0";

    private GraphObjects() {}

    /**
     * The graph's Service: {@code credit}, http 80 and grpc 9000.
     *
     * @param live the revision that requests are sent to; where there is none the selector matches no pod
     */
    public static Service service(GraphOwner graph, OptionalLong live) {
        SortedMap<String, String> selector = new TreeMap<>();
        selector.put(Labels.GRAPH, graph.name());
        selector.put(Labels.REVISION, live.isPresent() ? Long.toString(live.getAsLong()) : NO_REVISION);
        return new ServiceBuilder()
                .withMetadata(graph.meta())
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(selector)
                .withPorts(
                        PlainRenderer.servicePort("http", PodParts.SERVICE_HTTP_PORT, PodParts.HTTP_PORT),
                        PlainRenderer.servicePort("grpc", PodParts.GRPC_PORT, PodParts.GRPC_PORT))
                .endSpec()
                .build();
    }
}
