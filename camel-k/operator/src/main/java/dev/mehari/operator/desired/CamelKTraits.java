// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;

/**
 * {@code spec.traits} of an Integration. All that matters is said: Camel K's defaults change from release to release, and
 * misspelt ones are taken silently.
 */
final class CamelKTraits {
    private static final Map<String, Object> OFF = Map.of("enabled", false);

    private CamelKTraits() {}

    static Map<String, Object> of(Workload workload, RoutesMode mode, Complaints complaints) {
        Map<String, Object> traits = new LinkedHashMap<>();
        traits.put("camel", camel(mode));
        traits.put("container", container(workload));
        traits.put("security-context", securityContext());
        traits.put("service", service());
        traits.put("health", health());
        traits.put("deployment", deployment());
        traits.put("owner", Map.of("targetLabels", List.copyOf(workload.labels().keySet())));
        traits.put("pdb", ordered("enabled", true, "maxUnavailable", "1"));
        if (mode == RoutesMode.RESOURCES) {
            traits.put("mount", mount(workload));
        }
        if (!workload.pods().tolerations().isEmpty()) {
            traits.put("toleration", toleration(workload, complaints));
        }
        // On by default, for whatever has a Service: the whole world at '/' of every Ingress.
        traits.put("ingress", OFF);
        traits.put("route", OFF);
        traits.put("knative-service", OFF);
        traits.put("knative", OFF);
        // Would make a CronJob of routes that start with a timer.
        traits.put("cron", OFF);
        // A revision brings its Kamelets in its image: those of the cluster may change under it.
        traits.put("kamelets", OFF);
        return traits;
    }

    /** The default provider, quarkus, writes properties that only Camel K's own runtime knows. */
    private static Map<String, Object> camel(RoutesMode mode) {
        List<String> properties = new ArrayList<>(List.of(PodParts.SHUTDOWN_TIMEOUT));
        if (mode == RoutesMode.RESOURCES) {
            properties.add(PodParts.INCLUDE_PATTERN);
        }
        return ordered("runtimeProvider", "plain-quarkus", "properties", properties);
    }

    private static Map<String, Object> container(Workload workload) {
        Map<String, Object> container = new LinkedHashMap<>();
        container.put("name", PodParts.CONTAINER);
        container.put("image", workload.image());
        container.put("imagePullPolicy", workload.pullPolicy());
        container.put("expose", true);
        container.put("port", PodParts.HTTP_PORT);
        container.put("portName", "http");
        container.put("servicePort", PodParts.SERVICE_HTTP_PORT);
        container.put("servicePortName", "http");
        container.put(
                "ports",
                List.of("grpc;" + PodParts.GRPC_PORT + ";TCP", "management;" + PodParts.MANAGEMENT_PORT + ";TCP"));
        container.put("requestCPU", text(workload.pods().requests(), "cpu"));
        container.put("requestMemory", text(workload.pods().requests(), "memory"));
        container.put("limitCPU", text(workload.pods().limits(), "cpu"));
        container.put("limitMemory", text(workload.pods().limits(), "memory"));
        container.putAll(securityContext());
        container.put("allowPrivilegeEscalation", false);
        container.put("capabilitiesDrop", List.of("ALL"));
        return container;
    }

    private static String text(Map<String, Quantity> resources, String name) {
        return Objects.requireNonNull(resources.get(name), name).toString();
    }

    private static Map<String, Object> securityContext() {
        return ordered("runAsNonRoot", true, "runAsUser", PodParts.USER, "seccompProfileType", "RuntimeDefault");
    }

    /** Told to be there: Camel K looks for a route that serves HTTP, and an image of its own has none. */
    private static Map<String, Object> service() {
        return ordered(
                "enabled",
                true,
                "auto",
                false,
                "type",
                "ClusterIP",
                "ports",
                List.of(
                        "grpc;" + PodParts.GRPC_PORT + ";" + PodParts.GRPC_PORT,
                        "management;" + PodParts.MANAGEMENT_PORT + ";" + PodParts.MANAGEMENT_PORT));
    }

    private static Map<String, Object> health() {
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("enabled", true);
        probe(health, "startup", PodParts.LIVE_PATH, PodParts.STARTUP_FAILURES);
        probe(health, "readiness", PodParts.READY_PATH, PodParts.READINESS_FAILURES);
        probe(health, "liveness", PodParts.LIVE_PATH, PodParts.LIVENESS_FAILURES);
        return health;
    }

    private static void probe(Map<String, Object> health, String which, String path, int failures) {
        health.put(which + "ProbeEnabled", true);
        health.put(which + "Scheme", "HTTP");
        health.put(which + "Probe", path);
        health.put(which + "Port", PodParts.MANAGEMENT_PORT);
        health.put(which + "Period", PodParts.PROBE_PERIOD_SECONDS);
        health.put(which + "Timeout", PodParts.PROBE_TIMEOUT_SECONDS);
        health.put(which + "FailureThreshold", failures);
    }

    private static Map<String, Object> deployment() {
        return ordered(
                "strategy",
                "RollingUpdate",
                "rollingUpdateMaxUnavailable",
                0,
                "rollingUpdateMaxSurge",
                1,
                "progressDeadlineSeconds",
                PodParts.PROGRESS_DEADLINE_SECONDS);
    }

    private static Map<String, Object> mount(Workload workload) {
        return Map.of(
                "resources",
                List.of("configmap:" + PodParts.routesName(workload) + "/" + PodParts.ROUTES_FILE + "@"
                        + PodParts.SOURCES + "/" + PodParts.ROUTES_FILE));
    }

    /** {@code key[=value]:effect[:seconds]}; names have been judged, so none of these signs is in them. */
    private static Map<String, Object> toleration(Workload workload, Complaints complaints) {
        List<String> taints = new ArrayList<>();
        List<Toleration> tolerations = workload.pods().tolerations();
        for (int i = 0; i < tolerations.size(); i++) {
            Optional<String> taint = taint(tolerations.get(i));
            if (taint.isPresent()) {
                taints.add(taint.get());
            } else {
                complaints.add(
                        "spec.pods.tolerations[" + i + "]",
                        "Camel K knows no toleration without key and effect, nor one that is Equal to nothing",
                        "Write a toleration for each key and effect.");
            }
        }
        return ordered("enabled", true, "taints", taints);
    }

    private static Optional<String> taint(Toleration toleration) {
        boolean equal = toleration.getOperator().equals("Equal");
        if (toleration.getKey() == null || toleration.getEffect() == null || equal && toleration.getValue() == null) {
            return Optional.empty();
        }
        Long seconds = toleration.getTolerationSeconds();
        return Optional.of(toleration.getKey()
                + (equal ? "=" + toleration.getValue() : "")
                + ":"
                + toleration.getEffect()
                + (seconds == null ? "" : ":" + seconds));
    }

    /** A map in the order of its words: {@code key, value, key, value …}. */
    private static Map<String, Object> ordered(Object... words) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            map.put((String) words[i], words[i + 1]);
        }
        return map;
    }
}
