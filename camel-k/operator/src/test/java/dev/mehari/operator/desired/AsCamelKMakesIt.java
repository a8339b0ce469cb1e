// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * The pod and the Service that Camel K 2.10.1 makes of an Integration with an image of its own, as far as renderers differ in
 * it: written after its traits container, health, toleration and service, and compared by hand with what its operator made
 * of {@code camel-k-2.10-credit.yaml} on a real cluster.
 */
record AsCamelKMakesIt(Map<String, String> labels, PodSpec pod, List<ServicePort> ports) {

    static AsCamelKMakesIt of(HasMetadata integration) {
        JsonNode spec = Samples.json(Serialization.asYaml(integration)).path("spec");
        JsonNode traits = spec.path("traits");
        Map<String, String> labels = new TreeMap<>();
        traits.path("owner")
                .path("targetLabels")
                .forEach(label -> labels.put(
                        label.asText(), integration.getMetadata().getLabels().get(label.asText())));
        return new AsCamelKMakesIt(labels, pod(spec.path("template").path("spec"), traits), ports(traits));
    }

    private static PodSpec pod(JsonNode template, JsonNode traits) {
        PodSpec pod = Serialization.unmarshal(template.toString(), PodSpec.class);
        JsonNode trait = traits.path("container");
        ContainerBuilder container = new ContainerBuilder(pod.getContainers().get(0))
                .withImage(trait.path("image").asText())
                .withImagePullPolicy(trait.path("imagePullPolicy").asText())
                .withPorts(containerPorts(trait))
                .withStartupProbe(probe(traits.path("health"), "startup"))
                .withReadinessProbe(probe(traits.path("health"), "readiness"))
                .withLivenessProbe(probe(traits.path("health"), "liveness"))
                .editOrNewResources()
                .addToRequests("cpu", new Quantity(trait.path("requestCPU").asText()))
                .addToRequests(
                        "memory", new Quantity(trait.path("requestMemory").asText()))
                .addToLimits("cpu", new Quantity(trait.path("limitCPU").asText()))
                .addToLimits("memory", new Quantity(trait.path("limitMemory").asText()))
                .endResources();
        List<Toleration> tolerations = new ArrayList<>();
        traits.path("toleration").path("taints").forEach(taint -> tolerations.add(toleration(taint.asText())));
        return new PodSpecBuilder(pod)
                .withContainers(container.build())
                .withTolerations(tolerations)
                .build();
    }

    private static List<ContainerPort> containerPorts(JsonNode trait) {
        List<ContainerPort> ports = new ArrayList<>();
        ports.add(port(trait.path("portName").asText(), trait.path("port").asInt()));
        trait.path("ports").forEach(each -> {
            String[] parts = each.asText().split(";", -1);
            ports.add(port(parts[0], Integer.parseInt(parts[1])));
        });
        return ports;
    }

    private static ContainerPort port(String name, int number) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(number)
                .withProtocol("TCP")
                .build();
    }

    private static Probe probe(JsonNode trait, String which) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(trait.path(which + "Probe").asText())
                .withPort(new IntOrString(trait.path(which + "Port").asInt()))
                .withScheme(trait.path(which + "Scheme").asText())
                .endHttpGet()
                .withPeriodSeconds(trait.path(which + "Period").asInt())
                .withTimeoutSeconds(trait.path(which + "Timeout").asInt())
                .withFailureThreshold(trait.path(which + "FailureThreshold").asInt())
                .build();
    }

    private static Toleration toleration(String taint) {
        String[] parts = taint.split(":", -1);
        String[] key = parts[0].split("=", -1);
        TolerationBuilder toleration = new TolerationBuilder()
                .withKey(key[0])
                .withOperator(key.length > 1 ? "Equal" : "Exists")
                .withEffect(parts[1]);
        if (key.length > 1) {
            toleration.withValue(key[1]);
        }
        if (parts.length > 2) {
            toleration.withTolerationSeconds(Long.parseLong(parts[2]));
        }
        return toleration.build();
    }

    private static List<ServicePort> ports(JsonNode traits) {
        JsonNode container = traits.path("container");
        List<ServicePort> ports = new ArrayList<>();
        ports.add(PlainRenderer.servicePort(
                container.path("servicePortName").asText(),
                container.path("servicePort").asInt(),
                container.path("port").asInt()));
        traits.path("service").path("ports").forEach(each -> {
            String[] parts = each.asText().split(";", -1);
            ports.add(PlainRenderer.servicePort(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
        });
        return ports;
    }
}
