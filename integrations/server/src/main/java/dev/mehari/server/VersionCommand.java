// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.concurrent.Callable;

import dev.mehari.model.ModelRuntimes;
import org.apache.camel.impl.engine.AbstractCamelContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mehari version}. */
@Command(name = "version", description = "Shows the version, and what it is made of.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** The version of this build. */
    static String version() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    @Override
    public Integer call() {
        String camel = AbstractCamelContext.class.getPackage().getImplementationVersion();
        spec.commandLine()
                .getOut()
                .println("mehari " + version() + ", Camel " + camel + ", Java " + Runtime.version() + ", runtimes: "
                        + ModelRuntimes.installed().names());
        return 0;
    }
}
