// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.io.PrintWriter;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

import dev.mehari.crd.Annotations;
import dev.mehari.crd.GraphStatus;
import dev.mehari.crd.RevisionStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mehari k8s rollback}. */
@Command(
        name = "rollback",
        description = "Makes a kept revision live again and holds it until the graph's spec changes, or until 'unpin'.",
        footer = {
            "",
            "Within the soak time of the switch its pods are still there, and it is live at once; later they come back first,",
            "while the live revision goes on. No request is lost."
        })
final class RollbackCommand extends GraphCommand {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private Waiting waiting = new Waiting();

    @Option(
            names = "--to",
            paramLabel = "N",
            description = "The revision's number. Default: the newest before the live one.")
    private @Nullable Long to;

    @Override
    void run(GraphInCluster graph, PrintWriter out) {
        if (to != null && to < 1) {
            throw new ParameterException(spec.commandLine(), "--to is " + to + ", a revision's number is 1 or more");
        }
        GraphStatus status = GraphInCluster.status(graph.get());
        long number = to == null ? before(status) : kept(status, to);
        graph.annotate(Collections.singletonMap(Annotations.PIN, Long.toString(number)));
        if (waiting.isWanted()) {
            Shown.live(graph, number, waiting);
        }
        out.println(
                name() + "@" + number + (waiting.isWanted() ? " is live, and pinned" : " is to be live, and pinned"));
    }

    private long before(GraphStatus status) {
        RevisionStatus live = status.live();
        if (live == null) {
            throw new Failure("no revision of '" + name() + "' is live, so there is none before it. Name one by --to; "
                    + keptOnes(status));
        }
        return status.revisions().stream()
                .mapToLong(RevisionStatus::number)
                .filter(n -> n < live.number())
                .max()
                .orElseThrow(() -> new Failure(
                        "no revision before " + name() + "@" + live.number() + " is kept; " + keptOnes(status)));
    }

    private long kept(GraphStatus status, long number) {
        if (status.revisions().stream().noneMatch(r -> r.number() == number)) {
            throw new Failure("revision " + number + " of '" + name() + "' isn't kept; " + keptOnes(status)
                    + ". Apply its spec anew, and raise rollout.blueGreen.history to keep more");
        }
        return number;
    }

    private static String keptOnes(GraphStatus status) {
        List<RevisionStatus> revisions = status.revisions();
        return revisions.isEmpty()
                ? "none is kept"
                : "kept: "
                        + revisions.stream().map(r -> Long.toString(r.number())).collect(Collectors.joining(", "));
    }
}
