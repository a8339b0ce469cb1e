// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.ServiceLoader;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line {@code mehari}. Other modules add commands by {@link SubCommand} services. */
@Command(
        name = "mehari",
        description = "Serves graphs of machine-learning models: one file, one process, the Open Inference Protocol.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  mehari serve credit.graph.yaml       serve one graph",
            "  mehari serve graphs/                 serve every *.graph.yaml below a folder",
            "  mehari serve model.onnx              serve a bare model",
            "  mehari serve --watch graphs/         and follow their changes",
            "  mehari check graphs/                 find what is wrong, before it runs",
            "  mehari revisions credit              what a running server knows of a graph",
            "  mehari rollback credit               back to the revision that was live before",
            "",
            "Exit codes: 0 done, 1 a graph is wrong or can't be served, 2 the command line is wrong."
        },
        mixinStandardHelpOptions = false,
        usageHelpAutoWidth = true)
public final class Main {
    /** Exit code of a wrong command line. */
    static final int USAGE = 2;

    /** A command from another module: a class with picocli's {@code @Command}. */
    public interface SubCommand {}

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @CommandLine.Option(names = "--version", versionHelp = true, description = "Show the version.")
    private boolean version;

    private Main() {}

    public static void main(String[] args) {
        int code;
        try {
            code = commandLine().execute(args);
        } catch (RuntimeException | Error e) {
            System.err.println("mehari: " + e);
            code = 1;
        }
        if (code >= 0) {
            // Halting, not exiting: hooks of libraries that were half started wait for a minute otherwise.
            System.out.flush();
            System.err.flush();
            Runtime.getRuntime().halt(code);
        }
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.addSubcommand(new ServeCommand());
        line.addSubcommand(new IntegrationCommand());
        line.addSubcommand(new CheckCommand());
        line.addSubcommand(new ExportCommand());
        line.addSubcommand(new InferCommand());
        line.addSubcommand(new NewCommand());
        line.addSubcommand(new DrawCommand());
        line.addSubcommand(new RevisionsCommand());
        line.addSubcommand(new RollbackCommand());
        line.addSubcommand(new DiffCommand());
        line.addSubcommand(new SettingsCommand());
        line.addSubcommand(new VersionCommand());
        ServiceLoader.load(SubCommand.class).forEach(line::addSubcommand);
        line.getSubcommands().values().forEach(sub -> sub.setUsageHelpAutoWidth(true));
        line.setParameterExceptionHandler(Main::wrongUsage);
        line.setExecutionExceptionHandler((e, command, result) -> {
            if (e instanceof UsageException) {
                command.getErr().println("mehari: " + e.getMessage());
                return USAGE;
            }
            command.getErr().println("mehari: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
            return 1;
        });
        return line;
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println("mehari: " + e.getMessage() + ". See '"
                        + command.getCommandSpec().qualifiedName() + " --help'");
        return USAGE;
    }
}
