// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

import dev.mehari.crd.Addresses;
import dev.mehari.crd.GraphCondition;
import dev.mehari.crd.GraphResource;
import dev.mehari.crd.GraphStatus;
import dev.mehari.crd.ModelStatus;
import dev.mehari.crd.RevisionStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mehari k8s status}. */
@Command(
        name = "status",
        description = "Shows what is live, what is on its way, what is wrong and how to mend it, and which models run.")
final class StatusCommand extends GraphCommand {
    @Option(names = "--json", description = "Print the status as it stands in the cluster.")
    private boolean json;

    @Override
    void run(GraphInCluster graph, PrintWriter out) {
        GraphResource resource = graph.get();
        GraphStatus status = GraphInCluster.status(resource);
        if (json) {
            out.println(Serialization.asJson(status));
            return;
        }
        if (status.equals(GraphStatus.NONE)) {
            out.println(name() + " has no status yet. Does an operator look after namespace "
                    + resource.getMetadata().getNamespace() + "?");
            return;
        }
        out.println("live       " + revision(status.live()) + replicas(status, resource));
        out.println("candidate  " + revision(status.candidate()));
        Addresses addresses = status.addresses();
        if (addresses != null && addresses.http() != null) {
            out.println("http       " + addresses.http());
        }
        if (addresses != null && addresses.grpc() != null) {
            out.println("grpc       " + addresses.grpc());
        }
        Long observed = status.observedGeneration();
        Long generation = resource.getMetadata().getGeneration();
        if (observed != null && generation != null && observed < generation) {
            out.println("           the newest change hasn't been looked at yet");
        }
        conditions(out, status);
        if (!status.findings().isEmpty()) {
            out.println();
            status.findings().forEach(finding -> out.println(Shown.line(finding)));
        }
        models(out, status);
    }

    private String revision(@Nullable RevisionStatus revision) {
        if (revision == null) {
            return "-";
        }
        return name() + "@" + revision.number() + (revision.since() == null ? "" : " since " + revision.since())
                + ", identity " + Table.shortened(revision.identity());
    }

    private static String replicas(GraphStatus status, GraphResource resource) {
        Integer ready = status.replicas();
        if (ready == null || status.live() == null) {
            return "";
        }
        return ", " + ready + " of " + resource.getSpec().path("replicas").asInt(1) + " pods ready";
    }

    private static void conditions(PrintWriter out, GraphStatus status) {
        if (status.conditions().isEmpty()) {
            return;
        }
        out.println();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("CONDITION", "STATUS", "REASON", "SINCE", "MESSAGE"));
        for (GraphCondition condition : status.conditions()) {
            rows.add(List.of(
                    condition.type(),
                    condition.status(),
                    condition.reason(),
                    condition.lastTransitionTime(),
                    condition.message().replace('\n', ' ')));
        }
        Table.print(out, rows);
    }

    private static void models(PrintWriter out, GraphStatus status) {
        if (status.models().isEmpty()) {
            return;
        }
        out.println();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("MODEL", "RUNTIME", "VERSION", "SHA256", "URI"));
        status.models().forEach((key, model) -> rows.add(row(key, model)));
        Table.print(out, rows);
    }

    private static List<String> row(String key, ModelStatus model) {
        return List.of(key, or(model.runtime()), or(model.version()), Table.shortened(or(model.sha256())), model.uri());
    }

    private static String or(@Nullable String text) {
        return text == null || text.isEmpty() ? "-" : text;
    }
}
