// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/*
 * WHAT CAMEL K MAKES OF IT
 *
 * An Integration with an image of its own isn't built: Camel K makes a Deployment, a Service and a PodDisruptionBudget of
 * its name, and mounts routes and properties. Traits say what traits can say; spec.template, which is merged into the pod
 * (by name for containers and volumes, by path for mounts), says the rest: read-only mounts and root, the hook before the
 * end, environment, nodes. Camel K's own mounts of claims are writable, which is why none is a trait's.
 */
/** A revision as one Integration of Camel K. */
public final class CamelKRenderer implements Renderer {
    /** What {@link GraphRevision#renderer} says. */
    public static final String WORD = "camel-k";

    public static final String API_VERSION = "camel.apache.org/v1";
    public static final String KIND = "Integration";

    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization(new ObjectMapper(), false);

    private final RoutesMode mode;
    private final boolean takesServiceLinks;

    /** As a release of Camel K wants it. */
    public CamelKRenderer(CamelKVersion version) {
        this(version, RoutesMode.of(version));
    }

    /** @param mode for who knows that Camel K's catalogue has our schemes, or not */
    public CamelKRenderer(CamelKVersion version, RoutesMode mode) {
        this.mode = mode;
        this.takesServiceLinks = version.isAtLeast(CamelKVersion.TAKES_FLOWS);
    }

    public CamelKRenderer(CamelKForm form) {
        this(form.version(), form.routes());
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<HasMetadata> render(GraphRevision revision, int replicas) {
        Workload workload = Workload.of(revision);
        Complaints complaints = new Complaints(revision.graph());
        RoutesMode fitting = Texts.utf8Bytes(revision.routes()) > Flows.MAX_BYTES ? RoutesMode.RESOURCES : mode;
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("replicas", replicas);
        if (fitting == RoutesMode.FLOWS) {
            spec.put("flows", Flows.of(workload.routes(), complaints));
        }
        spec.put("traits", CamelKTraits.of(workload, fitting, complaints));
        spec.put("template", Map.of("spec", template(workload)));
        complaints.end();
        GenericKubernetesResource integration = new GenericKubernetesResourceBuilder()
                .withApiVersion(API_VERSION)
                .withKind(KIND)
                .withMetadata(workload.meta(workload.name()))
                .addToAdditionalProperties("spec", spec)
                .build();
        List<HasMetadata> objects = new ArrayList<>();
        if (fitting == RoutesMode.RESOURCES) {
            objects.add(RoutesConfigMap.of(workload));
        }
        objects.add(integration);
        return objects;
    }

    /** {@code spec.template.spec}: a part of a pod. */
    private Map<String, Object> template(Workload workload) {
        PodSpecBuilder pod = new PodSpecBuilder()
                .withAutomountServiceAccountToken(false)
                .withTerminationGracePeriodSeconds(PodParts.GRACE_SECONDS)
                .withSecurityContext(PodParts.podSecurity())
                .withContainers(container(workload))
                .withVolumes(PodParts.volumes(workload));
        if (takesServiceLinks) {
            pod.withEnableServiceLinks(false);
        }
        if (!workload.pods().nodeSelector().isEmpty()) {
            pod.withNodeSelector(new TreeMap<>(workload.pods().nodeSelector()));
        }
        return asMap(pod.build());
    }

    private static Container container(Workload workload) {
        ContainerBuilder container = new ContainerBuilder()
                .withName(PodParts.CONTAINER)
                .withEnv(PodParts.environment())
                .withLifecycle(PodParts.lifecycle())
                .withSecurityContext(PodParts.containerSecurity())
                .withVolumeMounts(PodParts.volumeMounts(workload));
        SortedMap<String, Quantity> requests = beyondTraits(workload.pods().requests());
        SortedMap<String, Quantity> limits = beyondTraits(workload.pods().limits());
        if (!requests.isEmpty() || !limits.isEmpty()) {
            container
                    .withNewResources()
                    .withRequests(requests)
                    .withLimits(limits)
                    .endResources();
        }
        return container.build();
    }

    /** The container trait knows cpu and memory. */
    private static SortedMap<String, Quantity> beyondTraits(SortedMap<String, Quantity> resources) {
        SortedMap<String, Quantity> others = new TreeMap<>(resources);
        others.remove("cpu");
        others.remove("memory");
        return others;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(PodSpec pod) {
        return SERIALIZATION.convertValue(pod, Map.class);
    }
}
