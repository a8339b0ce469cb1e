// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import dev.mehari.graph.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mehari k8s check}. */
@Command(
        name = "check",
        description = "Finds what the operator would refuse, without a cluster and without models.",
        footer = {
            "",
            "It is the half of 'mehari check' that reads no models, and what a cluster asks beside it: that URIs say where",
            "models are. The other half is done by a revision's own pods, before they are ready."
        })
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Graph files, or folders of them.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<Path> paths;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        boolean anyError = false;
        for (Path file : CheckedFile.files(paths)) {
            List<Finding> findings = CheckedFile.read(file).findings();
            findings.forEach(out::println);
            if (findings.isEmpty()) {
                out.println(file + ": nothing to mend");
            }
            anyError |= Finding.anyError(findings);
        }
        out.flush();
        return anyError ? 1 : 0;
    }
}
