// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Set<String> used = new HashSet<>();
        checked.graphs().forEach(graph -> used.addAll(graph.children().keySet()));
        List<CheckedGraph> wanted =
                checked.graphs().stream().filter(g -> !used.contains(g.name())).toList();
        if (wanted.size() != 1) {
            throw new UsageException("export prints one graph, these paths have " + wanted.size() + "; name one file");
        }
        try (RevisionNumbers numbers =
                files.hasHome() ? RevisionNumbers.keptIn(files.home()) : RevisionNumbers.inMemory()) {
            print(wanted.get(0), numbers);
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** The graph after those that it uses, as one list. */
    private void print(CheckedGraph graph, RevisionNumbers numbers) {
        Map<String, Long> children = new HashMap<>();
        graph.children()
                .values()
                .forEach(child -> children.put(child.name(), numbers.of(child).number()));
        graph.children().values().forEach(child -> print(child, numbers.of(child), children));
        print(graph, numbers.of(graph), children);
    }

    private void print(CheckedGraph graph, KnownRevision revision, Map<String, Long> children) {
        spec.commandLine()
                .getOut()
                .print(Compiler.compile(
                                graph,
                                revision.number(),
                                revision.identity(),
                                fromHere(graph.graph().source().folder()),
                                children)
                        .text());
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
