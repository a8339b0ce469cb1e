// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.io.PrintWriter;
import java.util.Collections;

import dev.mehari.crd.Annotations;
import dev.mehari.crd.ConditionType;
import dev.mehari.crd.GraphStatus;
import dev.mehari.crd.Reason;
import dev.mehari.crd.RevisionStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mehari k8s promote}. */
@Command(
        name = "promote",
        description =
                "Lets the revision on its way go live: at once if it waits for that, else as soon as it is ready.",
        footer = {
            "",
            "It is for graphs with 'rollout: {blueGreen: {autoPromote: false}}'; others promote by themselves."
        })
final class PromoteCommand extends GraphCommand {
    @Mixin
    private Waiting waiting = new Waiting();

    @Override
    void run(GraphInCluster graph, PrintWriter out) {
        GraphStatus status = GraphInCluster.status(graph.get());
        RevisionStatus candidate = status.candidate();
        if (candidate == null) {
            RevisionStatus live = status.live();
            throw new Failure("no revision of '" + name() + "' is on its way; "
                    + (live == null ? "none is live either" : name() + "@" + live.number() + " is live"));
        }
        long number = candidate.number();
        graph.annotate(Collections.singletonMap(Annotations.PROMOTE, Long.toString(number)));
        if (waiting.isWanted()) {
            Shown.live(graph, number, waiting);
            out.println(name() + "@" + number + " is live");
            return;
        }
        boolean waits = status.condition(ConditionType.PROGRESSING)
                .filter(c -> c.reason().equals(Reason.WAITING_FOR_PROMOTION.word()))
                .isPresent();
        out.println(name() + "@" + number + (waits ? " is to go live" : " is to go live once it is ready"));
    }
}
