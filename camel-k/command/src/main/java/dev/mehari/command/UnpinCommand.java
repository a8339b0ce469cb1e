// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.io.PrintWriter;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

import dev.mehari.crd.Annotations;
import dev.mehari.crd.ConditionType;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mehari k8s unpin}. */
@Command(name = "unpin", description = "Ends what 'rollback' began: the graph's newest revision is rolled out again.")
final class UnpinCommand extends GraphCommand {
    @Mixin
    private Waiting waiting = new Waiting();

    @Override
    void run(GraphInCluster graph, PrintWriter out) {
        if (!pinned(graph.get().getMetadata())) {
            out.println(name() + " isn't pinned");
            return;
        }
        graph.annotate(Collections.singletonMap(Annotations.PIN, null));
        if (waiting.isWanted()) {
            graph.await(g -> !GraphInCluster.status(g).is(ConditionType.PINNED), waiting, "the end of the pin");
        }
        out.println(name() + (waiting.isWanted() ? " follows its spec again" : " is to follow its spec again"));
    }

    private static boolean pinned(ObjectMeta metadata) {
        return Optional.ofNullable(metadata.getAnnotations()).orElse(Map.of()).get(Annotations.PIN) != null;
    }
}
