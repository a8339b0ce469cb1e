// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an API server of Kubernetes 1.37 gives back of an object that it took: with its defaults, its own metadata, and
 * quantities in their shortest form. Written after what `kubectl get -o yaml` showed on a real cluster.
 */
final class ServerDefaults {
    private ServerDefaults() {}

    static ObjectNode add(ObjectNode wanted) {
        ObjectNode object = wanted.deepCopy();
        ObjectNode metadata = object.withObject("/metadata");
        metadata.put("uid", "3b1f").put("resourceVersion", "4711").put("generation", 1);
        metadata.put("creationTimestamp", "2026-01-01T00:00:00Z");
        metadata.putArray("managedFields").addObject().put("manager", "mehari-operator");
        switch (object.path("kind").asText()) {
            case "Deployment" -> deployment(object);
            case "Service" -> service(object);
            case "PodDisruptionBudget", "NetworkPolicy" -> object.putObject("status");
            case "HorizontalPodAutoscaler" -> object.putObject("status").put("currentReplicas", 2);
            case "Integration" -> integration(object);
            default -> {}
        }
        return object;
    }

    private static void deployment(ObjectNode object) {
        object.withObject("/metadata/annotations").put("deployment.kubernetes.io/revision", "1");
        ObjectNode pod = object.withObject("/spec/template/spec");
        object.withObject("/spec/template/metadata").putNull("creationTimestamp");
        pod.put("dnsPolicy", "ClusterFirst").put("restartPolicy", "Always").put("schedulerName", "default-scheduler");
        pod.path("containers").forEach(each -> container((ObjectNode) each));
        pod.path("volumes").forEach(ServerDefaults::volume);
        object.putObject("status").put("observedGeneration", 1).put("replicas", 2);
    }

    private static void container(ObjectNode container) {
        container.put("terminationMessagePath", "/dev/termination-log").put("terminationMessagePolicy", "File");
        for (String probe : new String[] {"startupProbe", "readinessProbe", "livenessProbe"}) {
            if (container.has(probe)) {
                container.withObject("/" + probe).put("successThreshold", 1);
            }
        }
        for (String side : new String[] {"requests", "limits"}) {
            ObjectNode quantities = container.withObject("/resources/" + side);
            quantities.fieldNames().forEachRemaining(name -> quantities.put(name, canonical(quantities.path(name))));
        }
        // Of an admission hook, as meshes have them.
        ((ArrayNode) container.withArray("env"))
                .addObject()
                .put("name", "INJECTED")
                .put("value", "1");
    }

    private static String canonical(JsonNode quantity) {
        return switch (quantity.asText()) {
            case "1000m" -> "1";
            case "0.5" -> "500m";
            case "1024Mi" -> "1Gi";
            case "1e3" -> "1k";
            default -> quantity.asText();
        };
    }

    private static void volume(JsonNode volume) {
        for (String kind : new String[] {"configMap", "secret"}) {
            if (volume.has(kind)) {
                ((ObjectNode) volume.path(kind)).put("defaultMode", 420);
            }
        }
    }

    private static void service(ObjectNode object) {
        ObjectNode spec = object.withObject("/spec");
        spec.put("clusterIP", "10.96.0.7").put("internalTrafficPolicy", "Cluster");
        spec.put("ipFamilyPolicy", "SingleStack").put("sessionAffinity", "None");
        spec.putArray("clusterIPs").add("10.96.0.7");
        spec.putArray("ipFamilies").add("IPv4");
        object.putObject("status").putObject("loadBalancer");
    }

    private static void integration(ObjectNode object) {
        object.withObject("/metadata/annotations").put("camel.apache.org/operator.id", "camel-k");
        object.putObject("status").put("phase", "Running").put("version", "2.10.1");
    }
}
