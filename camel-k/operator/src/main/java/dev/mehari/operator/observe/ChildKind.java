// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.util.Arrays;
import java.util.Optional;

import dev.mehari.operator.desired.OptionalKind;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/** A kind of object that belongs to graphs. */
public enum ChildKind {
    CONTROLLER_REVISION(ControllerRevision.class, "apps/v1", "ControllerRevision"),
    CONFIG_MAP(ConfigMap.class, "v1", "ConfigMap"),
    DEPLOYMENT(Deployment.class, "apps/v1", "Deployment"),
    SERVICE(Service.class, "v1", "Service"),
    POD(Pod.class, "v1", "Pod"),
    ENDPOINT_SLICE(EndpointSlice.class, "discovery.k8s.io/v1", "EndpointSlice"),
    DISRUPTION_BUDGET(PodDisruptionBudget.class, "policy/v1", "PodDisruptionBudget"),
    AUTOSCALER(HorizontalPodAutoscaler.class, "autoscaling/v2", "HorizontalPodAutoscaler"),
    NETWORK_POLICY(NetworkPolicy.class, "networking.k8s.io/v1", "NetworkPolicy"),
    INTEGRATION("camel.apache.org/v1", "Integration"),
    HTTP_ROUTE("gateway.networking.k8s.io/v1", "HTTPRoute"),
    POD_MONITOR("monitoring.coreos.com/v1", "PodMonitor"),
    SCALED_OBJECT("keda.sh/v1alpha1", "ScaledObject");

    private final Class<? extends HasMetadata> type;
    private final boolean builtIn;
    private final String apiVersion;
    private final String kind;

    ChildKind(Class<? extends HasMetadata> type, String apiVersion, String kind) {
        this.type = type;
        this.builtIn = true;
        this.apiVersion = apiVersion;
        this.kind = kind;
    }

    ChildKind(String apiVersion, String kind) {
        this.type = GenericKubernetesResource.class;
        this.builtIn = false;
        this.apiVersion = apiVersion;
        this.kind = kind;
    }

    /** The class of its objects; {@link GenericKubernetesResource} where fabric8 or this cluster may not know it. */
    public Class<? extends HasMetadata> type() {
        return type;
    }

    /** Whether every cluster has it. */
    public boolean isBuiltIn() {
        return builtIn;
    }

    public String apiVersion() {
        return apiVersion;
    }

    public String kind() {
        return kind;
    }

    /** One that a cluster may lack. */
    public static ChildKind of(OptionalKind kind) {
        return switch (kind) {
            case SCALED_OBJECT -> SCALED_OBJECT;
            case HTTP_ROUTE -> HTTP_ROUTE;
            case POD_MONITOR -> POD_MONITOR;
        };
    }

    /** The kind of this object. */
    public static Optional<ChildKind> of(HasMetadata object) {
        return Arrays.stream(values())
                .filter(k -> k.kind.equals(object.getKind()) && k.group().equals(group(object.getApiVersion())))
                .findFirst();
    }

    private String group() {
        return group(apiVersion);
    }

    private static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
