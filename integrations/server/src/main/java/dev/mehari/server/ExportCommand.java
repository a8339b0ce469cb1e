// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import dev.mehari.compiler.Compiler;
import dev.mehari.engine.KnownRevision;
import dev.mehari.engine.RevisionNumbers;
import dev.mehari.graph.CheckedGraph;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mehari export}. */
@Command(
        name = "export",
        description =
                "Prints a graph as the Camel YAML that runs: beans and one route, for 'kamel run' or any Camel application"
                        + " with Mehari's components.")
final class ExportCommand implements Callable<Integer> {
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
            throw new UsageException("export prints one graph, these paths have "
                    + checked.graphs().size() + "; name one file");
        }
        CheckedGraph graph = checked.graphs().get(0);
        KnownRevision revision;
        try (RevisionNumbers numbers =
                files.hasHome() ? RevisionNumbers.keptIn(files.home()) : RevisionNumbers.inMemory()) {
            revision = numbers.of(graph);
        }
        spec.commandLine()
                .getOut()
                .print(Compiler.compile(
                                graph,
                                revision.number(),
                                revision.identity(),
                                fromHere(graph.graph().source().folder()))
                        .text());
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Relative to the working folder where it lies below, so that the text can move with the files. */
    private static String fromHere(Path folder) {
        Path here = Path.of("").toAbsolutePath();
        if (!folder.startsWith(here)) {
            return folder.toString();
        }
        String relative = here.relativize(folder).toString();
        return relative.isEmpty() ? "." : relative;
    }
}
