// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.crd.GraphResource;
import dev.mehari.crd.GraphStatus;
import dev.mehari.crd.RevisionStatus;
import dev.mehari.graph.Finding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mehari k8s apply}. */
@Command(
        name = "apply",
        description = "Checks graph files as the operator would, and applies them if none is refused.",
        footer = {"", "They are applied server-side, as by 'kubectl apply --server-side --field-manager=mehari'."})
final class ApplyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private Waiting waiting = new Waiting();

    @Option(names = "--force", description = "Take over what another tool has applied before.")
    private boolean force;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Graph files, or folders of them.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<Path> paths;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<CheckedFile> files =
                CheckedFile.files(paths).stream().map(CheckedFile::read).toList();
        files.forEach(file -> file.findings().forEach(spec.commandLine().getErr()::println));
        if (files.stream().anyMatch(file -> Finding.anyError(file.findings()))) {
            throw new Failure("nothing is applied: mend the errors above first");
        }
        connection.with(client -> {
            List<GraphResource> applied = files.stream()
                    .map(file -> graph(file, client))
                    .map(graph -> apply(graph, client, out))
                    .toList();
            if (waiting.isWanted()) {
                applied.forEach(graph -> await(graph, client, out));
            }
        });
        out.flush();
        return 0;
    }

    /** The object without what a cluster writes, so that one that was fetched from a cluster can be applied to another. */
    private GraphResource graph(CheckedFile file, KubernetesClient client) {
        ObjectNode manifest = ((ObjectNode) file.manifest().orElseThrow()).deepCopy();
        manifest.remove("status");
        ObjectNode metadata = (ObjectNode) manifest.get("metadata");
        metadata.retain("name", "namespace", "labels", "annotations");
        String said = metadata.path("namespace").asText();
        String wanted = said.isEmpty() ? connection.namespace(client) : said;
        if (connection.namesNamespace() && !connection.namespace(client).equals(wanted)) {
            throw new Failure(file.file() + " is for namespace " + wanted + ", the command line says "
                    + connection.namespace(client) + ". Leave one of them out");
        }
        metadata.put("namespace", wanted);
        GraphResource graph = Serialization.jsonMapper().convertValue(manifest, GraphResource.class);
        graph.setStatus(null);
        return graph;
    }

    private GraphResource apply(GraphResource graph, KubernetesClient client, PrintWriter out) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("mehari")
                .withForce(force)
                .build();
        GraphResource applied = client.resource(graph).patch(context);
        out.println(applied.getMetadata().getName() + " is applied to namespace "
                + applied.getMetadata().getNamespace());
        out.flush();
        return applied;
    }

    private void await(GraphResource applied, KubernetesClient client, PrintWriter out) {
        String name = applied.getMetadata().getName();
        GraphResource shown =
                Shown.settled(new GraphInCluster(client, applied.getMetadata().getNamespace(), name), waiting);
        GraphStatus status = GraphInCluster.status(shown);
        RevisionStatus candidate = status.candidate();
        RevisionStatus live = status.live();
        if (Shown.waitsForPromotion(status) && candidate != null) {
            out.println(name + "@" + candidate.number() + " is ready, and waits for 'promote " + name + "'");
        } else if (live != null) {
            out.println(name + "@" + live.number() + " is live");
        }
        out.flush();
    }
}
