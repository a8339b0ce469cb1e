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
import dev.mehari.graph.Finding;
import dev.mehari.graph.InferenceGraph;
import dev.mehari.graph.Manifest;
import dev.mehari.model.Digests;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(
            names = "--open",
            description =
                    "Print what the files alone tell, without models: the text that a cluster keeps. 'mehari integration'"
                            + " runs it where the models are.")
    private boolean open;

    @Override
    public Integer call() {
        return open ? printOpen() : printClosed();
    }

    private int printOpen() {
        GraphPaths paths = GraphPaths.resolve(files.paths());
        if (!paths.models().isEmpty()) {
            throw new UsageException(
                    "--open prints graph files, and " + paths.models().get(0) + " is none");
        }
        OpenFiles read = new OpenFiles(paths.graphs());
        read.findings().forEach(spec.commandLine().getErr()::println);
        if (Finding.anyError(read.findings())) {
            return 1;
        }
        Map<String, Long> first = new HashMap<>();
        for (InferenceGraph graph : read.withUsed(only(read.outermost()))) {
            first.put(graph.name(), 1L);
            String identity = Digests.sha256(Manifest.of(graph).toString());
            spec.commandLine()
                    .getOut()
                    .print(Compiler.compileOpen(graph, 1, identity, first).text());
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static <T> T only(List<T> graphs) {
        if (graphs.size() != 1) {
            throw new UsageException("export prints one graph, these paths have " + graphs.size() + "; name one file");
        }
        return graphs.get(0);
    }

    private int printClosed() {
        CheckedFiles checked = files.checked(files.settings());
        checked.findings().forEach(spec.commandLine().getErr()::println);
        if (checked.anyError()) {
            return 1;
        }
        Set<String> used = new HashSet<>();
        checked.graphs().forEach(graph -> used.addAll(graph.children().keySet()));
        List<CheckedGraph> wanted =
                checked.graphs().stream().filter(g -> !used.contains(g.name())).toList();
        CheckedGraph graph = only(wanted);
        try (RevisionNumbers numbers =
                files.hasHome() ? RevisionNumbers.keptIn(files.home()) : RevisionNumbers.inMemory()) {
            print(graph, numbers);
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
