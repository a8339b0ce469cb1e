// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;

import dev.mehari.model.ModelRuntimes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mehari new}. */
@Command(
        name = "new",
        description = "Writes a commented graph file over model files, ready to serve and to be edited.",
        footer = {
            "",
            "The file is put into the folder that holds the models, as NAME.graph.yaml.",
            "",
            "Examples:",
            "  mehari new model.onnx                         writes model.graph.yaml beside it",
            "  mehari new --name credit trees.json net.zip   writes credit.graph.yaml beside them",
            "  mehari new --print model.onnx                 prints it",
            "",
            "Exit codes: 0 done, 1 a model can't be read or the file exists, 2 the command line is wrong."
        })
final class NewCommand implements Callable<Integer> {
    private static final String GRAPH_NAME = "[a-z0-9]([-a-z0-9]{0,46}[a-z0-9])?";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "MODEL", description = "A model file: .onnx, .json, .ubj, .txt, .zip.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<Path> models;

    @Option(names = "--name", paramLabel = "NAME", description = "The graph's name. Default: the first model's.")
    private @Nullable String name;

    @Option(names = "--print", description = "Print the file instead of writing it.")
    private boolean print;

    @Option(names = "--force", description = "Write over a file that exists.")
    private boolean force;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() throws IOException {
        for (Path model : models) {
            if (!Files.isRegularFile(model)) {
                throw new UsageException("there is no file '" + model + "'");
            }
        }
        String graph = name == null ? BareModel.graphName(models.get(0)) : name;
        if (!graph.matches(GRAPH_NAME)) {
            throw new UsageException("'" + graph
                    + "' can't be a graph's name; write lower-case letters, digits and '-'," + " at most 48");
        }
        Path folder = common(models);
        String text = NewGraph.of(graph, folder, models, ModelRuntimes.installed());
        if (print) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
            return 0;
        }
        Path file = folder.resolve(graph + ".graph.yaml");
        if (Files.exists(file) && !force) {
            spec.commandLine()
                    .getErr()
                    .println("mehari: '" + file + "' exists; choose another --name, or say --force to write over it");
            return 1;
        }
        Files.writeString(
                file,
                text,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                force ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.CREATE_NEW);
        spec.commandLine().getOut().println("wrote " + file + "; serve it with: mehari serve " + file);
        return 0;
    }

    /** The deepest folder that holds all files, as the paths were written where they share one. */
    private static Path common(List<Path> files) {
        Path first = folder(files.get(0));
        if (files.stream().allMatch(f -> folder(f).equals(first))) {
            return first;
        }
        Path common = first.toAbsolutePath().normalize();
        for (Path file : files) {
            Path absolute = file.toAbsolutePath().normalize();
            while (!absolute.startsWith(common)) {
                Path parent = common.getParent();
                if (parent == null) {
                    throw new UsageException("the models share no folder; put them under one");
                }
                common = parent;
            }
        }
        return common;
    }

    private static Path folder(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
