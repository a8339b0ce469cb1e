// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Constant requests from a pod to a Service, and what became of them: see {@link Caller}. */
final class Load implements AutoCloseable {
    /**
     * What became of all requests until now.
     *
     * @param versions answers by the {@code model_version} they name
     */
    record Counts(long millis, long sent, long answered, long lost, Map<String, Long> versions) {
        static final Counts NONE = new Counts(0, 0, 0, 0, Map.of());

        static Counts of(String line) {
            String[] words = line.split(" ", -1);
            Map<String, Long> versions = new TreeMap<>();
            Arrays.stream(words.length > 5 ? words[5].split(",") : new String[0])
                    .filter(word -> !word.isEmpty())
                    .map(word -> word.split("="))
                    .forEach(pair -> versions.put(pair[0], Long.parseLong(pair[1])));
            return new Counts(
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    versions);
        }
    }

    private static final List<String> CLASSES = List.of("Caller", "Caller$1");

    private final Space space;
    private final String name;

    private Load(Space space, String name) {
        this.space = space;
        this.name = name;
    }

    /**
     * Starts calling, and waits for the first answer.
     *
     * @param name of the pod
     * @param address such as {@code http://credit.NAMESPACE.svc.cluster.local/v2/models/credit/infer}
     * @param perSecond requests per second, in all
     * @param keepAlive whether connections are used again, as most clients do
     */
    static Load start(Space space, String name, String address, byte[] request, int perSecond, boolean keepAlive) {
        Load load = new Load(space, name);
        Map<String, String> files = new HashMap<>();
        for (String type : CLASSES) {
            files.put(type.replace('$', '.') + ".class", Base64.getEncoder().encodeToString(classFile(type)));
        }
        files.put("request", Base64.getEncoder().encodeToString(request));
        KubernetesClient client = space.client();
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(space.name())
                        .withName(name)
                        .endMetadata()
                        .withBinaryData(files)
                        .build())
                .create();
        client.resource(load.pod(address, perSecond, keepAlive)).create();
        space.await(
                Duration.ofMinutes(2),
                "an answer to the pod " + name,
                () -> load.counts().answered() > 0);
        return load;
    }

    private Pod pod(String address, int perSecond, boolean keepAlive) {
        int threads = Math.max(1, Math.min(8, perSecond / 25));
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(space.name())
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withTerminationGracePeriodSeconds(1L)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(1000L)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewContainer()
                .withName("caller")
                .withImage(Images.runtime().name())
                .withImagePullPolicy(Images.runtime().pullPolicy())
                .withCommand("java")
                .withArgs(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx48m",
                        "-cp",
                        "/caller",
                        "dev.mehari.cluster.Caller",
                        address,
                        "/caller/request",
                        Integer.toString(perSecond),
                        Integer.toString(threads),
                        keepAlive ? "keep-alive" : "close")
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withNewResources()
                .addToRequests("memory", new Quantity("64Mi"))
                .addToRequests("cpu", new Quantity("50m"))
                .addToLimits("memory", new Quantity("192Mi"))
                .addToLimits("cpu", new Quantity("500m"))
                .endResources()
                .addNewVolumeMount()
                .withName("caller")
                .withMountPath("/caller")
                .withReadOnly(true)
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("caller")
                .withNewConfigMap()
                .withName(name)
                .addNewItem("Caller.class", null, "dev/mehari/cluster/Caller.class")
                .addNewItem("Caller.1.class", null, "dev/mehari/cluster/Caller$1.class")
                .addNewItem("request", null, "request")
                .endConfigMap()
                .endVolume()
                .endSpec()
                .build();
    }

    private static byte[] classFile(String type) {
        try (InputStream in = Load.class.getResourceAsStream(type + ".class")) {
            if (in == null) {
                throw new IllegalStateException("no class " + type);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What became of the requests until now. */
    Counts counts() {
        return lines("counts").stream().reduce((a, b) -> b).map(Counts::of).orElse(Counts.NONE);
    }

    /** Waits until as many further requests are answered. @return the counts after them */
    Counts further(long answers) {
        long wanted = counts().answered() + answers;
        space.await(
                Duration.ofMinutes(1),
                answers + " further answers to the pod " + name,
                () -> counts().answered() >= wanted);
        return counts();
    }

    /** Why requests were lost, in order. */
    List<String> losses() {
        return lines("lost");
    }

    /** The body of the first answer. */
    String first() {
        return lines("first").get(0).substring("first ".length());
    }

    private List<String> lines(String kind) {
        Pod pod = space.client().pods().inNamespace(space.name()).withName(name).get();
        if (pod == null
                || pod.getStatus().getContainerStatuses().isEmpty()
                || pod.getStatus().getContainerStatuses().get(0).getState().getWaiting() != null) {
            return List.of();
        }
        return space.client()
                .pods()
                .inNamespace(space.name())
                .withName(name)
                .getLog()
                .lines()
                .filter(line -> line.startsWith(kind + " "))
                .toList();
    }

    /** Ends the pod. */
    @Override
    public void close() {
        space.client().pods().inNamespace(space.name()).withName(name).delete();
        space.client().configMaps().inNamespace(space.name()).withName(name).delete();
    }
}
