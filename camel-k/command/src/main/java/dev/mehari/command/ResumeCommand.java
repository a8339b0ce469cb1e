// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.io.PrintWriter;
import java.util.Collections;

import dev.mehari.crd.Annotations;
import dev.mehari.crd.ConditionType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mehari k8s resume}. */
@Command(name = "resume", description = "Ends a pause: the operator follows the graph again.")
final class ResumeCommand extends GraphCommand {
    @Mixin
    private Waiting waiting = new Waiting();

    @Override
    void run(GraphInCluster graph, PrintWriter out) {
        graph.get();
        graph.annotate(Collections.singletonMap(Annotations.PAUSE, null));
        if (waiting.isWanted()) {
            graph.await(g -> !GraphInCluster.status(g).is(ConditionType.PAUSED), waiting, "the end of the pause");
        }
        out.println(name() + (waiting.isWanted() ? " is followed again" : " is to be followed again"));
    }
}
