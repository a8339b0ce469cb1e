// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.crd.GraphResource;
import dev.mehari.crd.GraphStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.jspecify.annotations.Nullable;

/** One InferenceGraph of a cluster. */
final class GraphInCluster {
    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    GraphInCluster(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    private Resource<GraphResource> resource() {
        return Connection.graphs(client).inNamespace(namespace).withName(name);
    }

    /** As it is now. */
    GraphResource get() {
        GraphResource graph = resource().get();
        if (graph == null) {
            // Listing tells a cluster that doesn't know graphs from one that doesn't have this one.
            List<String> there = Connection.graphs(client).inNamespace(namespace).list().getItems().stream()
                    .map(g -> g.getMetadata().getName())
                    .sorted()
                    .toList();
            throw new Failure("there is no graph '" + name + "' in namespace " + namespace
                    + (there.isEmpty() ? ", nor any other" : "; there: " + String.join(", ", there))
                    + ". Another namespace is named by -n");
        }
        return graph;
    }

    static GraphStatus status(GraphResource graph) {
        return Optional.ofNullable(graph.getStatus()).orElse(GraphStatus.NONE);
    }

    /** @param annotations a null takes one away */
    GraphResource annotate(Map<String, @Nullable String> annotations) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode all = patch.putObject("metadata").putObject("annotations");
        annotations.forEach(all::put);
        return resource().patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    }

    /**
     * Waits until status shows it.
     *
     * @throws Failure if it doesn't in time, with what status shows then
     */
    GraphResource await(Predicate<GraphResource> shown, Waiting waiting, String what) {
        try {
            GraphResource graph = resource()
                    .waitUntilCondition(
                            g -> g != null && shown.test(g), waiting.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return graph;
        } catch (KubernetesClientTimeoutException late) {
            GraphStatus status = status(get());
            String conditions = status.conditions().stream()
                    .map(c -> c.type() + " " + c.status() + " (" + c.reason() + ": " + c.message() + ")")
                    .collect(Collectors.joining("; "));
            throw new Failure(what + " didn't come to pass within " + waiting.text() + ". Status says: "
                    + (conditions.isEmpty()
                            ? "nothing; does an operator look after namespace " + namespace + "?"
                            : conditions));
        }
    }
}
