// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;

/**
 * A revision as a Deployment, for clusters without Camel K. The runtime image finds the same files at the same places and the
 * same variables as in a pod of Camel K.
 */
public final class PlainRenderer implements Renderer {
    /** What {@link GraphRevision#renderer} says. */
    public static final String WORD = "plain";

    private static final String APPLICATION_PROPERTIES = "application.properties";
    private static final String USER_PROPERTIES = "user.properties";
    private static final String CAMEL = "/etc/camel/";
    private static final String CONF_D = CAMEL + "conf.d";

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<HasMetadata> render(GraphRevision revision, int replicas) {
        Workload workload = Workload.of(revision);
        return List.of(
                RoutesConfigMap.of(workload),
                properties(workload),
                deployment(workload, replicas),
                service(workload),
                budget(workload));
    }

    private static String propertiesName(Workload workload) {
        return workload.name() + "-properties";
    }

    private static ConfigMap properties(Workload workload) {
        return new ConfigMapBuilder()
                .withMetadata(workload.meta(propertiesName(workload)))
                .withImmutable(true)
                .withData(new TreeMap<>(Map.of(
                        APPLICATION_PROPERTIES, PodParts.INCLUDE_PATTERN + "\n",
                        USER_PROPERTIES, PodParts.SHUTDOWN_TIMEOUT + "\n")))
                .build();
    }

    private static Deployment deployment(Workload workload, int replicas) {
        return new DeploymentBuilder()
                .withMetadata(workload.meta(workload.name()))
                .withNewSpec()
                .withReplicas(replicas)
                .withRevisionHistoryLimit(1)
                .withProgressDeadlineSeconds(PodParts.PROGRESS_DEADLINE_SECONDS)
                .withNewSelector()
                .withMatchLabels(workload.selector())
                .endSelector()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(new IntOrString(1))
                .withMaxUnavailable(new IntOrString(0))
                .endRollingUpdate()
                .endStrategy()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(new TreeMap<>(workload.labels()))
                .endMetadata()
                .withSpec(pod(workload))
                .endTemplate()
                .endSpec()
                .build();
    }

    private static PodSpec pod(Workload workload) {
        PodSpecBuilder pod = new PodSpecBuilder()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(PodParts.GRACE_SECONDS)
                .withSecurityContext(PodParts.podSecurity())
                .withContainers(container(workload))
                .withVolumes(volumes(workload));
        if (!workload.pods().nodeSelector().isEmpty()) {
            pod.withNodeSelector(new TreeMap<>(workload.pods().nodeSelector()));
        }
        return pod.withTolerations(workload.pods().tolerations()).build();
    }

    private static Container container(Workload workload) {
        return new ContainerBuilder()
                .withName(PodParts.CONTAINER)
                .withImage(workload.image())
                .withImagePullPolicy(workload.pullPolicy())
                .withEnv(environment(workload))
                .withPorts(
                        port("http", PodParts.HTTP_PORT),
                        port("grpc", PodParts.GRPC_PORT),
                        port("management", PodParts.MANAGEMENT_PORT))
                .withNewResources()
                .withRequests(new TreeMap<>(workload.pods().requests()))
                .withLimits(new TreeMap<>(workload.pods().limits()))
                .endResources()
                .withStartupProbe(probe(PodParts.LIVE_PATH, PodParts.STARTUP_FAILURES))
                .withReadinessProbe(probe(PodParts.READY_PATH, PodParts.READINESS_FAILURES))
                .withLivenessProbe(probe(PodParts.LIVE_PATH, PodParts.LIVENESS_FAILURES))
                .withLifecycle(PodParts.lifecycle())
                .withSecurityContext(PodParts.containerSecurity())
                .withVolumeMounts(volumeMounts(workload))
                .build();
    }

    private static ContainerPort port(String name, int number) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(number)
                .withProtocol("TCP")
                .build();
    }

    private static Probe probe(String path, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withPort(new IntOrString(PodParts.MANAGEMENT_PORT))
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(PodParts.PROBE_PERIOD_SECONDS)
                .withTimeoutSeconds(PodParts.PROBE_TIMEOUT_SECONDS)
                .withFailureThreshold(failures)
                .build();
    }

    private static List<EnvVar> environment(Workload workload) {
        List<EnvVar> environment = new ArrayList<>(List.of(
                PodParts.variable("CAMEL_K_CONF", CAMEL + APPLICATION_PROPERTIES),
                PodParts.variable("CAMEL_K_CONF_D", CONF_D),
                PodParts.variable("CAMEL_K_INTEGRATION", workload.name()),
                PodParts.variable("CAMEL_K_MOUNT_PATH_CONFIGMAPS", CONF_D + "/_configmaps"),
                PodParts.variable("CAMEL_K_MOUNT_PATH_SECRETS", CONF_D + "/_secrets"),
                field("NAMESPACE", "metadata.namespace"),
                field("POD_NAME", "metadata.name")));
        environment.addAll(PodParts.environment());
        return environment;
    }

    private static EnvVar field(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath(path)
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    private static List<Volume> volumes(Workload workload) {
        List<Volume> volumes = new ArrayList<>(List.of(
                configMap("routes", PodParts.routesName(workload)), configMap("properties", propertiesName(workload))));
        volumes.addAll(PodParts.volumes(workload));
        return volumes;
    }

    private static Volume configMap(String volume, String name) {
        return new VolumeBuilder()
                .withName(volume)
                .withNewConfigMap()
                .withName(name)
                .endConfigMap()
                .build();
    }

    /** Single files, as Camel K mounts them: what doesn't change needs no folder that can be swapped. */
    private static List<VolumeMount> volumeMounts(Workload workload) {
        List<VolumeMount> mounts = new ArrayList<>(List.of(
                file("routes", PodParts.ROUTES_FILE, PodParts.SOURCES + "/" + PodParts.ROUTES_FILE),
                file("properties", APPLICATION_PROPERTIES, CAMEL + APPLICATION_PROPERTIES),
                file("properties", USER_PROPERTIES, CONF_D + "/" + USER_PROPERTIES)));
        mounts.addAll(PodParts.volumeMounts(workload));
        return mounts;
    }

    private static VolumeMount file(String volume, String key, String path) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withSubPath(key)
                .withReadOnly(true)
                .build();
    }

    private static Service service(Workload workload) {
        return new ServiceBuilder()
                .withMetadata(workload.meta(workload.name()))
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(workload.selector())
                .withPorts(
                        servicePort("http", PodParts.SERVICE_HTTP_PORT, PodParts.HTTP_PORT),
                        servicePort("grpc", PodParts.GRPC_PORT, PodParts.GRPC_PORT),
                        servicePort("management", PodParts.MANAGEMENT_PORT, PodParts.MANAGEMENT_PORT))
                .endSpec()
                .build();
    }

    /** By number: Services of Camel K have no other way for all but the first. */
    static ServicePort servicePort(String name, int port, int target) {
        return new ServicePortBuilder()
                .withName(name)
                .withPort(port)
                .withTargetPort(new IntOrString(target))
                .withProtocol("TCP")
                .build();
    }

    private static PodDisruptionBudget budget(Workload workload) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(workload.meta(workload.name()))
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withNewSelector()
                .withMatchLabels(workload.selector())
                .endSelector()
                .endSpec()
                .build();
    }
}
