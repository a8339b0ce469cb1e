// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line {@code mehari k8s}, also {@code kubectl mehari}. */
@Command(
        name = "mehari k8s",
        description = "Works with graphs in a Kubernetes cluster.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ApplyCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            RevisionsCommand.class,
            PromoteCommand.class,
            RollbackCommand.class,
            UnpinCommand.class,
            PauseCommand.class,
            ResumeCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  mehari k8s apply credit.graph.yaml --wait    check it, apply it, wait until it is live",
            "  mehari k8s status credit -n models           what is live, what is wrong",
            "  mehari k8s promote credit                    let the revision that waits go live",
            "  mehari k8s rollback credit --to 7 --wait     back to revision 7, held there until the graph changes",
            "",
            "All of it works by annotations of the InferenceGraph, for GitOps too: mehari.dev/promote: \"8\",",
            "mehari.dev/pin: \"7\", mehari.dev/pause: \"true\".",
            "",
            "Exit codes: 0 done, 1 refused, failed or not done in time, 2 the command line is wrong."
        },
        usageHelpAutoWidth = true)
public final class Main {
    /** Exit code of a wrong command line. */
    static final int USAGE = 2;

    /** Variable of the environment: what users call the command, {@code kubectl mehari}. */
    private static final String NAME = "MEHARI_COMMAND_NAME";

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    private Main() {}

    public static void main(String[] args) {
        int code = commandLine().execute(args);
        System.out.flush();
        System.err.flush();
        // Halting: the client's threads may wait for connections to close.
        Runtime.getRuntime().halt(code);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setCommandName(System.getenv().getOrDefault(NAME, "mehari k8s"));
        line.setParameterExceptionHandler((e, args) -> {
            CommandLine command = e.getCommandLine();
            command.getErr()
                    .println("mehari: " + e.getMessage() + ". See '"
                            + command.getCommandSpec().qualifiedName() + " --help'");
            return USAGE;
        });
        line.setExecutionExceptionHandler((e, command, result) -> {
            command.getErr().println("mehari: " + Failure.words(e));
            return 1;
        });
        return line;
    }
}
