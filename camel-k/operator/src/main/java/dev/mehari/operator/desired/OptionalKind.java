// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

/** A kind that a cluster may lack, since others install it. */
public enum OptionalKind {
    /** KEDA's. */
    SCALED_OBJECT("keda.sh/v1alpha1", "ScaledObject", "scaledobjects"),
    /** The Gateway API's. */
    HTTP_ROUTE("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes"),
    /** The Prometheus operator's. */
    POD_MONITOR("monitoring.coreos.com/v1", "PodMonitor", "podmonitors");

    private final String apiVersion;
    private final String kind;
    private final String plural;

    OptionalKind(String apiVersion, String kind, String plural) {
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.plural = plural;
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
}
