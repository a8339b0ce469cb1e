// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.Locale;
import java.util.Map;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

/**
 * {@code camel.cluster.kubernetes.enabled=true}: the service that {@code master:} asks who of several pods leads, as a bean that
 * Camel's main makes. What Camel K tells a pod needs not be said again: its name, its namespace, and which pods are its like.
 *
 * <p>All other keys {@code camel.cluster.kubernetes.*} are options of Camel's KubernetesClusterService.
 */
final class ClusterSettings {
    private static final String PREFIX = "camel.cluster.kubernetes.";
    private static final String BEAN = "camel.beans.kubernetesClusterService";
    private static final String TYPE = "#class:org.apache.camel.component.kubernetes.cluster.KubernetesClusterService";

    private ClusterSettings() {}

    /** The settings with that bean, where it is wanted. */
    static Properties asBean(Properties all, Map<String, String> environment) {
        Properties known = new Properties();
        all.stringPropertyNames().stream()
                .filter(key -> !key.startsWith(PREFIX))
                .forEach(key -> known.setProperty(key, all.getProperty(key)));
        if (!Boolean.parseBoolean(all.getProperty(PREFIX + "enabled", "false").strip())) {
            return known;
        }
        known.setProperty(BEAN, TYPE);
        known.setProperty(BEAN + ".leaseResourceType", "Lease");
        given(known, "podName", environment.get("POD_NAME"));
        given(known, "kubernetesNamespace", environment.get("NAMESPACE"));
        String integration = environment.get("CAMEL_K_INTEGRATION");
        boolean labelled = all.stringPropertyNames().stream()
                .filter(key -> key.startsWith(PREFIX))
                .anyMatch(key -> camelCase(key.substring(PREFIX.length())).startsWith("clusterLabels["));
        if (!labelled) {
            given(known, "clusterLabels[camel.apache.org/integration]", integration);
        }
        if (integration != null && !integration.isBlank()) {
            // One lease for each of its masters, and none shared with another Integration by chance.
            known.setProperty(BEAN + ".kubernetesResourceName", integration);
        }
        all.stringPropertyNames().stream()
                .filter(key -> key.startsWith(PREFIX) && !key.equals(PREFIX + "enabled"))
                .forEach(key -> known.setProperty(
                        BEAN + "." + camelCase(key.substring(PREFIX.length())), all.getProperty(key)));
        return known;
    }

    private static void given(Properties known, String option, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            known.setProperty(BEAN + "." + option, value);
        }
    }

    /** {@code lease-duration-millis} is leaseDurationMillis; what stands in brackets is a name of somebody's. */
    private static String camelCase(String key) {
        int bracket = key.indexOf('[');
        String name = bracket < 0 ? key : key.substring(0, bracket);
        StringBuilder text = new StringBuilder();
        for (String part : name.split("-")) {
            text.append(
                    text.isEmpty() || part.isEmpty()
                            ? part
                            : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        return text + (bracket < 0 ? "" : key.substring(bracket));
    }
}
