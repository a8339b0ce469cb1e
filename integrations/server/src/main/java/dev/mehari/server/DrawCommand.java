// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mehari draw}. */
@Command(
        name = "draw",
        description = "Prints a graph as a Mermaid flowchart, which GitHub, GitLab and mermaid.live show as a picture.",
        footer = {"", "Examples:", "  mehari draw credit.graph.yaml > credit.mmd"})
final class DrawCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private FilesMixin files = new FilesMixin();

    @Override
    public Integer call() {
        CheckedFiles checked = files.checked(files.settings());
        checked.findings().forEach(spec.commandLine().getErr()::println);
        if (checked.anyError()) {
            return 1;
        }
        if (checked.graphs().size() != 1) {
            throw new UsageException("draw prints one graph, these paths have "
                    + checked.graphs().size() + "; name one file");
        }
        spec.commandLine().getOut().print(GraphDrawing.of(checked.graphs().get(0)));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
