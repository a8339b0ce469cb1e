// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.mehari.crd.Labels;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;

/**
 * Who reaches the pods of a graph: everybody in the cluster the doors for requests, the operator and those who read metrics
 * the management port. Where the pods connect to isn't limited: models, taps and calls may be anywhere.
 *
 * <p>An operator that asks through the API server comes from the API server's address, which no selector names and nobody
 * knows beforehand: there these ports are open to all, and the policy closes only the others.
 */
final class GraphNetworkPolicy {
    /** Kubernetes itself writes it on every namespace. */
    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private GraphNetworkPolicy() {}

    /** @param exposed whether a gateway sends requests too: one on the node's own network comes from no namespace */
    static NetworkPolicy of(GraphOwner graph, Neighbourhood neighbourhood, boolean exposed) {
        NetworkPolicyIngressRuleBuilder doors =
                new NetworkPolicyIngressRuleBuilder().withPorts(port(PodParts.HTTP_PORT), port(PodParts.GRPC_PORT));
        if (!exposed && neighbourhood.operatorNamespace().isPresent()) {
            doors.withFrom(new NetworkPolicyPeerBuilder()
                    .withNewNamespaceSelector()
                    .endNamespaceSelector()
                    .build());
        }
        return new NetworkPolicyBuilder()
                .withMetadata(graph.meta())
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(Map.of(Labels.GRAPH, graph.name()))
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .withIngress(doors.build(), management(neighbourhood))
                .endSpec()
                .build();
    }

    private static NetworkPolicyIngressRule management(Neighbourhood neighbourhood) {
        List<NetworkPolicyPeer> peers = new ArrayList<>();
        neighbourhood
                .operatorNamespace()
                .ifPresent(namespace -> peers.add(namespaces(Map.of(NAMESPACE_NAME, namespace))));
        // A selector without labels would let in every namespace.
        if (!peers.isEmpty() && !neighbourhood.monitoring().isEmpty()) {
            peers.add(namespaces(neighbourhood.monitoring()));
        }
        return new NetworkPolicyIngressRuleBuilder()
                .withPorts(port(PodParts.MANAGEMENT_PORT))
                .withFrom(peers)
                .build();
    }

    private static NetworkPolicyPeer namespaces(Map<String, String> labels) {
        return new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .withMatchLabels(labels)
                .endNamespaceSelector()
                .build();
    }

    private static NetworkPolicyPort port(int number) {
        return new NetworkPolicyPortBuilder()
                .withProtocol("TCP")
                .withPort(new IntOrString(number))
                .build();
    }
}
