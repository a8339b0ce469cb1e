// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * {@code spec.expose}: a gateway that sends requests from outside to the graph. Whether it takes them from this namespace is
 * the gateway's to say.
 *
 * @param namespace of the gateway; empty where it is the graph's
 * @param listener of the gateway; empty where any will do
 */
record Exposure(String gateway, Optional<String> namespace, Optional<String> listener, List<String> hostnames) {
    private static final String PATH = "spec.expose";
    private static final int MAX_HOSTS = 16;

    Exposure {
        hostnames = List.copyOf(hostnames);
    }

    /** Empty where there is none, or where there is a complaint. */
    static Optional<Exposure> read(JsonNode spec, Complaints complaints) {
        JsonNode node = spec.path("expose");
        if (!node.isObject()) {
            return Optional.empty();
        }
        int before = complaints.all().size();
        JsonNode gateway = node.path("gateway");
        name(gateway, "name", complaints);
        if (!gateway.has("name")) {
            complaints.add(PATH + ".gateway", "it has no name", "Name the Gateway: {name: public, namespace: infra}.");
        }
        Optional<String> namespace = name(gateway, "namespace", complaints);
        Optional<String> listener = name(gateway, "listener", complaints);
        List<String> hostnames = hostnames(node.path("hostnames"), complaints);
        return complaints.all().size() > before
                ? Optional.empty()
                : Optional.of(new Exposure(gateway.path("name").asText(), namespace, listener, hostnames));
    }

    private static Optional<String> name(JsonNode gateway, String key, Complaints complaints) {
        if (!gateway.has(key)) {
            return Optional.empty();
        }
        String text = gateway.path(key).asText("");
        boolean fits = key.equals("namespace") ? Names.isLabel(text) : Names.isSubdomain(text);
        if (!gateway.path(key).isTextual() || !fits) {
            complaints.add(
                    PATH + ".gateway." + key,
                    Complaints.quoted(text) + " is no name",
                    "Lower-case letters, digits and '-', none at the ends.");
        }
        return Optional.of(text);
    }

    private static List<String> hostnames(JsonNode node, Complaints complaints) {
        List<String> hostnames = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            String host = node.path(i).asText("");
            hostnames.add(host);
            if (!node.path(i).isTextual() || !Names.isHost(host)) {
                complaints.add(
                        PATH + ".hostnames[" + i + "]",
                        Complaints.quoted(host) + " is no host name",
                        "Write one such as credit.example.com or *.example.com, without scheme, port or path.");
            }
        }
        if (node.size() > MAX_HOSTS) {
            complaints.add(PATH + ".hostnames", "a route takes " + MAX_HOSTS + ", not " + node.size(), "Use '*.…'.");
        }
        return hostnames;
    }

    HasMetadata route(GraphOwner graph) {
        Map<String, Object> parent = new LinkedHashMap<>();
        parent.put("group", "gateway.networking.k8s.io");
        parent.put("kind", "Gateway");
        parent.put("name", gateway);
        namespace.ifPresent(text -> parent.put("namespace", text));
        listener.ifPresent(text -> parent.put("sectionName", text));
        Map<String, Object> backend = new LinkedHashMap<>();
        backend.put("name", graph.name());
        backend.put("port", PodParts.SERVICE_HTTP_PORT);
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("parentRefs", List.of(parent));
        if (!hostnames.isEmpty()) {
            spec.put("hostnames", hostnames);
        }
        spec.put("rules", List.of(Map.of("backendRefs", List.of(backend))));
        return graph.object(OptionalKind.HTTP_ROUTE, spec);
    }
}
