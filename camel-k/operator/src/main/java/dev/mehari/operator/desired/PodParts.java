// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.ArrayList;
import java.util.List;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;

/** The parts of a pod that are the same whoever makes it: the contract with the runtime image. */
final class PodParts {
    /** The container's name: Camel K's own word for it. */
    static final String CONTAINER = "integration";

    static final int HTTP_PORT = 8080;
    static final int GRPC_PORT = 9000;
    static final int MANAGEMENT_PORT = 9876;
    static final int SERVICE_HTTP_PORT = 80;

    static final String READY_PATH = "/observe/health/ready";
    static final String LIVE_PATH = "/observe/health/live";
    static final String METRICS_PATH = "/observe/metrics";

    /** Everything is asked once a second: who waits for a rollout waits for probes. */
    static final int PROBE_PERIOD_SECONDS = 1;

    /** An answer may be late where a node is busy; it costs nothing to wait for it. */
    static final int PROBE_TIMEOUT_SECONDS = 5;

    /*
     * The start-up probe asks whether the process lives, not whether the graph is ready: a pod whose graph is refused has to
     * stay up and tell why, and a model may load for longer than any number here. Whether a candidate was ready in time is
     * the operator's to judge, by spec.rollout.blueGreen.progressDeadline: that is no part of a revision, so that no
     * change of it moves a pod.
     */
    static final int STARTUP_FAILURES = 600;

    /** Not ready after this many seconds without an answer. */
    static final int READINESS_FAILURES = 3;

    /** Restarted after this many seconds without an answer: long collections of garbage are no reason. */
    static final int LIVENESS_FAILURES = 60;

    /** The operator's deadline counts, not that of the Deployment; Camel K turns the latter into phase Error. */
    static final int PROGRESS_DEADLINE_SECONDS = 86_400;

    /** From the order to end until the first signal: the time that proxies need to forget the pod. */
    static final long PRE_STOP_SECONDS = 5;

    static final long GRACE_SECONDS = 60;

    /** Requests in flight may take until here: what the grace leaves, less some seconds for the JVM's end. */
    static final long SHUTDOWN_TIMEOUT_SECONDS = 45;

    static final long USER = 1000;

    /** Where nothing else is said. */
    static final String PULL_POLICY = "IfNotPresent";

    static final String ROUTES_FILE = "routes.yaml";
    static final String SOURCES = "/etc/camel/sources";
    static final String INCLUDE_PATTERN = "camel.main.routes-include-pattern=file:" + SOURCES + "/**";
    static final String SHUTDOWN_TIMEOUT = "camel.main.shutdown-timeout=" + SHUTDOWN_TIMEOUT_SECONDS;

    private static final String CREDENTIALS = "/mehari/credentials";
    private static final String CACHE = "/mehari/cache";

    private PodParts() {}

    /** {@code credit-r7-routes}. */
    static String routesName(Workload workload) {
        return workload.name() + "-routes";
    }

    /** The ports too: where Kubernetes adds variables of Services, one of a Service mehari-http would be taken for ours. */
    static List<EnvVar> environment() {
        return List.of(
                variable("HOME", CACHE),
                variable("MEHARI_GRPC_PORT", Integer.toString(GRPC_PORT)),
                variable("MEHARI_HTTP_PORT", Integer.toString(HTTP_PORT)),
                variable("MEHARI_MODELS_MOUNTS", ModelMount.ROOT));
    }

    static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    static Lifecycle lifecycle() {
        return new LifecycleBuilder()
                .withNewPreStop()
                .withNewSleep(PRE_STOP_SECONDS)
                .endPreStop()
                .build();
    }

    /** {@code restricted} of the pod security standards, and a root nobody writes to. */
    static SecurityContext containerSecurity() {
        return new SecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withReadOnlyRootFilesystem(true)
                .withAllowPrivilegeEscalation(false)
                .withCapabilities(noCapabilities())
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    private static Capabilities noCapabilities() {
        return new CapabilitiesBuilder().withDrop("ALL").build();
    }

    static PodSecurityContext podSecurity() {
        return new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    /** All but what Camel K mounts by itself. Volumes have numbers: a claim's name may be longer than a volume's. */
    static List<Volume> volumes(Workload workload) {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(emptyDir("cache", "10Gi"));
        volumes.add(emptyDir("tmp", "1Gi"));
        workload.pods()
                .credentials()
                .ifPresent(secret -> volumes.add(new VolumeBuilder()
                        .withName("credentials")
                        .withNewSecret()
                        .withSecretName(secret)
                        .endSecret()
                        .build()));
        int number = 0;
        for (ModelMount mount : workload.mounts()) {
            VolumeBuilder volume = new VolumeBuilder().withName(volumeName(number++));
            switch (mount.kind()) {
                case CONFIG_MAP ->
                    volume.withNewConfigMap().withName(mount.name()).endConfigMap();
                case CLAIM -> volume.withNewPersistentVolumeClaim(mount.name(), true);
            }
            volumes.add(volume.build());
        }
        return volumes;
    }

    private static Volume emptyDir(String name, String limit) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withSizeLimit(new Quantity(limit))
                .endEmptyDir()
                .build();
    }

    private static String volumeName(int number) {
        return "models-" + number;
    }

    /** Of {@link #volumes}, in their order. */
    static List<VolumeMount> volumeMounts(Workload workload) {
        List<VolumeMount> mounts = new ArrayList<>();
        mounts.add(mount("cache", CACHE).build());
        mounts.add(mount("tmp", "/tmp").build());
        if (workload.pods().credentials().isPresent()) {
            mounts.add(mount("credentials", CREDENTIALS).withReadOnly(true).build());
        }
        int number = 0;
        for (ModelMount mount : workload.mounts()) {
            mounts.add(
                    mount(volumeName(number++), mount.path()).withReadOnly(true).build());
        }
        return mounts;
    }

    private static VolumeMountBuilder mount(String volume, String path) {
        return new VolumeMountBuilder().withName(volume).withMountPath(path);
    }
}
