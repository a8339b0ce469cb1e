// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.io.PrintWriter;
import java.util.Collections;

import dev.mehari.crd.Annotations;
import dev.mehari.crd.ConditionType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mehari k8s pause}. */
@Command(
        name = "pause",
        description = "Lets a graph as it is: the operator changes nothing of it until 'resume'. What is live goes on.")
final class PauseCommand extends GraphCommand {
    @Mixin
    private Waiting waiting = new Waiting();

    @Override
    void run(GraphInCluster graph, PrintWriter out) {
        graph.get();
        graph.annotate(Collections.singletonMap(Annotations.PAUSE, "true"));
        if (waiting.isWanted()) {
            graph.await(g -> GraphInCluster.status(g).is(ConditionType.PAUSED), waiting, "the pause");
        }
        out.println(name() + (waiting.isWanted() ? " is paused" : " is to be paused"));
    }
}
