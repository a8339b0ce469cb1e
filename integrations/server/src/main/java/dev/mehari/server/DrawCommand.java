// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.graph.CheckedGraph;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "What 'mehari infer --trace --json' printed for a request: rows and times are drawn, nodes"
                    + " that it passed by are grey.")
    private @Nullable Path trace;

    @Override
    public Integer call() throws IOException {
        CheckedFiles checked = files.checked(files.settings());
        checked.findings().forEach(spec.commandLine().getErr()::println);
        if (checked.anyError()) {
            return 1;
        }
        if (checked.graphs().size() != 1) {
            throw new UsageException("draw prints one graph, these paths have "
                    + checked.graphs().size() + "; name one file");
        }
        CheckedGraph graph = checked.graphs().get(0);
        spec.commandLine()
                .getOut()
                .print(trace == null ? GraphDrawing.of(graph) : GraphDrawing.of(graph, notes(graph, trace)));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static Map<String, GraphDrawing.NodeNote> notes(CheckedGraph graph, Path file) throws IOException {
        JsonNode trace;
        try {
            trace = JsonMapper.builder().build().readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new UsageException("there is no file '" + file + "'");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("'" + file + "' is no JSON; 'mehari infer --trace --json' writes it", e);
        }
        if (!trace.path("graph").asText().equals(graph.name())) {
            throw new IllegalArgumentException("'" + file + "' is no trace of graph '" + graph.name()
                    + "'; 'mehari infer --trace --json' writes one");
        }
        return TraceText.notes(trace);
    }
}
