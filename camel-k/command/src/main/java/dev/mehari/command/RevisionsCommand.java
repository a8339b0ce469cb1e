// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

import dev.mehari.crd.ConditionType;
import dev.mehari.crd.GraphStatus;
import dev.mehari.crd.RevisionStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code mehari k8s revisions}. */
@Command(
        name = "revisions",
        description = "Shows the revisions of a graph that are kept: those to go back to, and the one on its way.")
final class RevisionsCommand extends GraphCommand {
    @Override
    void run(GraphInCluster graph, PrintWriter out) {
        GraphStatus status = GraphInCluster.status(graph.get());
        if (status.revisions().isEmpty()) {
            out.println(name() + " has no revision yet");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("REVISION", "STATE", "SINCE", "IDENTITY"));
        for (RevisionStatus revision : status.revisions()) {
            rows.add(List.of(
                    name() + "@" + revision.number(),
                    state(status, revision),
                    revision.since() == null ? "-" : revision.since(),
                    Table.shortened(revision.identity())));
        }
        Table.print(out, rows);
    }

    private static String state(GraphStatus status, RevisionStatus revision) {
        if (is(status.live(), revision)) {
            return status.is(ConditionType.PINNED) ? "live, pinned" : "live";
        }
        return is(status.candidate(), revision) ? "candidate" : "kept";
    }

    private static boolean is(@Nullable RevisionStatus one, RevisionStatus other) {
        return one != null && one.number() == other.number();
    }
}
