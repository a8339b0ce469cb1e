// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command on one graph of a cluster. */
abstract class GraphCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(arity = "1", paramLabel = "NAME", description = "The graph's name.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    @Override
    public final Integer call() {
        if (!NAME.matcher(name).matches()) {
            throw new ParameterException(spec.commandLine(), "'" + name + "' can't be a graph's name");
        }
        connection.with(client -> run(new GraphInCluster(client, connection.namespace(client), name), out()));
        out().flush();
        return 0;
    }

    String name() {
        return name;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Does it, or throws a {@link Failure}. */
    abstract void run(GraphInCluster graph, PrintWriter out);
}
