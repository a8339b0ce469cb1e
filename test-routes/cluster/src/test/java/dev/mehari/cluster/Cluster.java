// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** The cluster that tests run on: the one of the variable KUBECONFIG. One per test run. */
final class Cluster implements AutoCloseable {
    private final Path kubeconfig;
    private final KubernetesClient client;
    private final Optional<Kit> kit;

    private Cluster(Path kubeconfig, Optional<Kit> kit) {
        this.kubeconfig = kubeconfig;
        this.kit = kit;
        Config config = new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
                .withRequestTimeout(30_000)
                .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    /** The cluster named by the environment; empty when it names none. */
    static Optional<Cluster> ofEnvironment() {
        return Optional.ofNullable(System.getenv("KUBECONFIG"))
                .filter(file -> !file.isBlank())
                .map(file -> new Cluster(
                        Path.of(file),
                        Optional.ofNullable(System.getenv("MEHARI_CLUSTER"))
                                .map(Path::of)
                                .map(Kit::new)));
    }

    KubernetesClient client() {
        return client;
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    /** The machine below; empty on a cluster that someone else started. */
    Optional<Kit> kit() {
        return kit;
    }

    /** Runs the real {@code kubectl} against this cluster. @return what it printed */
    String kubectl(String... arguments) {
        List<String> command = new ArrayList<>();
        // The kit's own is as new as its API server; elsewhere that of the path is what people have.
        command.add(kit.isPresent() ? program("kubectl") : "kubectl");
        command.add("--kubeconfig=" + kubeconfig);
        command.addAll(List.of(arguments));
        return Commands.run(command);
    }

    /** A program that the kit has built, such as {@code kamel}. */
    static String program(String name) {
        String home = System.getenv("CLUSTER_KIT_HOME");
        return (home == null ? Path.of(System.getProperty("user.home"), ".cache/cluster-kit") : Path.of(home))
                .resolve("bin")
                .resolve(name)
                .toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
