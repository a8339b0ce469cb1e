// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.mehari.crd.GraphResource;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which cluster and namespace, as kubectl has them; and the way there. */
final class Connection {
    private static final int CONNECT_MS = 5_000;
    private static final int REQUEST_MS = 30_000;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "The namespace. Default: that of the context.")
    private @Nullable String namespace;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "The context of the kubeconfig. Default: its current one.")
    private @Nullable String context;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "How to reach the cluster. Default: $KUBECONFIG, else ~/.kube/config; in a pod, its own account.")
    private @Nullable Path kubeconfig;

    /** Works with a client, and says which server doesn't answer if one doesn't. */
    void with(Consumer<KubernetesClient> work) {
        try (KubernetesClient client = open()) {
            try {
                work.accept(client);
            } catch (KubernetesClientException e) {
                throw Failure.of(e, client.getMasterUrl());
            }
        }
    }

    private KubernetesClient open() {
        Config found = config();
        Config config = new ConfigBuilder(found)
                .withConnectionTimeout(CONNECT_MS)
                .withRequestTimeout(REQUEST_MS)
                // Whoever waits at a terminal would rather know.
                .withRequestRetryBackoffLimit(1)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private Config config() {
        if (kubeconfig == null) {
            Config found = Config.autoConfigure(context);
            return context == null ? found : known(found, context);
        }
        if (!Files.isRegularFile(kubeconfig)) {
            throw new Failure("there is no file " + kubeconfig + " to find the cluster by");
        }
        Config found = Config.fromKubeconfig(context, kubeconfig.toFile());
        return context == null ? found : known(found, context);
    }

    private static Config known(Config config, String context) {
        List<NamedContext> contexts = Optional.ofNullable(config.getContexts()).orElse(List.of());
        if (contexts.stream().noneMatch(c -> context.equals(c.getName()))) {
            throw new Failure("the kubeconfig has no context '" + context + "'; it has: "
                    + contexts.stream().map(NamedContext::getName).sorted().collect(Collectors.joining(", ")));
        }
        return config;
    }

    /** The namespace that the command works in. */
    String namespace(KubernetesClient client) {
        return namespace != null
                ? namespace
                : Optional.ofNullable(client.getNamespace()).orElse("default");
    }

    /** Whether the command line names one. */
    boolean namesNamespace() {
        return namespace != null;
    }

    static MixedOperation<GraphResource, KubernetesResourceList<GraphResource>, Resource<GraphResource>> graphs(
            KubernetesClient client) {
        return client.resources(GraphResource.class);
    }
}
