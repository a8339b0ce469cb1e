// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.crd.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
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

    /**
     * All else: a NetworkPolicy, and what the spec and the cluster make possible, each called like the graph.
     *
     * @param spec as applied, whole
     */
    public static Around around(GraphOwner graph, JsonNode spec, Neighbourhood neighbourhood) {
        Complaints complaints = new Complaints(graph.name());
        List<HasMetadata> objects = new ArrayList<>();
        Set<OptionalKind> missing = EnumSet.noneOf(OptionalKind.class);
        Set<OptionalKind> kinds = neighbourhood.kinds();
        objects.add(
                GraphNetworkPolicy.of(graph, neighbourhood, spec.path("expose").isObject()));
        Autoscaling.read(spec, complaints).ifPresent(scaling -> {
            if (!scaling.triggers().isEmpty() && !kinds.contains(OptionalKind.SCALED_OBJECT)) {
                missing.add(OptionalKind.SCALED_OBJECT);
            }
            scaling.object(graph, kinds.contains(OptionalKind.SCALED_OBJECT)).ifPresent(objects::add);
        });
        Exposure.read(spec, complaints).ifPresent(exposure -> {
            if (kinds.contains(OptionalKind.HTTP_ROUTE)) {
                objects.add(exposure.route(graph));
            } else {
                missing.add(OptionalKind.HTTP_ROUTE);
            }
        });
        if (kinds.contains(OptionalKind.POD_MONITOR)) {
            objects.add(podMonitor(graph));
        }
        return new Around(objects, missing, complaints.all());
    }

    private static HasMetadata podMonitor(GraphOwner graph) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("selector", Map.of("matchLabels", Map.of(Labels.GRAPH, graph.name())));
        spec.put("podTargetLabels", List.of(Labels.GRAPH, Labels.REVISION));
        Map<String, Object> endpoint = new LinkedHashMap<>();
        endpoint.put("port", "management");
        endpoint.put("path", PodParts.METRICS_PATH);
        spec.put("podMetricsEndpoints", List.of(endpoint));
        return graph.object(OptionalKind.POD_MONITOR, spec);
    }
}
