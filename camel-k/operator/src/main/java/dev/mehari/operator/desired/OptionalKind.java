// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

/** A kind that a cluster may lack, since others install it. */
public enum OptionalKind {
    /** KEDA's. */
    SCALED_OBJECT("keda.sh/v1alpha1", "ScaledObject", "scaledobjects", "spec.autoscaling.triggers", "KEDA"),
    /** The Gateway API's. */
    HTTP_ROUTE("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes", "spec.expose", "the Gateway API"),
    /** The Prometheus operator's. */
    POD_MONITOR("monitoring.coreos.com/v1", "PodMonitor", "podmonitors", "", "the Prometheus operator");

    private final String apiVersion;
    private final String kind;
    private final String plural;
    private final String path;
    private final String product;

    OptionalKind(String apiVersion, String kind, String plural, String path, String product) {
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.plural = plural;
        this.path = path;
        this.product = product;
    }

    /** Group and version, as in an object. */
    public String apiVersion() {
        return apiVersion;
    }

    public String kind() {
        return kind;
    }

    /** The name of its CRD: {@code podmonitors.monitoring.coreos.com}. */
    public String crd() {
        return plural + "." + apiVersion.substring(0, apiVersion.indexOf('/'));
    }

    /** The key that asks for it; empty where none does. */
    public String path() {
        return path;
    }

    /** What brings it, in words. */
    public String product() {
        return product;
    }
}
